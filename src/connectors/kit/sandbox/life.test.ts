import { expect, test, vi } from 'vitest';
import { catalogueItems, seedSize } from './catalogue.ts';
import { Life, type LifeAct, nextWish, readLife } from './life.ts';
import { seededRandom } from './random.ts';

const acts: readonly LifeAct<string>[] = [
  { name: 'often', weight: 9, plan: (random) => `often ${random.integer(1, 100)}` },
  { name: 'seldom', weight: 1, plan: () => 'seldom' },
  { name: 'never', weight: 50, plan: () => undefined },
];

test('the same seed wishes the same, another seed does not', () => {
  const wishes = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 50 }, () => nextWish(random, acts)?.wish);
  };
  expect(wishes(7)).toEqual(wishes(7));
  expect(wishes(7)).not.toEqual(wishes(8));
});

test('an act with nothing to do gives its turn away, and weights count', () => {
  const random = seededRandom(1);
  const names = Array.from({ length: 1_000 }, () => nextWish(random, acts)?.act);
  expect(names).not.toContain('never');
  expect(names.filter((name) => name === 'seldom').length).toBeGreaterThan(60);
  expect(names.filter((name) => name === 'seldom').length).toBeLessThan(140);
  expect(nextWish(random, acts.slice(2))).toBeUndefined();
});

test('lives at its rate until it is stopped, and tells what was done', () => {
  vi.useFakeTimers();
  let turn = 0;
  const life = new Life(() => {
    turn += 1;
    return { act: 'sell', record: String(turn), ...(turn === 2 ? { refused: 'closed' } : {}) };
  });
  life.start({ ratePerSecond: 10, seed: 1 });
  vi.advanceTimersByTime(1_050);
  life.stop();
  vi.advanceTimersByTime(5_000);
  vi.useRealTimers();
  expect(turn).toBe(10);
  expect(life.view()).toMatchObject({ settings: undefined, done: { sell: 9 }, refused: 1 });
  expect(life.view().lines[0]?.record).toBe('10');
});

test('says what is wrong with a rate or a seed', () => {
  expect(readLife({ ratePerSecond: '2', seed: '3' })).toEqual({ ratePerSecond: 2, seed: 3 });
  expect(readLife({ ratePerSecond: 0 })).toContain('ratePerSecond');
  expect(readLife({ seed: -1 })).toContain('seed');
});

test('a larger seed begins with the smaller one', () => {
  expect(seedSize()).toEqual({ items: 200, customers: 40, warehouses: 2 });
  expect(seedSize({ items: 5_000 })).toEqual({ items: 5_000, customers: 2_000, warehouses: 4 });
  expect(() => seedSize({ warehouses: 9 })).toThrow('warehouses is a whole number from 1 to 4');
  const items = catalogueItems(5_000);
  expect(items.slice(0, 200)).toEqual(catalogueItems());
  expect(new Set(items.map(({ itemNumber }) => itemNumber)).size).toBe(5_000);
});
