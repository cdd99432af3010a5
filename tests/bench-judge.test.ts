import { expect, test } from 'vitest';
import { findDifferentCalls, judge, quantile, type Row } from '../bench/judge-orders.ts';

const row: Row = {
  latencyMs: 0,
  mode: 'single',
  scriptPerSecond: 100,
  scriptOneByOnePerSecond: 100,
  landbridgePerSecond: 60,
  acceptBurstP99Ms: 60,
  acceptSteadyP99Ms: 20,
  statementsPerOrder: 3,
  scriptCpuMs: 1,
  serverCpuMs: 2,
  databaseCpuMs: 1,
  peakMemoryMb: 300,
};

const missed = (change: Partial<Row>): number =>
  judge([{ ...row, ...change }]).filter(({ reached }) => !reached).length;

test('a row on the bounds reaches every goal, and each goal can be missed', () => {
  expect(missed({})).toBe(0);
  expect(missed({ landbridgePerSecond: 59 })).toBe(1);
  expect(missed({ acceptBurstP99Ms: 61 })).toBe(1);
  expect(missed({ acceptSteadyP99Ms: 21 })).toBe(1);
  expect(missed({ statementsPerOrder: 3.1 })).toBe(1);
  expect(missed({ peakMemoryMb: 301 })).toBe(1);
});

test('with bulk lines the script that sends line by line is to be reached', () => {
  const bulk = { mode: 'bulk', scriptPerSecond: 200, scriptOneByOnePerSecond: 100 } as const;
  expect(missed({ ...bulk, landbridgePerSecond: 100 })).toBe(0);
  expect(missed({ ...bulk, landbridgePerSecond: 99 })).toBe(1);
});

test('calls of both sides are compared by name, also those that only one side makes', () => {
  expect(findDifferentCalls({ a: 1, b: 5 }, { a: 1.01, b: 5 })).toBeUndefined();
  expect(findDifferentCalls({ a: 1 }, { a: 1.1 })).toContain('a 1.00 and 1.10');
  expect(findDifferentCalls({ a: 1 }, { a: 1, c: 1 })).toContain('c 0.00 and 1.00');
});

test('a quantile is a value that was measured', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([5], 0.99)).toBe(5);
  expect(quantile([], 0.5)).toBe(0);
});
