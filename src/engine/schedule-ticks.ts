import { Cron } from 'croner';
import type { ScheduleTrigger } from '../core/flow/model.ts';
import { localTime } from '../core/local-time.ts';
import type { TickDecision } from './ports.ts';

interface Compiled {
  readonly ticks: Cron;
  /** Where a run window begins; empty without one. */
  readonly starts: readonly Cron[];
  readonly isOpen: (at: number) => boolean;
}

const compiled = new WeakMap<ScheduleTrigger, Compiled>();

function cron(pattern: string, timezone: string): Cron {
  return new Cron(pattern, { timezone, paused: true, mode: '5-part', sloppyRanges: true });
}

function compile(schedule: ScheduleTrigger): Compiled {
  const known = compiled.get(schedule);
  if (known) return known;
  const { zone = 'UTC', between, weekdays } = schedule;
  const days = weekdays?.join(',') ?? '*';
  const [from = '00:00', to = '24:00'] = between?.split('-') ?? [];
  const overMidnight = from > to;
  const startAt = (time: string): Cron =>
    cron(`${Number(time.slice(3))} ${Number(time.slice(0, 2))} * * ${days}`, zone);
  const starts = overMidnight ? [startAt(from), startAt('00:00')] : [startAt(from)];
  const made: Compiled = {
    ticks: cron(schedule.schedule, zone),
    starts: between === undefined && weekdays === undefined ? [] : starts,
    isOpen: (at) => {
      const { day, hour, minute } = localTime(at, zone);
      const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      if (weekdays && !weekdays.includes(day)) return false;
      return overMidnight ? time >= from || time < to : time >= from && time < to;
    },
  };
  compiled.set(schedule, made);
  return made;
}

const nextOf = (each: Cron, after: number): number | undefined => each.nextRun(new Date(after))?.getTime();

/** A window that no tick falls into, as `0 5 * * *` between 06:00 and 07:00. */
const TRIES = 800;

/**
 * The first tick after a time, in the schedule's zone and run window; undefined when none comes. A time of day that the
 * change to summer time leaves out is moved, and one that comes twice in autumn is taken once; intervals go on evenly.
 */
export function nextTick(schedule: ScheduleTrigger, after: number): number | undefined {
  const { ticks, starts, isOpen } = compile(schedule);
  let from = after;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const tick = nextOf(ticks, from);
    if (tick === undefined || starts.length === 0 || isOpen(tick)) return tick;
    const opens = starts.map((start) => nextOf(start, tick)).filter((start) => start !== undefined);
    if (opens.length === 0) return undefined;
    from = Math.min(...opens) - 1_000;
  }
  return undefined;
}

/** The last tick up to `now`, when there is one after `last`. */
function lastTick(schedule: ScheduleTrigger, last: number, now: number): number | undefined {
  const first = nextTick(schedule, last);
  if (first === undefined || first > now) return undefined;
  // There is a tick between `low` and now, and none between `high` and now.
  let low = last;
  let high = now;
  while (high - low > 30_000) {
    const middle = Math.floor((low + high) / 2);
    const next = nextTick(schedule, middle);
    if (next !== undefined && next <= now) low = middle;
    else high = middle;
  }
  let tick = nextTick(schedule, low);
  for (let next = tick; next !== undefined && next <= now; next = nextTick(schedule, next)) tick = next;
  return tick;
}

/** A tick this late was missed, not merely slow. */
const LATE_MS = 2 * 60_000;

/**
 * What is to run now, given the last planned time and the present. However many ticks were missed, it is one run, for
 * the last of them, or none where the schedule says so. A clock that was set back makes no tick run again: those that
 * ran are known by their planned time, and the count goes on from now.
 */
export function decideTick(schedule: ScheduleTrigger, last: number, now: number): TickDecision {
  if (last > now) return { last: now };
  const tick = lastTick(schedule, last, now);
  if (tick === undefined) return { last };
  if (schedule.catchUp === 'skip' && now - tick > LATE_MS) return { last: tick };
  return { last: tick, plannedAt: tick };
}
