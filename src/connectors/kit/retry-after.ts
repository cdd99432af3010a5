/** The longest pause we let another system ask for: one hour. */
export const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Reads a Retry-After header (RFC 9110 section 10.2.3): seconds or an HTTP date. Gives milliseconds from `now`, at
 * most one hour; nothing when the header is missing, negative, in the past or unreadable.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const pause = /^\d+$/.test(text) ? Number(text) * 1_000 : /[a-z]/i.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(pause) || pause < 0 ? undefined : Math.min(pause, LONGEST_PAUSE_MS);
}
