import { WEEKDAYS } from '../flow/model.ts';
import { localTime } from '../local-time.ts';
import type { ArrivalSight, Sight } from './sight.ts';

const HOUR = 3_600_000;

/**
 * The hour of the week in which an hour of UTC begins, 0 for the first of Monday, in the zone of those who order: their
 * shops open at eight on either side of a change to summer time.
 */
export function hourOfWeek(at: number, zone: string): number {
  const { day, hour } = localTime(Math.floor(at / HOUR) * HOUR, zone);
  return WEEKDAYS.indexOf(day) * 24 + hour;
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
export function expectedBetween(
  usual: ArrivalSight['usual'],
  { from, until, zone }: { readonly from: number; readonly until: number; readonly zone: string },
): number | undefined {
  let expected = 0;
  for (let at = from; at < until; ) {
    const end = Math.min(until, (Math.floor(at / HOUR) + 1) * HOUR);
    const hourly = usual[String(hourOfWeek(at, zone))];
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
  {
    now,
    zone,
    leastMs,
    expected,
  }: Pick<Sight, 'now' | 'zone'> & { readonly leastMs: number; readonly expected: number },
): boolean {
  if (lastAt === undefined || now - lastAt < leastMs) return false;
  return (expectedBetween(usual, { from: Math.max(lastAt, now - LONGEST), until: now, zone }) ?? 0) >= expected;
}
