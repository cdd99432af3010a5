import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a presented secret is one of those that count (during a rotation the old and the new one). Constant time for
 * texts of any length: what is compared are their hashes, and every one is compared (S18).
 */
export function anySecretFits(given: string, secrets: readonly string[]): boolean {
  const presented = digest(given);
  let fits = false;
  for (const secret of secrets) fits = timingSafeEqual(presented, digest(secret)) || fits;
  return fits;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
