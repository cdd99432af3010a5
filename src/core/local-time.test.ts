import { expect, test } from 'vitest';
import { isZone, localTime } from './local-time.ts';

test('a zone is known or not', () => {
  expect(['UTC', 'Europe/Oslo', 'Mars/Base', ''].map(isZone)).toEqual([true, true, false, false]);
});

test('the clock of a place has its own day, also before midnight and in summer', () => {
  const at = Date.UTC(2026, 6, 12, 22, 5);
  expect(localTime(at, 'UTC')).toEqual({ day: 'sun', hour: 22, minute: 5 });
  expect(localTime(at, 'Europe/Stockholm')).toEqual({ day: 'mon', hour: 0, minute: 5 });
  expect(localTime(at, 'Asia/Kolkata')).toEqual({ day: 'mon', hour: 3, minute: 35 });
});
