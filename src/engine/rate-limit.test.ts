import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';

test('so many at once, the others in order of arrival', async () => {
  const limit = new RateLimit({ concurrency: 2 });
  const order: number[] = [];
  const releases = await Promise.all([limit.acquire(), limit.acquire()]);
  const third = limit.acquire().then((release) => (order.push(3), release));
  const fourth = limit.acquire().then((release) => (order.push(4), release));
  await sleep(5);
  expect(order).toEqual([]);
  releases[0]?.();
  releases[0]?.();
  (await third)();
  (await fourth)();
  expect(order).toEqual([3, 4]);
  releases[1]?.();
  expect(limit.inFlight).toBe(0);
});

test('a rate with a burst spreads the rest', async () => {
  const limit = new RateLimit({ concurrency: 100, ratePerSecond: 100, burst: 5 });
  const startedAt = performance.now();
  for (let index = 0; index < 15; index += 1) (await limit.acquire())();
  const tookMs = performance.now() - startedAt;
  expect(tookMs).toBeGreaterThan(85);
  expect(tookMs).toBeLessThan(400);
});

test('O12: lanes take turns, each in its own order', async () => {
  const limit = new RateLimit({ concurrency: 1 });
  const order: string[] = [];
  const ask = async (lane: string, name: string): Promise<void> => {
    const release = await limit.acquire(lane);
    order.push(name);
    await Promise.resolve();
    release();
  };
  await Promise.all([
    ...['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => ask('a', name)),
    ...['b1', 'b2'].map((name) => ask('b', name)),
  ]);
  expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4', 'a5']);
});
