import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A random token of 256 bits, safe in URLs. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a token, hexadecimal. Tokens are random, so no slow hash is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Makes a check of given tokens against one known by its hash only. Takes the same time for every token. */
export function tokenCheck(hash: string): (token: string) => boolean {
  const known = Buffer.from(hash, 'hex');
  return (token) => timingSafeEqual(createHash('sha256').update(token).digest(), known);
}
