import { expect, test } from 'vitest';
import type { PollSource } from './ports.ts';
import { createSyncs } from './sync.ts';
import type { Sync, SyncStore } from './sync-ports.ts';

/** Two stores whose payments are looked for or not, and what was asked to be read of them. */
function rig(...looks: readonly ('on' | 'off')[]) {
  const read: string[] = [];
  const polls = looks.map((look, at) => ({
    tenant: 't',
    connection: `store-${at + 1}`,
    name: 'payments',
    subject: 'payments',
    ...(look === 'off' ? { off: 'the look for payments' } : {}),
  }));
  const sync: Sync = { id: 's', readings: [], startedAt: '', dryRun: false } as unknown as Sync;
  const store: Partial<SyncStore> = {
    start: ({ sources }) => {
      read.push(...sources.map(({ connection }) => connection));
      return Promise.resolve({ id: 's', joined: false });
    },
    get: () => Promise.resolve(sync),
    work: () => Promise.resolve({ pending: 0, open: 0, held: 0, completed: 0, failed: 0 }),
  };
  const syncs = createSyncs({
    store: store as SyncStore,
    connections: { polls: () => Promise.resolve(polls as unknown as PollSource[]) },
    programs: { active: () => Promise.resolve([]) },
  });
  const start = () => syncs.start('t', { subject: 'payments', full: true, dryRun: false, by: 'ann' });
  return { syncs, start, read };
}

test('a sync reads what is switched on', async () => {
  const { syncs, start, read } = rig('on', 'off');
  expect(await start()).toMatchObject({ state: 'done' });
  expect(read).toEqual(['store-1']);
  expect(await syncs.switchedOff('t', 'payments')).toEqual([{ connection: 'store-2', look: 'the look for payments' }]);
});

test('a sync of what is off everywhere reads nothing, and it can be told why', async () => {
  const { syncs, start, read } = rig('off');
  expect(await start()).toBeUndefined();
  expect(read).toEqual([]);
  expect(await syncs.switchedOff('t', 'payments')).toHaveLength(1);
  expect(await syncs.switchedOff('t', 'stock')).toEqual([]);
});
