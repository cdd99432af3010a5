import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { clientAddress, proxiesOf } from './client-address.ts';

const isProxy = proxiesOf(['10.1.0.0/16', '192.0.2.7', 'fd00::/8']);

async function seen(peer: string | undefined, forwarded?: string): Promise<string> {
  const app = new Hono().get('/', (context) => context.text(clientAddress(context, isProxy)));
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const response = await app.request('/', { headers }, { incoming: { socket: { remoteAddress: peer } } });
  return await response.text();
}

test('without a proxy of ours the header is nothing but a claim', async () => {
  expect(await seen('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(await seen('::ffff:203.0.113.9')).toBe('203.0.113.9');
  expect(await seen('10.2.0.1', '198.51.100.1')).toBe('10.2.0.1');
  expect(await seen(undefined, '198.51.100.1')).toBe('unknown');
});

test('behind proxies of ours the last address that is none of them counts, whatever stands before it', async () => {
  expect(await seen('10.1.2.3', '1.1.1.1, 198.51.100.1')).toBe('198.51.100.1');
  expect(await seen('192.0.2.7', '1.1.1.1, 198.51.100.1, 10.1.9.9')).toBe('198.51.100.1');
  expect(await seen('::ffff:10.1.2.3', '198.51.100.1:4711')).toBe('198.51.100.1');
  expect(await seen('fd00::1', '[2001:db8::5]:4711')).toBe('2001:db8::5');
});

test('a header that names nobody leaves the proxy', async () => {
  expect(await seen('10.1.2.3')).toBe('10.1.2.3');
  expect(await seen('10.1.2.3', '10.1.0.4')).toBe('10.1.2.3');
  expect(await seen('10.1.2.3', 'someone <b>')).toBe('10.1.2.3');
});
