import { expect, test } from 'vitest';
import { keepLooking } from './keep-looking.ts';

test('looks again after a look that threw, and tells its reason', async () => {
  const told: string[] = [];
  let looks = 0;
  const seen = Promise.withResolvers<void>();
  const going = keepLooking({
    look: async () => {
      looks += 1;
      if (looks === 1) throw new Error('the database is away');
      seen.resolve();
    },
    pauseMs: () => 1,
    onInterrupted: (reason) => told.push(reason),
  });
  await seen.promise;
  await going.stop();
  expect(told).toEqual(['the database is away']);
});

test('stop cuts a pause short, and waits for the look under way', async () => {
  const began = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let ended = false;
  const going = keepLooking({
    look: async () => {
      began.resolve();
      await goOn.promise;
      ended = true;
    },
    pauseMs: () => 60_000,
    onInterrupted: () => undefined,
  });
  await began.promise;
  const stopped = going.stop();
  goOn.resolve();
  await stopped;
  expect(ended).toBe(true);
});

test('the pause depends on what was found', async () => {
  const pauses: (string | undefined)[] = [];
  const done = Promise.withResolvers<void>();
  const found = ['much', 'little'];
  const going = keepLooking({
    look: async () => found.shift(),
    pauseMs: (each) => {
      pauses.push(each);
      if (pauses.length === 3) done.resolve();
      return 0;
    },
    onInterrupted: () => undefined,
  });
  await done.promise;
  await going.stop();
  expect(pauses.slice(0, 3)).toEqual(['much', 'little', undefined]);
});
