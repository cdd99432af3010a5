import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type M3Sandbox, startM3Sandbox } from '../server.ts';

interface Got {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Somebody who is told of changes. */
async function openReceiver(answer: (got: Got, count: number) => number | Promise<number> = () => 200) {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const each = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
        got.push(each);
        void Promise.resolve(answer(each, got.length)).then((status) => response.writeHead(status).end());
      });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    got,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let folder: string;
let sandbox: M3Sandbox;
let ends: (() => void)[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'm3-feed-'));
  sandbox = await startM3Sandbox({ dataFolder: folder });
});
afterEach(async () => {
  await sandbox.close();
  for (const end of ends) end();
  ends = [];
  rmSync(folder, { recursive: true, force: true });
});

async function receiver(answer?: Parameters<typeof openReceiver>[0]) {
  const opened = await openReceiver(answer);
  ends.push(opened.close);
  return opened;
}
const control = async (path: string, body: object): Promise<Response> =>
  await fetch(`${sandbox.url}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
interface View {
  counts: Record<string, number>;
  hook: { headers: string[] };
}
const view = async (): Promise<View> => (await (await fetch(`${sandbox.url}/sandbox/feed`)).json()) as View;
const count = (itemNumber: string, onHand: number): Promise<Response> =>
  control('items', { itemNumber, onHand: { '001': onHand } });
const hooked = (url: string, more: object = {}): object => ({
  hook: { url, headers: { 'X-Key': 'secret' }, timeoutMs: 300, subscriptions: ['M3:MITBAL:CUD'], ...more },
});
const connected = (url: string, more: object = {}): object => ({
  ims: { url, headers: { 'X-Key': 'secret' }, retryMs: 40, nouns: ['ItemMaster'], ...more },
});

describe('the web-hooks of CMS049', () => {
  it('tell each change that was subscribed to, with old and new values', async () => {
    const { got, url } = await receiver();
    await control('feed', hooked(url));
    await count('PUMP-1001', 17);
    await expect.poll(() => got.length).toBe(1);
    const body = JSON.parse(got[0]?.body.toString() ?? '') as { elements: { name: string }[] };
    expect(body).toMatchObject({ publisher: 'M3', documentName: 'MITBAL', operation: 'UPDATE' });
    expect(body.elements.find(({ name }) => name === 'STQT')).toEqual({ name: 'STQT', value: '17', oldValue: '500' });
    expect(got[0]?.headers['x-key']).toBe('secret');
    expect((await view()).hook.headers).toEqual(['X-Key']);
    // The same again is no change.
    await count('PUMP-1001', 17);
    await count('PUMP-1007', 3);
    await expect.poll(() => got.length).toBe(2);
  });

  it('keep to their filters', async () => {
    const { got, url } = await receiver();
    const filters = [{ table: 'MITMAS', field: 'STAT' }];
    await control('feed', hooked(url, { subscriptions: ['M3:MITMAS:U'], filters }));
    await control('items', { itemNumber: 'PUMP-1001', fields: { ITDS: 'Other' } });
    await control('items', { itemNumber: 'PUMP-1001', fields: { STAT: '90' } });
    await expect.poll(() => got.length).toBe(1);
    expect(got[0]?.body.toString()).toContain('"name":"STAT","value":"90","oldValue":"20"');
  });

  it('are thrown away after the time-out, or when they are refused, and never sent again', async () => {
    const { got, url } = await receiver(async (_, n) => {
      if (n === 1) await new Promise((resolve) => setTimeout(resolve, 600));
      return 503;
    });
    await control('feed', hooked(url));
    await count('PUMP-1001', 1);
    await count('PUMP-1007', 1);
    await expect.poll(async () => (await view()).counts['hooksDropped']).toBe(2);
    expect(got).toHaveLength(2);
  });

  it('can be made to get lost, to come twice and to come late, the same for the same seed', async () => {
    const { got, url } = await receiver();
    await control('feed', { ...hooked(url), modes: { drop: 0.3, duplicate: 0.3, shuffle: 0.5, seed: 7 } });
    for (let n = 0; n < 20; n += 1) await count('PUMP-1001', n);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const values = got.map(({ body }) => Number(/"STQT","value":"(\d+)"/.exec(body.toString())?.[1]));
    expect(new Set(values).size).toBeLessThan(20);
    expect(values.length).toBeGreaterThan(new Set(values).size);
    expect(values).not.toEqual(values.toSorted((a, b) => a - b));
  });
});

describe('the documents that ION delivers', () => {
  it.each(['v2', 'v2-multipart', 'v3'])('go out by %s, with a variation that grows', async (protocol) => {
    const { got, url } = await receiver(() => 202);
    await control('feed', connected(url, { protocol, encoding: 'NONE' }));
    for (const [index, text] of ['One & "two"', 'Three'].entries()) {
      await control('items', { itemNumber: 'PUMP-1001', fields: { ITDS: text } });
      await expect.poll(async () => (await view()).counts['bodsTaken']).toBe(index + 1);
    }
    expect(got).toHaveLength(2);
    const [first = '', second = ''] = got.map(({ body }) => body.toString().replaceAll('\\"', '"'));
    expect(first).toContain('variationID="1">PUMP-1001<');
    expect(first).toContain('One &amp; &quot;two&quot;');
    expect(second).toContain('variationID="2">PUMP-1001<');
  });

  it('are sent again until they are taken, also after a restart', async () => {
    let away = true;
    const { got, url } = await receiver(() => (away ? 503 : 202));
    await control('feed', connected(url));
    await control('items', { itemNumber: 'PUMP-1001', fields: { ITDS: 'One' } });
    await expect.poll(() => got.length).toBeGreaterThan(1);
    await sandbox.close();
    away = false;
    sandbox = await startM3Sandbox({ dataFolder: folder });
    await expect.poll(async () => (await view()).counts).toMatchObject({ waiting: 0, bodsTaken: 1 });
  });

  it('are not sent again when they are refused for good', async () => {
    const { got, url } = await receiver(() => 422);
    await control('feed', connected(url));
    await control('items', { itemNumber: 'PUMP-1001', fields: { ITDS: 'One' } });
    await expect.poll(async () => (await view()).counts).toMatchObject({ waiting: 0, bodsRefused: 1 });
    expect(got).toHaveLength(1);
  });

  it('say Delete for a record that is gone, and gather what belongs to one record', async () => {
    const { got, url } = await receiver(() => 202);
    await control('feed', connected(url, { encoding: 'NONE', nouns: ['ItemMaster', 'SalesOrder'] }));
    for (const ITDS of ['One', 'Two', 'Three']) await control('items', { itemNumber: 'PUMP-1001', fields: { ITDS } });
    await expect.poll(() => got.length).toBe(1);
    expect(got[0]?.body.toString()).toContain('Three');
  });
});

it('a wish that makes no sense changes nothing; the page shows what was sent', async () => {
  for (const wish of [
    { hook: { url: 'no' } },
    { modes: { drop: 2 } },
    { hok: null },
    hooked('http://x.test', { subscriptions: ['all'] }),
  ]) {
    expect((await control('feed', wish)).status).toBe(400);
  }
  const { got, url } = await receiver();
  await control('feed', hooked(url));
  await count('PUMP-1001', 17);
  await expect.poll(() => got.length).toBe(1);
  await expect.poll(async () => await (await fetch(`${sandbox.url}/feed`)).text()).toContain('PUMP-1001 001');
});
