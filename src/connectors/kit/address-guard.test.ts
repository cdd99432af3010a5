import { describe, expect, it } from 'vitest';
import { findAddressFault, findRangeFault, guardedLookup } from './address-guard.ts';

const strict = { allowInsecure: false, allowPrivateNetwork: false };
const loose = { allowInsecure: true, allowPrivateNetwork: true };

describe('addresses that must not be called (S01)', () => {
  const forbidden = [
    'http://example.com',
    'ftp://example.com',
    'not an address',
    'https://user:secret@example.com',
    'https://127.0.0.1',
    'https://127.0.0.1.',
    'https://2130706433',
    'https://0177.0.0.1',
    'https://0x7f.1',
    'https://0.0.0.0',
    'https://[::1]',
    'https://[::]',
    'https://[::ffff:10.0.0.1]',
    'https://[64:ff9b::7f00:1]',
    'https://[2002:7f00:1::]',
    'https://[fd00::1]',
    'https://169.254.169.254/latest',
    'https://10.1.2.3',
    'https://172.16.0.1',
    'https://192.168.1.1',
    'https://100.64.0.1',
    'https://224.0.0.1',
    'https://255.255.255.255',
  ];
  it.each(forbidden)('%s', (address) => expect(findAddressFault(address, strict)).toBeTypeOf('string'));

  it.each([
    'https://example.com',
    'https://93.184.216.34:8443/x',
    'https://[2606:2800:220:1::1]',
    'https://bücher.example',
  ])('%s is fine', (address) => expect(findAddressFault(address, strict)).toBeUndefined());

  it('lets an operator allow http and private networks, but never metadata services', () => {
    expect(findAddressFault('http://127.0.0.1:4600', loose)).toBeUndefined();
    expect(findAddressFault('http://10.1.2.3', loose)).toBeUndefined();
    expect(findAddressFault('http://169.254.169.254', loose)).toContain('linkLocal');
    expect(findAddressFault('http://0.0.0.0', loose)).toContain('unspecified');
    expect(findRangeFault('nonsense', loose)).toContain('not an IP');
  });
});

describe('names that resolve to forbidden addresses (S02)', () => {
  const resolve = (policy: typeof strict, all: boolean): Promise<unknown> =>
    new Promise((done, fail) => {
      guardedLookup(policy)('localhost', { all }, (error, address) => (error ? fail(error) : done(address)));
    });

  it('are refused when they are resolved, and the checked address is the one handed over', async () => {
    await expect(resolve(strict, true)).rejects.toMatchObject({ code: 'EADDRFORBIDDEN' });
    await expect(resolve(strict, false)).rejects.toMatchObject({ code: 'EADDRFORBIDDEN' });
    await expect(resolve(loose, true)).resolves.toContainEqual(
      expect.objectContaining({ address: expect.any(String) }),
    );
    await expect(resolve(loose, false)).resolves.toMatch(/127\.0\.0\.1|::1/);
  });
});
