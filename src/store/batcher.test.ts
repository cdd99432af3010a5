import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Batcher } from './batcher.ts';

const options = { maximum: 3, flushers: 1, isolate: () => true };

test('what arrives during a flush goes together in the next, in order, within the maximum', async () => {
  const batches: number[][] = [];
  const batcher = new Batcher<number, number>(async (items) => {
    batches.push([...items]);
    await sleep(2);
    return items.map((item) => item * 10);
  }, options);
  const results = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((item) => batcher.add(item)));
  expect(results).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
});

test('one bad item does not spoil its neighbours', async () => {
  const batcher = new Batcher<number, number>(async (items) => {
    if (items.includes(2)) throw new Error('bad');
    return [...items];
  }, options);
  const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('when the database is away every item is told, and nothing is sent again', async () => {
  let flushes = 0;
  const batcher = new Batcher<number, number>(
    async () => {
      flushes += 1;
      throw new Error('away');
    },
    { ...options, isolate: () => false },
  );
  const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
  expect(results.every((result) => result.status === 'rejected')).toBe(true);
  expect(flushes).toBe(1);
});

test('a second flush begins for a crowd only, or when the first takes long', async () => {
  const batches: number[][] = [];
  const first = Promise.withResolvers<void>();
  const batcher = new Batcher<number, number>(
    async (items) => {
      batches.push([...items]);
      if (items.includes(1)) await first.promise;
      return [...items];
    },
    { maximum: 10, flushers: 2, crowd: 3, isolate: () => true },
  );
  const slow = batcher.add(1);
  await sleep(2);
  const few = [batcher.add(2), batcher.add(3)];
  await sleep(2);
  expect(batches).toEqual([[1]]);
  await Promise.all([...few, batcher.add(4)]);
  expect(batches).toEqual([[1], [2, 3, 4]]);
  await sleep(60);
  await batcher.add(5);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  first.resolve();
  await slow;
});

test('flushes begin apart, so that few items share one; a crowd and the first after a pause go at once', async () => {
  const began: number[] = [];
  const batches: number[][] = [];
  const batcher = new Batcher<number, number>(
    async (items) => {
      began.push(performance.now());
      batches.push([...items]);
      return [...items];
    },
    { maximum: 10, flushers: 2, crowd: 3, spacingMs: 200, isolate: () => true },
  );
  const from = performance.now();
  await batcher.add(1);
  expect(performance.now() - from).toBeLessThan(150);
  const second = batcher.add(2);
  await sleep(5);
  await Promise.all([second, batcher.add(3)]);
  expect(batches).toEqual([[1], [2, 3]]);
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThanOrEqual(199);
  const crowdFrom = performance.now();
  await Promise.all([4, 5, 6].map((item) => batcher.add(item)));
  expect(performance.now() - crowdFrom).toBeLessThan(150);
  await sleep(250);
  const pauseEnds = performance.now();
  await batcher.add(7);
  expect(performance.now() - pauseEnds).toBeLessThan(150);
  expect(batches.slice(2)).toEqual([[4, 5, 6], [7]]);
});
