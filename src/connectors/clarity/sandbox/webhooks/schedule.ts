const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits before each repeat, counted from the attempt before it: ten attempts in all, over about three days. */
const REPEAT_AFTER_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

const JITTER = 0.1;
const MAX_RETRY_AFTER_MS = HOUR;

/** What an attempt's answer means for the message and its endpoint. */
export type Verdict =
  | { kind: 'delivered' }
  | { kind: 'repeat'; afterMs: number }
  | { kind: 'failed'; endpointGone: boolean };

export interface Answer {
  /** HTTP status; 0 when none came. */
  status: number;
  /** Value of a Retry-After header. */
  retryAfter: string | undefined;
}

/**
 * Decides what follows an attempt (Standard Webhooks): only 2xx is success, redirects are not followed, 410 ends the
 * endpoint, 429 and 503 wait as long as they say (at most an hour).
 *
 * @param attempts attempts made so far, this one included
 * @param scale shortens the waits, 1 for the real ones
 * @param random a number in [0, 1) for the jitter
 */
export function verdictOf(answer: Answer, attempts: number, scale: number, random: number, nowMs: number): Verdict {
  if (answer.status >= 200 && answer.status < 300) return { kind: 'delivered' };
  if (answer.status === 410) return { kind: 'failed', endpointGone: true };
  const wait = REPEAT_AFTER_MS[attempts - 1];
  if (wait === undefined) return { kind: 'failed', endpointGone: false };
  const jittered = wait * scale * (1 + JITTER * random);
  const asked = answer.status === 429 || answer.status === 503 ? retryAfterMs(answer.retryAfter, nowMs) : 0;
  return { kind: 'repeat', afterMs: Math.max(jittered, asked) };
}

/** Seconds or an HTTP date; anything else, and anything in the past, is no wait at all. */
function retryAfterMs(value: string | undefined, nowMs: number): number {
  if (value === undefined) return 0;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * SECOND : Date.parse(value) - nowMs;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS) : 0;
}
