import { expect, test } from 'vitest';
import type { Meter } from '../../engine/ports.ts';
import { countCalls } from './count-calls.ts';

const MINUTE = 60_000;
const silent: Meter = { callEnded: () => {}, runEnded: () => {}, eventTaken: () => {}, leaseLost: () => {} };

test('calls are counted by minute and told as totals, until they are on disk', () => {
  let now = 10 * MINUTE;
  const seen: string[] = [];
  const counter = countCalls({ ...silent, callEnded: ({ outcome }) => void seen.push(outcome) }, () => now);
  const call = { connection: 'm3', operation: 'order.create', tookMs: 50 };
  counter.meter.callEnded({ ...call, outcome: 'applied' });
  counter.meter.callEnded({ ...call, outcome: 'ambiguous' });
  const first = counter.changes();
  expect(first).toMatchObject([{ from: 10 * MINUTE, calls: 2, failures: 1, histogram: { 34: 2 } }]);
  counter.meter.callEnded({ ...call, outcome: 'refused' });
  counter.saved(first);
  const second = counter.changes();
  expect(second).toMatchObject([{ calls: 3, failures: 1 }]);
  counter.saved(second);
  expect(counter.changes()).toEqual([]);
  now += MINUTE;
  counter.meter.callEnded({ ...call, outcome: 'applied' });
  expect(counter.changes()).toMatchObject([{ from: 11 * MINUTE, calls: 1 }]);
  expect(seen).toEqual(['applied', 'ambiguous', 'refused', 'applied']);
});

test('an operation that is measured for ever does not fill the memory', () => {
  let now = 0;
  const counter = countCalls(silent, () => now);
  for (let n = 0; n < 1_000; n += 1) {
    now += MINUTE;
    counter.meter.callEnded({ connection: 'm3', operation: 'x', outcome: 'applied', tookMs: 1 });
  }
  expect(counter.changes().length).toBeLessThanOrEqual(61);
});
