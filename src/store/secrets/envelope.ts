import { type KeyObject, createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { StoreError } from '../errors.ts';
import { type KeyRing, type MasterKey, findKey } from './master-key.ts';

/** Where a secret belongs. It is bound to this place: moved to another one it does not open. */
export interface SecretPlace {
  readonly tenant: string;
  readonly connection: string;
  readonly field: string;
  /** Counts up with each new value, so that an old value cannot be put back. */
  readonly version: number;
}

/**
 * A sealed secret as text: `lb1.<master key id>.<wrapped data key>.<sealed value>`; the last two
 * are nonce, ciphertext and tag in base64url.
 */
export type SealedSecret = string;

const scheme = 'lb1';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals bytes by AES-256-GCM under a random key of their own, which is wrapped by the ring's
 * current master key (NIST SP 800-38D: random 96-bit nonces, at most 2^32 uses of a key; the data
 * key is used once).
 */
export function seal(ring: KeyRing, place: SecretPlace, value: Uint8Array): SealedSecret {
  const dataKey = randomBytes(32);
  const sealed = encrypt(createSecretKey(dataKey), boundTo('value', place), value);
  const text = assemble(ring.current, place, dataKey, sealed);
  dataKey.fill(0);
  return text;
}

/**
 * Opens what `seal` made for the same place.
 * @throws StoreError `secrets.key-unknown`, `secrets.damaged`
 */
export function open(ring: KeyRing, place: SecretPlace, text: SealedSecret): Buffer {
  const parts = takeApart(text, place);
  const dataKey = unwrap(ring, place, parts);
  return decrypt(createSecretKey(dataKey), boundTo('value', place), parts.sealed, place);
}

/**
 * The same secret under the ring's current master key; only the data key is wrapped anew. Gives
 * back the same text when it is under the current key already.
 * @throws StoreError as `open`
 */
export function rewrap(ring: KeyRing, place: SecretPlace, text: SealedSecret): SealedSecret {
  const parts = takeApart(text, place);
  if (parts.keyId === ring.current.id) return text;
  const dataKey = unwrap(ring, place, parts);
  const rewrapped = assemble(ring.current, place, dataKey, parts.sealed);
  dataKey.fill(0);
  return rewrapped;
}

/** Id of the master key that a sealed secret needs; empty when the text is no sealed secret. */
export function keyIdOf(text: SealedSecret): string {
  const [name, keyId] = text.split('.');
  return name === scheme ? (keyId ?? '') : '';
}

interface Parts {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly sealed: Buffer;
}

function assemble(master: MasterKey, place: SecretPlace, dataKey: Buffer, sealed: Buffer): SealedSecret {
  const wrapped = encrypt(master.key, boundTo(`key ${master.id}`, place), dataKey);
  return [scheme, master.id, wrapped.toString('base64url'), sealed.toString('base64url')].join('.');
}

function takeApart(text: SealedSecret, place: SecretPlace): Parts {
  const [name, keyId, wrapped, sealed, ...rest] = text.split('.');
  if (name !== scheme || keyId === undefined || wrapped === undefined || sealed === undefined || rest.length > 0) {
    throw damaged(place);
  }
  return { keyId, wrapped: Buffer.from(wrapped, 'base64url'), sealed: Buffer.from(sealed, 'base64url') };
}

function unwrap(ring: KeyRing, place: SecretPlace, parts: Parts): Buffer {
  const master = findKey(ring, parts.keyId);
  if (master === undefined) {
    throw new StoreError(
      'secrets.key-unknown',
      `Secret ${place.field} of connection ${place.connection} was sealed with master key ${parts.keyId}; this process has ${[ring.current, ...ring.earlier].map((key) => key.id).join(', ')}.`,
    );
  }
  return decrypt(master.key, boundTo(`key ${master.id}`, place), parts.wrapped, place);
}

/** Additional data of both layers; JSON keeps the parts apart whatever characters they hold. */
function boundTo(layer: string, place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([scheme, layer, place.tenant, place.connection, place.field, place.version]));
}

function encrypt(key: KeyObject, bound: Buffer, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, bound: Buffer, sealed: Buffer, place: SecretPlace): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw damaged(place);
  try {
    const nonce = sealed.subarray(0, nonceBytes);
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      .setAAD(bound)
      .setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([cipher.update(sealed.subarray(nonceBytes, -tagBytes)), cipher.final()]);
  } catch (cause) {
    throw damaged(place, cause);
  }
}

function damaged(place: SecretPlace, cause?: unknown): StoreError {
  return new StoreError(
    'secrets.damaged',
    `Secret ${place.field} (version ${place.version}) of connection ${place.connection} does not open.`,
    { cause },
  );
}
