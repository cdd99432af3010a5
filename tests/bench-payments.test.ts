import { expect, test } from 'vitest';
import { runPayments } from '../bench/payments.ts';

/** The small form of `bench/payments.ts`, which runs with 10,000. */
test('100 payments with refunds in three currencies under harsh faults stand once and balanced (N02, N03, D16)', async () => {
  const report = await runPayments({ payments: 100, seed: 3, faults: 'harsh', inFlight: 48 });
  expect(report).toMatchObject({ lost: 0, doubled: 0, unbalanced: 0, sumsOff: 0, held: 0 });
  expect(report.postings).toBeGreaterThan(130);
});
