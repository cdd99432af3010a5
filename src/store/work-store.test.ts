import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { causeOf } from '../core/work/cause.ts';
import { createInboxStore } from './inbox-store.ts';
import { createRunCommands } from './run-commands.ts';
import { createRunStore } from './run-store.ts';
import { deployTestFlow, openTestStore, startTestWorker } from './test-store.ts';
import { createWorkStore } from './work-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 5 });
const me = randomUUID();
const runs: string[] = [];
const ghost = (n: number) =>
  ({ kind: 'missing', code: 'm3.item-not-found', message: `Order 10${n}: item GHOST-1 is not in M3` }) as const;

/** Orders 1 to 3 held by the same item, 4 failed, 5 with a write of unknown outcome, 6 and 7 behind 1, 8 done. */
beforeAll(async () => {
  await startTestWorker(pool, me);
  const flow = await deployTestFlow(pool);
  const inbox = createInboxStore(pool);
  const store = createRunStore(pool, me);
  for (let n = 1; n <= 8; n += 1) {
    const facts = { order: `10${n}`, name: 'Ada Lind', amount: `${n}.50`, currency: n === 3 ? 'SEK' : 'EUR' };
    const orderKey = n === 1 || n === 6 || n === 7 ? { orderKey: 'k' } : {};
    const receipt = await inbox.accept({
      event: {
        tenant: 't',
        connection: 'clarity',
        id: `e${n}`,
        type: 'clarity.order.created',
        subject: `${n}`,
        time: '2026-11-21T10:00:00Z',
        data: {},
        via: 'webhook',
      },
      runs: [{ deployment: flow.deployment, flow: 'order-to-cash', dedupeKey: `o${n}`, facts, ...orderKey }],
    });
    const runId = receipt.runIds[0] as string;
    runs.push(runId);
    if (n === 6 || n === 7) continue;
    await store.claim(runId);
    const base = { runId, leaseToken: 1, firstSeq: 1, entries: [], step: 'order', facts: { email: 'a@b.c' } } as const;
    const failure = { ...ghost(n), step: 'order' };
    const hold = { queue: 'item-setup', reason: 'r', scope: 'line', resume: 'step', failure, step: 'order' } as const;
    if (n <= 3) await store.commit({ ...base, state: 'held', hold, failure, cause: causeOf({ hold, facts }) });
    if (n === 4) await store.commit({ ...base, state: 'failed', failure, cause: causeOf({ failure, facts }) });
    if (n === 5) await store.commit({ ...base, state: 'waiting', until: Date.now() + 60_000, unknownOutcome: true });
    if (n === 8) await store.commit({ ...base, state: 'completed' });
  }
});
afterAll(close);

const work = () => createWorkStore(pool);
const orders = async (filter: object) =>
  (await work().items('t', filter, { limit: 50 })).items.map(({ run }) => run.facts.order);

test('groups by cause, unknown outcomes first, with money, age and what waits behind', async () => {
  const groups = await work().groups('t', {}, 50);
  expect(groups.map(({ queue, count }) => [queue, count])).toEqual([
    ['outcome-unknown', 1],
    ['item-setup', 3],
    ['dead-letter', 1],
  ]);
  expect(groups[1]).toMatchObject({
    kind: 'missing',
    code: 'm3.item-not-found',
    text: 'Order …: item GHOST-1 is not in M3',
    held: 3,
    behind: 2,
    flows: ['order-to-cash'],
    amounts: [
      { currency: 'EUR', amount: '4.00' },
      { currency: 'SEK', amount: '3.50' },
    ],
    firstRunId: runs[0],
  });
  expect(await work().groups('other', {}, 50)).toEqual([]);
});

test('lists in order of arrival, page by page, by any filter', async () => {
  expect(await orders({})).toEqual(['101', '102', '103', '104', '105']);
  expect(await orders({ state: 'unknown' })).toEqual(['105']);
  expect(await orders({ queue: 'item-setup', search: '102' })).toEqual(['102']);
  const first = await work().items('t', {}, { limit: 2 });
  const second = await work().items('t', {}, { limit: 2, cursor: first.next as string });
  expect(second.items.map(({ run }) => run.facts.order)).toEqual(['103', '104']);
  expect(first.items[0]).toMatchObject({ behind: 2, state: 'held' });
  const ids = await work().ids('t', { queue: 'item-setup' }, 50);
  expect(ids.map(({ runId }) => runId)).toEqual([runs[0], runs[1], runs[2]]);
  expect(await work().ids('t', { queue: 'item-setup' }, 50, ids[0]?.seq)).toEqual(ids.slice(1));
  expect(await work().count('t', { queue: 'item-setup' })).toBe(3);
});

test('finds what needs a person among very many that are over and are called alike', async () => {
  await pool.query(
    `INSERT INTO run_keys (tenant, key, day, run_id)
    SELECT 't', 'many ' || n, current_date, gen_random_uuid() FROM generate_series(1000, 2999) AS n
    UNION ALL SELECT 't', 'many z', day, id FROM runs WHERE id = $1`,
    [runs[1]],
  );
  expect(await orders({ search: 'many' })).toEqual(['102']);
  expect(await work().count('t', { search: 'many' })).toBe(1);
});

test('what waits behind a run is listed in its order', async () => {
  const { count, items } = await work().behind('t', runs[0] ?? '', 10);
  expect([count, items.map((run) => run.facts.order)]).toEqual([2, ['106', '107']]);
});

test('an owner and a rest of the cause count for its runs, unless a run has its own', async () => {
  const cause = (await work().causeOf('t', runs[0] ?? '')) ?? '';
  await work().mark('t', { targets: [{ cause }], owner: 'ann@x', note: 'item is being set up', by: 'me' });
  await work().mark('t', { targets: [{ runId: runs[1] ?? '' }], owner: 'bob@x', by: 'me' });
  expect(await orders({ owner: 'ann@x' })).toEqual(['101', '103']);
  expect(await orders({ owner: '' })).toEqual(['104', '105']);
  const later = new Date(Date.now() + 60_000).toISOString();
  await work().mark('t', { targets: [{ cause }], snoozedUntil: later, by: 'me' });
  expect(await orders({ snoozed: false })).toEqual(['104', '105']);
  expect((await work().groups('t', { cause }, 9))[0]).toMatchObject({
    owner: 'ann@x',
    snoozedUntil: later,
    note: 'item is being set up',
  });
  await work().mark('t', { targets: [{ cause }], snoozedUntil: null, owner: null, by: 'me' });
  expect(await orders({ snoozed: true })).toEqual([]);
});

test('what goes on or ends is no work any more, and what is held again keeps its owner', async () => {
  const commands = createRunCommands(pool);
  await commands.cancel({ tenant: 't', runId: runs[3] ?? '', by: 'me', reason: 'x' });
  await commands.release({ tenant: 't', runId: runs[1] ?? '', by: 'me', verb: 'retry' });
  expect(await orders({})).toEqual(['101', '103', '105']);
  await pool.query(`UPDATE runs SET state = 'held' WHERE id = $1`, [runs[1]]);
  expect(await orders({ owner: 'bob@x' })).toEqual(['102']);
});

test('a crosswalk row is written by a person, and what stood there is told', async () => {
  await pool.query(
    `INSERT INTO crosswalks (tenant, crosswalk, title, from_system, to_system, rows, updated_by)
    VALUES ('t', 'item', 'Items', 'clarity', 'm3', '{"A": "B"}', 'me')`,
  );
  expect(await work().setRow('t', { crosswalk: 'item', from: 'A', to: 'C' }, 'me')).toEqual({ before: 'B' });
  expect(await work().setRow('t', { crosswalk: 'item', from: 'X', to: 'Y' }, 'me')).toEqual({});
  expect(await work().setRow('t', { crosswalk: 'none', from: 'X', to: 'Y' }, 'me')).toBeUndefined();
});

test('the first page comes quickly with ten thousand held', async () => {
  await pool.query(
    `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state, facts, hold)
    SELECT gen_random_uuid(), 'big', current_date, gen_random_uuid(), gen_random_uuid(), 'order-to-cash', 'queued',
      jsonb_build_object('order', n::text, 'amount', '10.00', 'currency', 'EUR'),
      jsonb_build_object('queue', 'q', 'reason', 'Item ' || n % 50) FROM generate_series(1, $1::int) AS n`,
    [Number(process.env['WORK_ROWS'] ?? 10_000)],
  );
  await pool.query(`UPDATE runs SET state = 'held' WHERE tenant = 'big'`);
  const began = performance.now();
  expect(await work().groups('big', { snoozed: false }, 100)).toHaveLength(50);
  const grouped = performance.now();
  expect((await work().items('big', { snoozed: false }, { limit: 50 })).items).toHaveLength(50);
  const listed = performance.now();
  if (process.env['WORK_ROWS']) console.log({ groupsMs: grouped - began, itemsMs: listed - grouped });
  expect(listed - began).toBeLessThan(2_000);
}, 120_000);
