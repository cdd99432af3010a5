import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, count, GROWTH, merge, quantile } from './histogram.ts';

const histogramOf = (spans: readonly number[]) => {
  const histogram: Record<string, number> = {};
  for (const ms of spans) count(histogram, ms);
  return histogram;
};
const spans = fc.array(fc.double({ min: 1, max: 1e8, noNaN: true }), { minLength: 1, maxLength: 200 });

test('a quantile is right within the width of a bucket', () => {
  fc.assert(
    fc.property(spans, fc.constantFrom(0.5, 0.95, 0.99), (given, q) => {
      const sorted = given.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
      const told = quantile(histogramOf(given), q) ?? 0;
      expect(told / exact).toBeGreaterThan(1 / GROWTH);
      expect(told / exact).toBeLessThan(GROWTH);
    }),
  );
});

test('merged parts are the whole, in any order', () => {
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      expect(merge([histogramOf(a), histogramOf(b)])).toEqual(histogramOf([...b, ...a]));
    }),
  );
});

test('nothing has no quantile, and no time at all is the first bucket', () => {
  expect(quantile({}, 0.5)).toBeUndefined();
  expect([bucketOf(0), bucketOf(1), bucketOf(1_000), bucketOf(1e12)]).toEqual([0, 0, 60, 180]);
});
