import { expect, test } from 'vitest';
import type { ReconcileSummary } from '../engine/reconcile-ports.ts';
import type { SyncProgress } from '../engine/sync.ts';
import { type ReadFirst, readFirst } from './read-first.ts';

type State = SyncProgress['readings'][number]['state'];

/** Systems of which so much was read before, and which compare so. */
function rig(before: Readonly<Record<string, State>>, compared: Partial<ReconcileSummary> = {}, fails = '') {
  const started: string[] = [];
  const said: string[] = [];
  const progress = (subject: string, state: State): SyncProgress => {
    const failure = { kind: 'auth', code: 'connection.refused', message: 'M3 refuses the login.' };
    const reading = { state, ...(state === 'failed' ? { failure } : {}) };
    return {
      id: subject,
      subject,
      readings: [reading],
      state: state === 'running' ? 'working' : state === 'failed' ? 'failed' : 'done',
    } as unknown as SyncProgress;
  };
  const deps = {
    tenant: 't',
    lookMs: 1,
    print: (line: string) => said.push(line),
    syncs: {
      newestFull: (_: string, subject: string) =>
        Promise.resolve(before[subject] && progress(subject, before[subject])),
      start: (_: string, { subject }: { subject: string }) => {
        started.push(subject);
        return Promise.resolve(progress(subject, 'running'));
      },
      get: (_: string, id: string) => Promise.resolve(progress(id, id === fails ? 'failed' : 'done')),
    },
    reconcile: {
      start: () => Promise.resolve(['stock']),
      reads: {
        get: () => Promise.resolve({ subject: 'stock', state: 'completed', open: 0, known: 0, ...compared }),
      },
    },
  };
  return { started, said, run: () => readFirst(deps as unknown as ReadFirst) };
}

test('everything is read once, products before what is written to them, and compared', async () => {
  const { started, said, run } = rig({});
  await run();
  expect(started).toEqual(['items', 'prices', 'customers', 'stock']);
  expect(said).toEqual(['Items, prices, customers and stock read in full: both systems agree']);
});

test('what was read before is left alone, and what a stop interrupted goes on', async () => {
  const done = rig({ items: 'done', prices: 'done', customers: 'done', stock: 'done' });
  await done.run();
  expect([done.started, done.said]).toEqual([[], []]);
  const half = rig({ items: 'done', prices: 'running' });
  await half.run();
  expect(half.started).toEqual(['prices', 'customers', 'stock']);
});

test('nobody is told that both agree when they do not', async () => {
  const open = rig({}, { open: 4 });
  await open.run();
  expect(open.said[0]).toContain('4 differences are open; `landbridge reconcile` lists them');
  const known = rig({}, { known: 6 });
  await known.run();
  expect(known.said[0]).toContain('both systems agree; `landbridge reconcile` tells of 6 differences that are known');
  const broken = rig({}, { state: 'failed' });
  await broken.run();
  expect(broken.said[0]).toContain('the comparison of stock did not end');
});

test('a subject that cannot be read keeps nobody from the others', async () => {
  const { started, said, run } = rig({}, {}, 'prices');
  await run();
  expect(started).toHaveLength(4);
  expect(said).toEqual([
    'Prices could not be read: M3 refuses the login. `landbridge sync prices --full` tries again.',
    'Items, customers and stock read in full: both systems agree',
  ]);
});
