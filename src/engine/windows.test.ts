import { expect, test } from 'vitest';
import type { MaintenanceWindow } from './away-ports.ts';
import { closureAt, nextOccurrence, shortestBreak, windowFault } from './windows.ts';

const at = (text: string): number => Date.parse(text);
const window = (parts: Partial<MaintenanceWindow>): MaintenanceWindow => ({
  id: 'w',
  connection: 'm3',
  reason: 'upgrade',
  zone: 'UTC',
  minutes: 120,
  drainMinutes: 10,
  createdBy: 'ann',
  ...parts,
});
const sundays = window({ cron: '0 2 * * 0', zone: 'Europe/Stockholm' });

test('a window that comes again and again: drains before, is closed during, and is over after', () => {
  // Sunday, 22 November 2026, two o'clock in Stockholm is one o'clock UTC.
  expect(closureAt([sundays], at('2026-11-22T00:49:59Z'))).toBeUndefined();
  expect(closureAt([sundays], at('2026-11-22T00:50:00Z'))).toMatchObject({ phase: 'draining', reason: 'upgrade' });
  expect(closureAt([sundays], at('2026-11-22T01:00:00Z'))).toMatchObject({
    phase: 'closed',
    until: at('2026-11-22T03:00:00Z'),
  });
  expect(closureAt([sundays], at('2026-11-22T02:59:59Z'))).toMatchObject({ phase: 'closed' });
  expect(closureAt([sundays], at('2026-11-22T03:00:00Z'))).toBeUndefined();
});

test('A08: it keeps to its clock on the wall when summer time comes and goes', () => {
  const four = window({ cron: '0 4 * * 0', zone: 'Europe/Stockholm' });
  expect(nextOccurrence(four, at('2026-07-05T00:00:00Z'))?.from).toBe(at('2026-07-05T02:00:00Z'));
  expect(nextOccurrence(four, at('2026-12-06T00:00:00Z'))?.from).toBe(at('2026-12-06T03:00:00Z'));
  // Half past two does not exist on the last Sunday of March, and comes twice in October: one window each time.
  const half = window({ cron: '30 2 * * 0', zone: 'Europe/Stockholm', minutes: 30 });
  for (const day of ['2027-03-28', '2026-10-25']) {
    const next = nextOccurrence(half, at(`${day}T00:00:00+01:00`));
    expect((next?.until ?? 0) - (next?.from ?? 0)).toBe(30 * 60_000);
    expect(nextOccurrence(half, next?.until ?? 0)?.from).toBeGreaterThan(at(`${day}T23:00:00Z`));
  }
});

test('windows that run into each other are one', () => {
  const twice = window({ cron: '0 1,2 * * *', minutes: 90 });
  expect(nextOccurrence(twice, at('2026-11-21T01:30:00Z'))).toEqual({
    from: at('2026-11-21T01:00:00Z'),
    until: at('2026-11-21T03:30:00Z'),
  });
});

test('a window that comes once, and an open one goes before one that is near', () => {
  const once = window({ startsAt: at('2026-11-21T10:00:00Z'), minutes: 30, reason: 'restart' });
  const later = window({ startsAt: at('2026-11-21T10:20:00Z'), minutes: 300, drainMinutes: 60, reason: 'backup' });
  expect(nextOccurrence(once, at('2026-11-21T10:30:00Z'))).toBeUndefined();
  expect(closureAt([later, once], at('2026-11-21T10:05:00Z'))).toMatchObject({ phase: 'closed', reason: 'restart' });
  expect(closureAt([later, once], at('2026-11-21T09:40:00Z'))).toMatchObject({ phase: 'draining', reason: 'backup' });
});

test('what can never be is said in words', () => {
  expect(windowFault(sundays)).toBeUndefined();
  expect(windowFault(window({ cron: 'every sunday' }))).toMatch(/five fields/);
  expect(windowFault(window({ cron: '0 2 31 2 *' }))).toMatch(/never comes/);
  expect(windowFault(window({ cron: '0 2 * * 0', zone: 'Mars/Olympus' }))).toMatch(/no time zone/);
});

test('the shortest break between two windows counts, also where they do not come evenly', () => {
  const minutes = (parts: Partial<MaintenanceWindow>): number =>
    (shortestBreak(window(parts), at('2026-11-22T12:00:00Z')) ?? -60_000) / 60_000;
  expect(minutes({ cron: '0 2 * * *' })).toBe(22 * 60);
  // One o'clock and four o'clock; from four to one are nineteen hours.
  expect(minutes({ cron: '0 1,4 * * *' })).toBe(60);
  expect(minutes({ cron: '0 1,2 * * *', minutes: 90 })).toBe(21 * 60 + 30);
  expect(minutes({ cron: '0 * * * *', minutes: 60 })).toBe(0);
  expect(minutes({ startsAt: at('2026-11-23T00:00:00Z') })).toBe(-1);
});
