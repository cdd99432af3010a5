import { expect, test } from 'vitest';
import { formatAge, formatDay, formatExact, formatRelative, formatSpan } from './time.ts';

const NOW = Date.parse('2025-11-21T10:00:00Z');
const at = (ms: number) => new Date(NOW + ms).toISOString();

test.each([
  [0, '< 1 ms'],
  [38, '38 ms'],
  [410, '0.41 s'],
  [12_300, '12.3 s'],
  [250_000, '4 min 10 s'],
  [240_000, '4 min'],
  [7_500_000, '2 h 5 min'],
  [273_600_000, '3 d 4 h'],
  [-5, '< 1 ms'],
])('a span of %i ms reads %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

test.each([
  [-500, 'just now'],
  [-12_000, '12 s ago'],
  [-240_000, '4 min ago'],
  [-3 * 3_600_000, '3 h ago'],
  [-30 * 3_600_000, '30 h ago'],
  [-72 * 3_600_000, '18 Nov, 10:00'],
  [500, 'now'],
  [239_500, 'in 4 min'],
  [11_500, 'in 12 s'],
])('%i ms from now reads %s', (away, text) => {
  expect(formatRelative(at(away), NOW, 'UTC')).toBe(text);
});

test('the exact moment names its zone', () => {
  expect(formatExact('2025-11-21T09:12:31.120Z', 'Europe/Berlin')).toBe('Fri 21 Nov 2025, 10:12:31.120 CET');
  expect(formatExact('2025-07-01T00:00:00Z', 'UTC')).toBe('Tue 1 Jul 2025, 00:00:00.000 UTC');
});

test('a day of another year says so', () => {
  expect(formatDay('2024-12-31T23:00:00Z', NOW, 'UTC')).toBe('31 Dec 2024, 23:00');
});

test('what is no moment is shown as it is', () => {
  expect(formatRelative('soon', NOW)).toBe('soon');
  expect(formatExact('soon')).toBe('soon');
});

test('ages use one unit', () => {
  expect(formatAge(59_999)).toBe('59 s');
  expect(formatAge(3_600_000)).toBe('1 h');
  expect(formatAge(5 * 86_400_000)).toBe('5 d');
});
