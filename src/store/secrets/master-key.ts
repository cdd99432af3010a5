import { type KeyObject, createHash, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { StoreError } from '../errors.ts';

/** A key that wraps data keys. The bytes sit in a KeyObject, which no log or inspector prints. */
export interface MasterKey {
  /** Derived from the key; 16 hexadecimal digits. Says nothing about the key. */
  readonly id: string;
  readonly key: KeyObject;
}

/** The key that seals, and those that may still open. */
export interface KeyRing {
  readonly current: MasterKey;
  readonly earlier: readonly MasterKey[];
  /** Looks at once whether the keys were changed, where they can be. */
  refresh?(): void;
}

const keyBytes = 32;

/** A new master key as text for a key file: 64 hexadecimal digits. */
export function newMasterKeyText(): string {
  return randomBytes(keyBytes).toString('hex');
}

/**
 * Reads keys from the text of a key file: one to a line, the current one first, earlier ones after
 * it; empty lines and lines that begin with `#` do not count.
 * @throws StoreError `secrets.key-malformed`, naming `origin` and the line, never the text
 */
export function parseKeyRing(text: string, origin: string): KeyRing {
  const keys = text.split('\n').flatMap((line, index) => {
    const word = line.trim();
    return word === '' || word.startsWith('#') ? [] : [parseKey(word, `line ${index + 1} of ${origin}`)];
  });
  const [current, ...earlier] = keys;
  if (current === undefined) throw new StoreError('secrets.key-malformed', `There is no key in ${origin}.`);
  return { current, earlier };
}

/** The key of the ring with this id. */
export function findKey(ring: KeyRing, id: string): MasterKey | undefined {
  const known = (): MasterKey | undefined => [ring.current, ...ring.earlier].find((key) => key.id === id);
  const found = known();
  if (found || !ring.refresh) return found;
  // Sealed a moment ago with a key that this process has not seen yet.
  ring.refresh();
  return known();
}

/** A key for another purpose, derived from a master key by HKDF-SHA-256 (RFC 5869). */
export function deriveKey(master: MasterKey, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master.key, Buffer.alloc(0), purpose, keyBytes));
}

function parseKey(word: string, origin: string): MasterKey {
  const bytes = /^[0-9a-fA-F]{64}$/.test(word)
    ? Buffer.from(word, 'hex')
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(word)
      ? Buffer.from(word, 'base64')
      : undefined;
  if (bytes?.length !== keyBytes) {
    throw new StoreError(
      'secrets.key-malformed',
      `The text on ${origin} is ${word.length} characters that are not a master key.`,
    );
  }
  if (bytes.every((byte) => byte === bytes[0])) {
    throw new StoreError('secrets.key-malformed', `The key on ${origin} is one byte repeated, not a random key.`);
  }
  const id = createHash('sha256').update('landbridge master key id').update(bytes).digest('hex').slice(0, 16);
  return { id, key: createSecretKey(bytes) };
}
