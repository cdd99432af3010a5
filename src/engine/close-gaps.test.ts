import { expect, test } from 'vitest';
import { closeGaps, type GapDeps } from './close-gaps.ts';
import type { Gap } from './gap-ports.ts';
import type { PollSource } from './ports.ts';
import type { SyncProgress } from './sync.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 21);

const source = (name: string, subject?: string): PollSource => ({
  tenant: 't',
  connection: 'm3',
  name,
  title: name,
  events: [],
  everySeconds: 60,
  ...(subject === undefined ? {} : { subject }),
  poll: async () => ({ events: [], cursor: {}, more: false }),
});

/** Polls `stock` and `orders` were silent for 30 days. */
function world(sources: readonly PollSource[] = [source('stock', 'stock'), source('orders')]) {
  const state = {
    now: NOW,
    gaps: ['stock', 'orders'].map((poll): Gap => ({ tenant: 't', connection: 'm3', poll, since: NOW - 30 * DAY_MS })),
    sync: undefined as Pick<SyncProgress, 'state' | 'startedAt'> | undefined,
    syncs: 0,
    compared: [] as (string | undefined)[],
    audit: [] as string[],
  };
  const deps: GapDeps = {
    gaps: {
      list: async () => state.gaps,
      asked: async ({ poll }) => {
        state.gaps = state.gaps.map((gap) => (gap.poll === poll ? { ...gap, askedAt: state.now } : gap));
      },
      close: async ({ poll }) => {
        state.gaps = state.gaps.filter((gap) => gap.poll !== poll);
      },
    },
    syncs: {
      start: async () => {
        state.syncs += 1;
        state.sync = { state: 'reading', startedAt: new Date(state.now).toISOString() };
        return { id: 'x', ...state.sync } as SyncProgress;
      },
      newestFull: async () => state.sync as SyncProgress | undefined,
    },
    reconcile: {
      start: async ({ since }) => {
        state.compared.push(since);
        return ['r'];
      },
    },
    connections: { polls: async () => sources },
    audit: { append: async (_, { action, detail }) => void state.audit.push(`${action} ${JSON.stringify(detail)}`) },
    clock: { now: () => state.now },
    log: () => undefined,
  };
  return { state, look: () => closeGaps(deps) };
}

test('W16: everything is read once more, then compared since the silence began, and nothing twice', async () => {
  const { state, look } = world();
  expect(await look()).toBe(2);
  expect(await look()).toBe(2);
  expect([state.syncs, state.compared]).toEqual([1, []]);
  expect(state.audit).toEqual([
    expect.stringMatching(/^sync.start .*Nothing was read of stock over m3 since 2026-10-22/),
  ]);

  state.sync = { state: 'working', startedAt: new Date(NOW).toISOString() };
  expect(await look()).toBe(2);
  state.sync = { ...state.sync, state: 'done' };
  expect(await look()).toBe(0);
  expect(state.compared).toEqual([new Date(NOW - 30 * DAY_MS).toISOString()]);
  expect(await look()).toBe(0);
  expect([state.syncs, state.compared.length]).toEqual([1, 1]);
});

test('W16: a reading from before the gap does not count, and one that failed is asked for again', async () => {
  const { state, look } = world();
  state.sync = { state: 'done', startedAt: new Date(NOW - 40 * DAY_MS).toISOString() };
  await look();
  expect(state.syncs).toBe(1);
  state.sync = { state: 'failed', startedAt: new Date(NOW).toISOString() };
  await look();
  expect(state.syncs).toBe(1);
  state.now += 11 * 60_000;
  await look();
  expect(state.syncs).toBe(2);
});

test('W16: work that does not come to an end keeps the comparison away for an hour at most', async () => {
  const { state, look } = world();
  await look();
  state.sync = { state: 'working', startedAt: new Date(NOW).toISOString() };
  state.now += 59 * 60_000;
  expect(await look()).toBe(2);
  state.now += 2 * 60_000;
  expect(await look()).toBe(0);
});

test('W16: what has been switched off since is not read, and keeps nothing open', async () => {
  const { state, look } = world([{ ...source('stock', 'stock'), off: 'the look for stock' }, source('orders')]);
  expect(await look()).toBe(0);
  expect([state.syncs, state.compared.length]).toEqual([0, 1]);
});

test('W16: the gap of a connection that stands still waits for it', async () => {
  const { state, look } = world([]);
  expect(await look()).toBe(2);
  expect([state.syncs, state.compared]).toEqual([0, []]);
});
