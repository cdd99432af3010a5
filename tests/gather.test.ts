import { afterAll, expect, test } from 'vitest';
import { gatherBurst } from '../bench/gather-burst.ts';
import { openTestStore } from '../src/store/test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 8 });

afterAll(close);

test('W05 W06 C02: a burst three times over, out of order, with takers that die, ends equal with few writes', async () => {
  const burst = { changes: 3_000, subjects: 100, copies: 3, disorder: 2_000, size: 40, deaths: 0.2, seed: 7 };
  const result = await gatherBurst(pool, { ...burst, spacing: '4s' });
  expect(result).toMatchObject({ deliveries: 9_000, wrong: 0, wentBack: 0 });
  // Thirty changes of each subject: at most three of them are written.
  expect(result.mostWrites).toBeLessThanOrEqual(3);
  expect(result.runs).toBeLessThan(60);
}, 60_000);
