import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RightOfWay } from './right-of-way.ts';

const storing = (way: RightOfWay): (() => Promise<void>) => {
  const gate = Promise.withResolvers<void>();
  const stored = way.first(() => gate.promise);
  return async () => {
    gate.resolve();
    await stored;
  };
};

test('work goes on at once while nothing comes in', () => {
  expect(new RightOfWay().pass()).toBeUndefined();
});

test('work waits while an event is stored, and goes on when it is', async () => {
  const way = new RightOfWay();
  const end = storing(way);
  let on = false;
  void way.pass()?.then(() => (on = true));
  await pause(20);
  expect(on).toBe(false);
  await end();
  await turn();
  await turn();
  expect(on).toBe(true);
});

test('events that never stop coming slow work down, but do not stop it', async () => {
  const way = new RightOfWay({ mostMs: 30 });
  const end = storing(way);
  await way.pass();
  await end();
});

test('an event that fails to be stored frees the way', async () => {
  const way = new RightOfWay();
  await expect(way.first(() => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  expect(way.pass()).toBeUndefined();
});

test('many that waited go on a few at a time, so that the next event does not wait for all', async () => {
  const way = new RightOfWay();
  const end = storing(way);
  let on = 0;
  for (let index = 0; index < 64; index += 1) void way.pass()?.then(() => (on += 1));
  await end();
  await turn();
  await turn();
  expect(on).toBeGreaterThan(0);
  expect(on).toBeLessThan(64);
  await pause(50);
  expect(on).toBe(64);
});
