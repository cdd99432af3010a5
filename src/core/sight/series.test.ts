import { expect, test } from 'vitest';
import { linesOf, type Rollup, spanOf } from './series.ts';

const MINUTE = 60_000;
const now = Date.UTC(2026, 10, 20, 12, 0, 30);
const row = (parts: Partial<Rollup>): Rollup => ({
  from: now - 30_000,
  subject: 'orders',
  part: '',
  count: 1,
  total: 0,
  highest: 0,
  ...parts,
});

test('a chart of an hour ends with the minute under way and has sixty points', () => {
  expect(spanOf('1h', now)).toEqual({ from: now + 30_000 - 60 * MINUTE, until: now + 30_000 });
  const [line] = linesOf([row({ count: 7 })], { measure: 'arrived', range: '1h', now, by: 'subject' });
  expect([line?.points.length, line?.points.at(-1)?.value, line?.points[0]?.value]).toEqual([60, 7, 0]);
});

test('what belongs to one step is added up, percentiles from the histograms together', () => {
  const rows = [row({ histogram: { 40: 99 }, count: 99 }), row({ subject: 'stock', histogram: { 80: 1 }, count: 1 })];
  const [line] = linesOf(rows, { measure: 'ended', range: '6h', now, by: 'nothing' });
  expect(line?.points.at(-1)).toMatchObject({ value: 100 });
  expect(Math.round(line?.points.at(-1)?.p50 ?? 0)).toBe(94);
  expect(line?.points.at(-1)?.p99).toBeLessThan(100);
});

test('numbers of open runs add up over flows at each moment, and the highest moment is shown; ages do not add up', () => {
  const rows = [
    row({ from: now - 6 * MINUTE, highest: 50 }),
    row({ from: now - 30_000, highest: 3 }),
    row({ from: now - 30_000, subject: 'stock', highest: 4 }),
  ];
  const last = (measure: 'open' | 'oldest') =>
    linesOf(rows, { measure, range: '6h', now, by: 'nothing' })[0]?.points.at(-1)?.value;
  expect([last('open'), last('oldest')]).toEqual([7, 4]);
});

test('an empty chart has one line of zeros when it is not split, and none when it is', () => {
  const chart = { measure: 'calls', range: '24h', now } as const;
  expect(linesOf([], { ...chart, by: 'nothing' })[0]?.points.every(({ value }) => value === 0)).toBe(true);
  expect(linesOf([], { ...chart, by: 'subject' })).toEqual([]);
});
