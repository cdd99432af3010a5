import type { ArrivalSight } from './sight.ts';

const HOUR = 3_600_000;
const HOURS_OF_WEEK = 168;
/** 1970-01-05 00:00 UTC, a Monday. */
const A_MONDAY = 4 * 24 * HOUR;

/** The hour of the week of a moment, 0 for the first of Monday, in UTC. */
export function hourOfWeek(at: number): number {
  return Math.floor((at - A_MONDAY) / HOUR) % HOURS_OF_WEEK;
}

/**
 * Arrivals that are usual in an hour, out of the counts of the same hour in past weeks: the lower of the two middle
 * ones, so one week of a sale or of a holiday does not count. Undefined for fewer than three weeks.
 */
export function usualOf(counts: readonly number[]): number | undefined {
  if (counts.length < 3) return undefined;
  return counts.toSorted((a, b) => a - b)[Math.floor((counts.length - 1) / 2)];
}

/** How many arrivals would have been usual between two moments; undefined when an hour of it is not known. */
export function expectedBetween(usual: ArrivalSight['usual'], from: number, until: number): number | undefined {
  let expected = 0;
  for (let at = from; at < until; ) {
    const end = Math.min(until, (Math.floor(at / HOUR) + 1) * HOUR);
    const hourly = usual[String(hourOfWeek(at))];
    if (hourly === undefined) return undefined;
    expected += (hourly * (end - at)) / HOUR;
    at = end;
  }
  return expected;
}

/** Longest silence that is added up; more of it says nothing new. */
const LONGEST = 7 * 24 * HOUR;

/**
 * Whether a flow is silent when it should not be: nothing for `leastMs`, while so many would have been usual. Five
 * expected arrivals that all stay away by chance happen once in a hundred and fifty such spans. Nothing is said of a flow
 * that never had anything, nor of hours about which too little is known.
 */
export function isSilent(
  { lastAt, usual }: ArrivalSight,
  { now, leastMs, expected }: { readonly now: number; readonly leastMs: number; readonly expected: number },
): boolean {
  if (lastAt === undefined || now - lastAt < leastMs) return false;
  return (expectedBetween(usual, Math.max(lastAt, now - LONGEST), now) ?? 0) >= expected;
}
