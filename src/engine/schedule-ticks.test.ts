import { describe, expect, test } from 'vitest';
import { decideTick, nextTick } from './schedule-ticks.ts';

const at = (text: string): number => Date.parse(text);
const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
const ticks = (schedule: Parameters<typeof nextTick>[0], from: string, count: number): (string | undefined)[] => {
  let time = at(from);
  return Array.from({ length: count }, () => {
    const next = nextTick(schedule, time);
    time = next ?? time;
    return iso(next);
  });
};
const DAY = 86_400_000;

describe('A08: a schedule keeps its zone', () => {
  const stockholm = (schedule: string) => ({ schedule, zone: 'Europe/Stockholm' });

  test('a time of day stays that time of day when summer time comes and goes', () => {
    expect(ticks(stockholm('0 5 * * *'), '2026-03-27T12:00:00Z', 3)).toEqual([
      '2026-03-28T04:00',
      '2026-03-29T03:00',
      '2026-03-30T03:00',
    ]);
  });

  test('a time that spring leaves out comes an hour later, and one that autumn has twice comes once', () => {
    expect(ticks(stockholm('30 2 * * *'), '2026-03-28T12:00:00Z', 2)).toEqual(['2026-03-29T01:00', '2026-03-30T00:30']);
    expect(ticks(stockholm('30 2 * * *'), '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
  });

  test('an interval goes on evenly through both', () => {
    for (const day of ['2026-03-29T00:00:00Z', '2026-10-25T00:00:00Z']) {
      const quarters = ticks(stockholm('*/15 * * * *'), day, 24).map((each) => at(`${each}:00Z`));
      expect(quarters.slice(1).map((each, index) => each - (quarters[index] ?? 0))).toEqual(
        Array.from({ length: 23 }, () => 900_000),
      );
    }
  });

  test('29 February comes when it comes', () => {
    expect(ticks({ schedule: '0 0 29 2 *' }, '2026-01-01T00:00:00Z', 2)).toEqual([
      '2028-02-29T00:00',
      '2032-02-29T00:00',
    ]);
  });
});

describe('run windows', () => {
  test('ticks outside are left out, by the clock of the zone', () => {
    const schedule = {
      schedule: '0 * * * *',
      zone: 'Europe/Stockholm',
      between: '20:00-22:00',
      weekdays: ['fri', 'sat'] as const,
    };
    expect(ticks(schedule, '2026-11-16T00:00:00Z', 5)).toEqual([
      '2026-11-20T19:00',
      '2026-11-20T20:00',
      '2026-11-21T19:00',
      '2026-11-21T20:00',
      '2026-11-27T19:00',
    ]);
  });

  test('a window may go over midnight', () => {
    expect(ticks({ schedule: '0 */3 * * *', between: '22:00-06:00' }, '2026-11-16T10:00:00Z', 3)).toEqual([
      '2026-11-17T00:00',
      '2026-11-17T03:00',
      '2026-11-18T00:00',
    ]);
  });

  test('a window that no tick falls into ends the search', () => {
    expect(nextTick({ schedule: '0 5 * * *', between: '06:00-07:00' }, at('2026-11-16T10:00:00Z'))).toBeUndefined();
  });
});

describe('what is to run now', () => {
  const hourly = { schedule: '0 * * * *' };
  const now = at('2026-11-21T10:00:05Z');

  test('nothing before its time, then the tick', () => {
    expect(decideTick(hourly, at('2026-11-21T09:00:00Z'), now - 6_000)).toEqual({ last: at('2026-11-21T09:00:00Z') });
    expect(decideTick(hourly, at('2026-11-21T09:00:00Z'), now)).toEqual({
      last: at('2026-11-21T10:00:00Z'),
      plannedAt: at('2026-11-21T10:00:00Z'),
    });
  });

  test.each([
    ['three days', 3 * DAY],
    ['three years', 1_100 * DAY],
  ])('O04: a schedule missed for %s is one run, the last of them, or none by setting', (_, missed) => {
    for (const schedule of [hourly, { schedule: '* * * * *' }, { schedule: '*/7 9 * * sat' }]) {
      const { last, plannedAt } = decideTick(schedule, now - missed, now);
      expect(plannedAt).toBe(last);
      expect(last).toBeLessThanOrEqual(now);
      expect(nextTick(schedule, last)).toBeGreaterThan(now);
    }
    expect(decideTick({ ...hourly, catchUp: 'skip' }, now - missed, now + 600_000)).toEqual({
      last: at('2026-11-21T10:00:00Z'),
    });
  });

  test('A08: a clock set back runs nothing, and the count goes on from there', () => {
    expect(decideTick(hourly, now + 5 * DAY, now)).toEqual({ last: now });
  });
});
