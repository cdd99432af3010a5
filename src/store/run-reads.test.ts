import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunFilter } from '../engine/read-ports.ts';
import { createInboxStore } from './inbox-store.ts';
import { createRunReads } from './run-reads.ts';
import { createRunStore } from './run-store.ts';
import { deployTestFlow, openTestStore, startTestWorker } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 5 });
const me = randomUUID();
const runs: string[] = [];

/** Eight orders: 1–4 completed, 5 held, 6 failed, 7 waiting, 8 queued behind 5 by its ordering key. */
beforeAll(async () => {
  await startTestWorker(pool, me);
  const flow = await deployTestFlow(pool);
  const inbox = createInboxStore(pool);
  const store = createRunStore(pool, me);
  for (let n = 1; n <= 8; n += 1) {
    const receipt = await inbox.accept({
      event: {
        tenant: 't',
        connection: 'clarity',
        id: `e${n}`,
        type: 'clarity.order.created',
        subject: `${n}`,
        time: '2026-11-21T10:00:00Z',
        data: { n: `${n}` },
        via: n === 3 ? 'poll' : 'webhook',
        traceparent: '00-abc-def-01',
      },
      runs: [
        {
          deployment: flow.deployment,
          flow: 'order-to-cash',
          dedupeKey: `o${n}`,
          facts: { order: `10${n}`, name: 'Ada Lind', amount: '10.50', currency: 'USD' },
          ...(n === 5 || n === 8 ? { orderKey: 'k' } : {}),
        },
      ],
    });
    const id = receipt.runIds[0] as string;
    runs.push(id);
    if (n === 8) continue;
    await store.claim(id);
    const base = {
      runId: id,
      leaseToken: 1,
      firstSeq: 1,
      entries: [{ type: 'step-started', at: 1, step: 'order', input: {} }],
    } as const;
    const failure = { kind: 'rejected', code: 'm3.item-not-found', message: 'No such item', step: 'order' } as const;
    const hold = {
      queue: 'item-setup',
      reason: 'No such item',
      scope: 'line',
      resume: 'step',
      failure,
      step: 'order',
    } as const;
    if (n <= 4) await store.commit({ ...base, state: 'completed', facts: { erpOrder: `M${n}` } });
    if (n === 5) await store.commit({ ...base, state: 'held', hold, failure, step: 'order' });
    if (n === 6) await store.commit({ ...base, state: 'failed', failure, step: 'order' });
    if (n === 7)
      await store.commit({
        ...base,
        state: 'waiting',
        until: Date.now() + 60_000,
        step: 'order',
        unknownOutcome: true,
      });
  }
});
afterAll(close);

const list = async (filter: Partial<RunFilter>) =>
  (await createRunReads(pool).list('t', { limit: 50, ...filter })).items;
const orders = async (filter: Partial<RunFilter>) => (await list(filter)).map((run) => run.facts.order);

test('lists open and ended runs together, newest first, page by page', async () => {
  const reads = createRunReads(pool);
  const first = await reads.list('t', { limit: 5 });
  expect(first.items.map((run) => run.facts.order)).toEqual(['108', '107', '106', '105', '104']);
  const second = await reads.list('t', { limit: 5, cursor: first.next as string });
  expect(second.items.map((run) => run.facts.order)).toEqual(['103', '102', '101']);
  expect(second.next).toBeUndefined();
});

test('filters by state, flow, queue, code and another tenant sees nothing', async () => {
  expect(await orders({ states: ['held'] })).toEqual(['105']);
  expect(await orders({ states: ['completed'] })).toEqual(['104', '103', '102', '101']);
  expect(await orders({ states: ['held', 'completed'] })).toEqual(['105', '104', '103', '102', '101']);
  expect(await orders({ queue: 'item-setup' })).toEqual(['105']);
  expect(await orders({ code: 'm3.item-not-found' })).toEqual(['106', '105']);
  expect(await orders({ states: ['held', 'failed'], dependents: true })).toEqual(['108', '106', '105']);
  expect(await orders({ flow: 'other' })).toEqual([]);
  expect((await createRunReads(pool).list('other', { limit: 5 })).items).toEqual([]);
});

test('lists what arrived within a span of time', async () => {
  const at = new Map((await list({})).map((run) => [run.facts.order, run.arrivedAt]));
  const [since = '', until = ''] = [at.get('103'), at.get('106')];
  expect(await orders({ since, until })).toEqual(['105', '104', '103']);
  expect(await orders({ until, states: ['completed'] })).toEqual(['104', '103', '102', '101']);
  expect(await orders({ search: 'lin', since, until })).toEqual(['105', '104', '103']);
  expect(await orders({ until: '2020-01-01T00:00:00.000Z' })).toEqual([]);
});

test('lists what was done within a span of time, whenever it arrived', async () => {
  const by = new Map((await list({})).map((run) => [run.facts.order, run]));
  const [endedSince = '', endedUntil = ''] = [by.get('102')?.endedAt, by.get('104')?.endedAt];
  expect(await orders({ endedSince, endedUntil })).toEqual(['103', '102']);
  expect(await orders({ endedUntil, states: ['completed'], search: 'lin' })).toEqual(['103', '102', '101']);
  expect(await orders({ endedSince })).toEqual(['104', '103', '102']);
  expect(await orders({ endedSince, until: by.get('103')?.arrivedAt ?? '', flow: 'order-to-cash' })).toEqual(['102']);
  expect(await orders({ endedSince, states: ['held'] })).toEqual([]);
  expect(await orders({ endedSince, queue: 'item-setup' })).toEqual([]);
});

test('finds by any number and by the start of any word of a name; wildcards are only text', async () => {
  expect(await orders({ search: '103' })).toEqual(['103']);
  expect(await orders({ search: 'M2' })).toEqual(['102']);
  expect(await orders({ search: 'lin' })).toHaveLength(8);
  expect(await orders({ search: '10%' })).toEqual([]);
});

test('says what a run waits for: its time, a person, or another run', async () => {
  const [queued, waiting, failed, held] = await list({});
  expect(queued).toMatchObject({
    state: 'queued',
    behind: runs[4],
    behindHold: { order: '105', queue: 'item-setup', reason: 'No such item' },
  });
  expect(waiting).toMatchObject({ state: 'waiting', unknownOutcome: true });
  expect(waiting?.until).toMatch(/Z$/);
  expect(failed).toMatchObject({ state: 'failed', failure: { code: 'm3.item-not-found' } });
  expect(held).toMatchObject({
    state: 'held',
    hold: { queue: 'item-setup' },
    flowTitle: 'Orders to M3',
    flowVersion: 1,
  });
});

test('reads one run with its event, journal and trace', async () => {
  const run = await createRunReads(pool).get('t', runs[0] as string);
  expect(run).toMatchObject({
    facts: { order: '101', erpOrder: 'M1' },
    state: 'completed',
    event: { type: 'clarity.order.created', via: 'webhook', data: { n: '1' } },
    journal: [{ type: 'step-started', step: 'order' }],
    traceId: 'abc',
  });
  expect(await createRunReads(pool).get('t', randomUUID())).toBeUndefined();
  expect(await createRunReads(pool).get('other', runs[0] as string)).toBeUndefined();
});

test('today counts what flowed, what is open and what needs a person', async () => {
  const today = await createRunReads(pool).today('t');
  expect(today.flows).toEqual([
    expect.objectContaining({
      flow: 'order-to-cash',
      arrived: 8,
      completed: 4,
      held: 1,
      failed: 1,
      waiting: 1,
      queued: 1,
      running: 0,
    }),
  ]);
  expect(today.holds).toEqual([
    expect.objectContaining({ queue: 'dead-letter', code: 'm3.item-not-found', count: 1 }),
    expect.objectContaining({ queue: 'item-setup', count: 1, amounts: [{ currency: 'USD', amount: '10.5' }] }),
  ]);
  expect(today.hours).toHaveLength(24);
  expect(today.hours.at(-1)).toMatchObject({ arrived: 8, completed: 4, held: 2 });
  expect(today.seenByPoll).toBe(1);
});

test('tells what changed since the last look', async () => {
  const reads = createRunReads(pool);
  const start = await reads.changes('t', undefined, 10);
  expect(start.ids).toEqual([]);
  expect((await reads.changes('t', '2020-01-01', 100)).ids).toHaveLength(8);
});
