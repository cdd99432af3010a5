import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(10 * 256);
let used = pool.length;

/**
 * A UUID of version 7 (RFC 9562): sorts by time, so keys of history pages and indexes grow at one end.
 * @param now milliseconds since 1970.
 */
export function newId(now: number = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + 10);
  used += 10;
  random[0] = ((random[0] ?? 0) & 0x0f) | 0x70;
  random[2] = ((random[2] ?? 0) & 0x3f) | 0x80;
  const time = now.toString(16).padStart(12, '0');
  const rest = random.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}

/** The last day that four digits of a year can name; a later one is nobody's partition. */
const LATEST_MS = Date.UTC(9999, 11, 31);

/**
 * The day (UTC, `YYYY-MM-DD`) in which an id of {@link newId} was made: the partition its rows live in. Any UUID that
 * somebody made up gets a day too, in which nothing is found.
 */
export function dayOfId(id: string): string {
  const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return new Date(Math.min(time, LATEST_MS)).toISOString().slice(0, 10);
}
