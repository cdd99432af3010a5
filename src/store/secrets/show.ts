import { createHmac } from 'node:crypto';
import { type KeyRing, deriveKey } from './master-key.ts';

/** Secrets shorter than this show none of their characters. */
const shortestShown = 16;

/**
 * Twelve hexadecimal digits by which a person sees that two secrets are the same or that one has
 * changed. Keyed with the master key, so that a short password cannot be found by trying; it
 * changes when the master key is rotated.
 */
export function fingerprint(ring: KeyRing, value: Uint8Array): string {
  return createHmac('sha256', deriveKey(ring.current, 'secret fingerprint')).update(value).digest('hex').slice(0, 12);
}

/** The last four characters of a long secret; empty for a short one, of which four would be too much. */
export function lastFour(value: string): string {
  const characters = Array.from(value);
  return characters.length < shortestShown ? '' : characters.slice(-4).join('');
}
