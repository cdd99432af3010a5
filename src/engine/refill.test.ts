import { expect, test } from 'vitest';
import type { BreakerKey } from './away-ports.ts';
import { afterEvent, BREAKER } from './breaker.ts';
import { Breakers, ownBreakers } from './breakers.ts';
import { refillOnce, type RefillDeps } from './refill.ts';

const key = (operation: string): BreakerKey => ({ tenant: 't', connection: 'm3', operation });

/** Breakers that were opened long ago, one of them isolated by a person; runs are parked on one operation. */
async function world() {
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now };
  const store = ownBreakers(clock);
  for (const operation of ['item.list', 'order.create'])
    await store.change(key(operation), (kept, now) => afterEvent(kept, { type: 'trip', reason: 'away' }, now));
  await store.change(key('price.save'), (kept, now) =>
    afterEvent(kept, { type: 'isolate', reason: 'x', by: 'ann' }, now),
  );
  const breakers = new Breakers(store, clock);
  const deps = {
    parked: {
      groups: () => Promise.resolve([{ tenant: 't', on: 'operation:m3/order.create' }]),
      wake: () => Promise.resolve(1),
    },
    connections: { get: () => Promise.resolve({ name: 'm3' }), closing: () => undefined },
    breakers,
    pauses: {},
    log: () => undefined,
  } as unknown as RefillDeps;
  const look = async () => {
    await refillOnce(deps, { freeSince: new Map(), triedAt: new Map() });
    return (await store.list()).map(({ operation, mode }) => `${operation} ${mode}`).toSorted();
  };
  return { time, look };
}

test('a breaker that no work waits for closes when nobody comes to try; the others are tried or stay stopped', async () => {
  const { time, look } = await world();
  time.now += BREAKER.openMs + BREAKER.lapseMs - 1;
  expect(await look()).toEqual(['item.list open', 'order.create open', 'price.save isolated']);
  time.now += 1;
  expect(await look()).toEqual(['item.list closed', 'order.create open', 'price.save isolated']);
});
