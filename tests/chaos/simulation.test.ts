import { describe, expect, test } from 'vitest';
import { SAFETY_RULES } from '../../bench/proof/simulation/safety-rules.ts';
import { simulateWorlds } from '../../bench/proof/simulation/simulate-worlds.ts';
import { HARSH_WORLD } from '../../bench/proof/simulation/world.ts';

/** The engine in a world with time of its own, in which processes die and sleep, and calls go astray. */

const ORDERS = 250;

test('C02 C03 C04 C05 C06 C07 C17 C18 N01 N02 N03: orders come once, whatever dies, sleeps or goes astray', async () => {
  const report = await simulateWorlds(ORDERS, 5, HARSH_WORLD);
  expect(report).toMatchObject({ orders: ORDERS, violations: [], violationCount: 0 });
  expect(report.leftDrafts).toBeGreaterThan(10);
}, 60_000);

test('the same seed makes the same world, another seed another one', async () => {
  const [one, again, other] = [
    await simulateWorlds(30, 9, HARSH_WORLD),
    await simulateWorlds(30, 9, HARSH_WORLD),
    await simulateWorlds(30, 10, HARSH_WORLD),
  ];
  expect(again).toEqual(one);
  expect(other.traceHash).not.toBe(one.traceHash);
});

describe('without one of its rules, the product does what it must not', () => {
  test.each(SAFETY_RULES)(
    '$name: $guards',
    async ({ without }) => {
      expect((await without(1_000, 1)).what).toBeDefined();
    },
    30_000,
  );
});
