import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Log } from '../log.ts';
import { type SecretPlace, keyIdOf, open, rewrap, seal } from './envelope.ts';
import { forgetEarlierKeys, loadKeyRing, rotateKeyFile } from './key-file.ts';
import { type KeyRing, newMasterKeyText, parseKeyRing } from './master-key.ts';
import { fingerprint, lastFour } from './show.ts';

const place: SecretPlace = { tenant: 'acme', connection: 'm3', field: 'password', version: 1 };
const ringOf = (...keys: string[]): KeyRing => parseKeyRing(keys.join('\n'), 'test');
const ring = ringOf(newMasterKeyText());
const text = (bytes: Buffer) => bytes.toString('utf8');
const secret = Buffer.from('correct horse battery staple');

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lb-secrets-'));
  folders.push(folder);
  return folder;
}
function listener(): { log: Log; warnings: string[] } {
  const warnings: string[] = [];
  return {
    warnings,
    log: { info: () => {}, error: () => {}, warn: (_fields, message) => void warnings.push(message) },
  };
}

test('any bytes come back as they were sealed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.string(), fc.nat(), (value, connection, version) => {
      const where = { ...place, connection, version };
      expect(open(ring, where, seal(ring, where, value)).equals(value)).toBe(true);
    }),
  );
});

test('the same secret sealed twice looks different and shows nothing of itself', () => {
  const [first, second] = [seal(ring, place, secret), seal(ring, place, secret)];
  expect(first.split('.')[2]).not.toBe(second.split('.')[2]);
  expect(first.split('.')[3]).not.toBe(second.split('.')[3]);
  // A nonce used twice under the master key would give the data keys away.
  const nonces = [first, second].map((sealed) => Buffer.from(sealed.split('.')[2] ?? '', 'base64url').subarray(0, 12));
  expect(nonces[0]?.equals(nonces[1] ?? Buffer.alloc(0))).toBe(false);
  expect(first).toMatch(/^lb1\.[0-9a-f]{16}\.[\w-]{80}\.[\w-]+$/);
  expect(Buffer.from(first.split('.')[3] ?? '', 'base64url').includes('horse')).toBe(false);
});

test.each<[string, Partial<SecretPlace>]>([
  ['tenant', { tenant: 'other' }],
  ['connection', { connection: 'store' }],
  ['field', { field: 'clientSecret' }],
  ['version', { version: 2 }],
])('a secret moved to another %s does not open', (_name, change) => {
  const sealed = seal(ring, place, secret);
  expect(() => open(ring, { ...place, ...change }, sealed)).toThrow(
    expect.objectContaining({ code: 'secrets.damaged' }),
  );
});

test('parts of the place cannot run into each other', () => {
  const sealed = seal(ring, { ...place, tenant: 'a', connection: 'b","c' }, secret);
  expect(() => open(ring, { ...place, tenant: 'a","b', connection: 'c' }, sealed)).toThrow(/does not open/);
});

test('every single changed character is noticed', () => {
  const sealed = seal(ring, place, secret);
  for (let index = 0; index < sealed.length; index += 1) {
    const other = sealed[index] === 'A' ? 'B' : 'A';
    const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
    // The last character of base64 may carry unused bits: then the bytes are the same, and so is the secret.
    const parts = (value: string) => value.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
    if (index > 21 && parts(changed).join() === parts(sealed).join()) continue;
    expect(() => open(ring, place, changed)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^secrets\./) }),
    );
  }
});

test.each(['', 'lb1', 'lb1...', 'lb2.a.b.c', 'hello', 'lb1.0.0.0.0'])(
  'text that is no sealed secret is refused: %j',
  (junk) => {
    expect(() => open(ring, place, junk)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^secrets\./) }),
    );
  },
);

test('another master key does not open it, and the message names both keys', () => {
  const other = ringOf(newMasterKeyText());
  const sealed = seal(ring, place, secret);
  expect(() => open(other, place, sealed)).toThrow(
    expect.objectContaining({
      code: 'secrets.key-unknown',
      message: expect.stringContaining(`${ring.current.id}; this process has ${other.current.id}`),
    }),
  );
});

test('O07 rotation: earlier key opens, re-wrapping moves to the new key, then the earlier one is not needed', () => {
  const [first, second] = [newMasterKeyText(), newMasterKeyText()];
  const sealed = seal(ringOf(first), place, secret);
  const both = ringOf(second, first);
  expect(text(open(both, place, sealed))).toBe(text(secret));
  const moved = rewrap(both, place, sealed);
  expect(keyIdOf(moved)).toBe(both.current.id);
  expect(rewrap(both, place, moved)).toBe(moved);
  expect(text(open(ringOf(second), place, moved))).toBe(text(secret));
  expect(() => open(ringOf(first), place, moved)).toThrow(expect.objectContaining({ code: 'secrets.key-unknown' }));
});

test('the key file is made once, for its owner only, and rotates in place', () => {
  const dataFolder = scratch();
  const { log } = listener();
  const source = { environment: {}, dataFolder, log };
  const made = loadKeyRing(source);
  const path = join(dataFolder, 'master.key');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(loadKeyRing(source).current.id).toBe(made.current.id);
  rotateKeyFile(path);
  const rotated = loadKeyRing(source);
  expect(rotated.current.id).not.toBe(made.current.id);
  expect(rotated.earlier.map((key) => key.id)).toEqual([made.current.id]);
  forgetEarlierKeys(path);
  expect(loadKeyRing(source)).toMatchObject({ current: { id: rotated.current.id }, earlier: [] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('O10 a key file that is named but missing is refused by the name of the setting, not made', () => {
  const path = join(scratch(), 'typo.key');
  const { log } = listener();
  const source = { environment: { LANDBRIDGE_MASTER_KEY_FILE: path }, dataFolder: scratch(), log };
  expect(() => loadKeyRing(source)).toThrow(
    expect.objectContaining({
      code: 'secrets.key-missing',
      message: expect.stringContaining('LANDBRIDGE_MASTER_KEY_FILE'),
    }),
  );
  expect(existsSync(path)).toBe(false);
});

test.each(['', '# only a comment', 'hunter2', 'ab'.repeat(31), '00'.repeat(32)])(
  'O10 a malformed key is refused and not printed: %j',
  (content) => {
    const path = join(scratch(), 'bad.key');
    writeFileSync(path, content, { mode: 0o600 });
    const { log } = listener();
    const load = () => loadKeyRing({ environment: { LANDBRIDGE_MASTER_KEY_FILE: path }, dataFolder: scratch(), log });
    expect(load).toThrow(
      expect.objectContaining({ code: 'secrets.key-malformed', message: expect.stringContaining(path) }),
    );
    if (content.length > 3 && !content.startsWith('#')) expect(load).not.toThrow(content);
  },
);

test('a key in a plain variable works with a warning, and so does a file open to others', () => {
  const key = newMasterKeyText();
  const plain = listener();
  const dataFolder = scratch();
  const fromVariable = loadKeyRing({ environment: { LANDBRIDGE_MASTER_KEY: key }, dataFolder, log: plain.log });
  expect(plain.warnings).toHaveLength(1);
  expect(plain.warnings.join()).not.toContain(key);
  expect(existsSync(join(dataFolder, 'master.key'))).toBe(false);
  const path = join(dataFolder, 'own.key');
  writeFileSync(path, Buffer.from(key, 'hex').toString('base64'));
  chmodSync(path, 0o644);
  const fromFile = listener();
  const environment = { LANDBRIDGE_MASTER_KEY_FILE: path };
  expect(loadKeyRing({ environment, dataFolder, log: fromFile.log }).current.id).toBe(fromVariable.current.id);
  expect(fromFile.warnings.join()).toContain('chmod 600');
});

test('a made key file says what it is', () => {
  const dataFolder = scratch();
  loadKeyRing({ environment: {}, dataFolder, log: listener().log });
  expect(readFileSync(join(dataFolder, 'master.key'), 'utf8')).toMatch(/^# Master key of Landbridge/);
});

test('a fingerprint tells equal from different, and short secrets show no characters', () => {
  expect(fingerprint(ring, secret)).toMatch(/^[0-9a-f]{12}$/);
  expect(fingerprint(ring, secret)).toBe(fingerprint(ring, Buffer.from(secret)));
  expect(fingerprint(ring, secret)).not.toBe(fingerprint(ringOf(newMasterKeyText()), secret));
  expect(lastFour('sk_live_abcdefgh1234')).toBe('1234');
  expect(lastFour('hunter2')).toBe('');
});
