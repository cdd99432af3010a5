import { Cron } from 'croner';
import { isZone } from '../core/local-time.ts';
import type { MaintenanceWindow } from './away-ports.ts';

/** One time that a window is open. Milliseconds since 1970. */
export interface Occurrence {
  readonly from: number;
  readonly until: number;
}

/** What the calendar says about a connection now. */
export interface Closure extends Occurrence {
  /** `draining`: what was begun goes on, nothing new is. `closed`: nothing goes out. */
  readonly phase: 'draining' | 'closed';
  readonly reason: string;
}

type WindowTimes = Pick<MaintenanceWindow, 'startsAt' | 'cron' | 'zone' | 'minutes'>;

const MINUTE_MS = 60_000;
/** More windows that run into each other than this are no calendar. */
const MOST_IN_A_ROW = 400;
const compiled = new Map<string, Cron>();

function cronOf(pattern: string, zone: string): Cron {
  const key = `${zone} ${pattern}`;
  let cron = compiled.get(key);
  if (!cron) {
    cron = new Cron(pattern, { timezone: zone, paused: true, mode: '5-part', sloppyRanges: true });
    compiled.set(key, cron);
  }
  return cron;
}

/** The first occurrence that is not over at `now`; undefined when none is to come. Daylight saving is the zone's. */
export function nextOccurrence(window: WindowTimes, now: number): Occurrence | undefined {
  const lengthMs = window.minutes * MINUTE_MS;
  if (window.cron === undefined) {
    const from = window.startsAt ?? 0;
    return now < from + lengthMs ? { from, until: from + lengthMs } : undefined;
  }
  const cron = cronOf(window.cron, window.zone);
  const startAfter = (at: number): number | undefined => cron.nextRun(new Date(at))?.getTime();
  const from = startAfter(now - lengthMs);
  if (from === undefined) return undefined;
  let until = from + lengthMs;
  // Windows that run into each other are one.
  let start = startAfter(from);
  for (let each = 0; start !== undefined && start <= until && each < MOST_IN_A_ROW; each += 1) {
    until = start + lengthMs;
    start = startAfter(start);
  }
  return { from, until };
}

/** Openings that are compared with the next one: nearly two days of a window every five minutes, a year of a daily one. */
const MOST_COMPARED = 500;

/**
 * The shortest time for which a window that comes again and again is over, milliseconds: 0 for one that never is,
 * undefined for one that does not come again.
 */
export function shortestBreak(window: WindowTimes, now: number): number | undefined {
  if (window.cron === undefined) return undefined;
  const cron = cronOf(window.cron, window.zone);
  const lengthMs = window.minutes * MINUTE_MS;
  let shortest: number | undefined;
  let from = cron.nextRun(new Date(now))?.getTime();
  for (let each = 0; from !== undefined && each < MOST_COMPARED; each += 1) {
    const next = cron.nextRun(new Date(from))?.getTime();
    if (next === undefined) return shortest;
    const overMs = next - from - lengthMs;
    // Windows that run into each other are one.
    if (overMs > 0 && overMs < (shortest ?? Number.POSITIVE_INFINITY)) shortest = overMs;
    from = next;
  }
  return shortest ?? 0;
}

/** What the windows of one connection say at `now`; a window that is open comes before one that is near. */
export function closureAt(windows: readonly MaintenanceWindow[], now: number): Closure | undefined {
  let found: Closure | undefined;
  for (const window of windows) {
    const next = nextOccurrence(window, now);
    if (!next || now < next.from - window.drainMinutes * MINUTE_MS) continue;
    const phase = now >= next.from ? 'closed' : 'draining';
    const closure: Closure = { ...next, phase, reason: window.reason };
    if (
      !found ||
      (found.phase === 'draining' && phase === 'closed') ||
      (found.phase === phase && found.until < closure.until)
    )
      found = closure;
  }
  return found;
}

/** What is wrong with a pattern or zone, in words; undefined when a time comes of it. */
export function windowFault(window: WindowTimes): string | undefined {
  if (!isZone(window.zone)) return `There is no time zone ${window.zone}.`;
  try {
    if (window.cron !== undefined && cronOf(window.cron, window.zone).nextRun() === null)
      return `The pattern ${window.cron} never comes.`;
    return undefined;
  } catch {
    return `The pattern ${String(window.cron)} is not five fields of cron, such as 0 2 * * 0 for Sundays at two.`;
  }
}
