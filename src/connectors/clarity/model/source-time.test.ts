import { describe, expect, it } from 'vitest';
import { parseStamp, setBackMs, stampIn } from './source-time.ts';

const iso = (text: string, zone: string): string | undefined => {
  const instant = parseStamp(text, zone);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

describe('a stamp of the store', () => {
  it.each([
    ['2025-03-04T14:05:11.447', 'UTC', '2025-03-04T14:05:11.447Z'],
    ['2025-03-04T14:05:11.4471234', 'UTC', '2025-03-04T14:05:11.447Z'],
    ['2025-03-04T14:05:12.01', 'UTC', '2025-03-04T14:05:12.010Z'],
    ['2025-03-04 14:05', 'UTC', '2025-03-04T14:05:00.000Z'],
    ['2025-03-04', 'America/Chicago', '2025-03-04T06:00:00.000Z'],
    ['2025-03-04T14:05:11', 'America/Chicago', '2025-03-04T20:05:11.000Z'],
    ['2025-07-04T14:05:11', 'America/Chicago', '2025-07-04T19:05:11.000Z'],
    ['2025-07-04T14:05:11Z', 'America/Chicago', '2025-07-04T14:05:11.000Z'],
    ['2025-07-04T14:05:11+02:00', 'UTC', '2025-07-04T12:05:11.000Z'],
    ['/Date(1741097111447-0000)/', 'UTC', '2025-03-04T14:05:11.447Z'],
    ['2024-02-29T23:59:59', 'Europe/Oslo', '2024-02-29T22:59:59.000Z'],
    ['2025-10-26T02:30:00', 'Europe/Oslo', '2025-10-26T00:30:00.000Z'],
    ['2025-03-30T02:30:00', 'Europe/Oslo', '2025-03-30T01:30:00.000Z'],
    ['2025-06-01T12:00:00', 'Asia/Kolkata', '2025-06-01T06:30:00.000Z'],
  ])('D14 %s in %s', (text, zone, instant) => {
    expect(iso(text, zone)).toBe(instant);
  });

  it.each(['2025-02-31', '02/03/2026', '0001-01-01T00:00:00', '9999-12-31', '2025-03-04T25:00:00', 'soon', ''])(
    'D14 is not guessed: %s',
    (text) => {
      expect(iso(text, 'UTC')).toBeUndefined();
    },
  );

  it('is written back in the same clock', () => {
    for (const zone of ['UTC', 'America/Chicago', 'Europe/Oslo', 'Asia/Kolkata']) {
      for (const text of ['2025-03-04T14:05:11.447', '2025-07-04T23:59:59.999']) {
        expect(stampIn(zone, parseStamp(text, zone) ?? 0)).toBe(text);
      }
    }
  });
});

describe('the end of summer time', () => {
  it('A08 asks to begin an hour earlier around it, and only then', () => {
    const change = Date.parse('2025-10-26T01:00:00Z');
    expect(setBackMs('Europe/Oslo', change)).toBe(3_600_000);
    expect(setBackMs('Europe/Oslo', change - 8 * 3_600_000)).toBe(0);
    expect(setBackMs('Europe/Oslo', Date.parse('2025-03-30T01:00:00Z'))).toBe(0);
    expect(setBackMs('UTC', change)).toBe(0);
  });
});
