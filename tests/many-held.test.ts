import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BulkCommand, doBulk, previewBulk } from '../src/engine/work/bulk.ts';
import type { WorkDeps } from '../src/engine/work/case.ts';
import { createRunCommands } from '../src/store/run-commands.ts';
import { createRunReads } from '../src/store/run-reads.ts';
import { deployTestFlow, openTestStore } from '../src/store/test-store.ts';
import { createWorkStore } from '../src/store/work-store.ts';

/**
 * O11: a million runs are held, and whoever opens a screen or presses a button does not notice. Here a tenth of them,
 * within a third of the time; `LANDBRIDGE_HELD=1000000` is the whole.
 */

const HELD = Number(process.env['LANDBRIDGE_HELD'] ?? 100_000);
const CAUSES = 50;
const LIMIT_MS = HELD >= 1_000_000 ? 1_000 : 300;

const { pool, close } = await openTestStore({ maxConnections: 5, statementTimeoutMs: 300_000 });

beforeAll(async () => {
  const { deployment } = await deployTestFlow(pool);
  // A table without a log and rows put in at once: what is measured is reading them, not how they came.
  await pool.query('ALTER TABLE runs SET UNLOGGED; ALTER TABLE work_items SET UNLOGGED');
  await pool.query('ALTER TABLE runs DISABLE TRIGGER USER');
  await pool.query(
    `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state, facts, hold)
    SELECT gen_random_uuid(), 't', current_date, gen_random_uuid(), $1, 'order-to-cash', 'held',
      jsonb_build_object('order', n::text, 'name', 'Ada Lind', 'amount', '10.00', 'currency', 'EUR'),
      jsonb_build_object('queue', CASE WHEN n % 100000 = 0 THEN 'rare' ELSE 'item-setup' END, 'reason', 'Item ' || n % ${CAUSES})
    FROM generate_series(1, ${HELD}) AS n`,
    [deployment],
  );
  await pool.query(
    `INSERT INTO work_items (run_id, tenant, seq, flow, cause, queue, kind, code, text, state, arrived_at, amount, currency)
    SELECT id, tenant, seq, flow, md5(hold->>'reason'), hold->>'queue', 'missing', 'm3.item-not-found', hold->>'reason', 'held',
      arrived_at, 10.00, 'EUR' FROM runs`,
  );
  await pool.query('ALTER TABLE runs ENABLE TRIGGER USER');
  await pool.query('ANALYZE runs, work_items, work_marks');
}, 300_000);
afterAll(close);

/** What {@link reference} takes on two cores that do nothing else. */
const REFERENCE_MS = 140;

/** A plain computation in the database: where other work slows it down, the limit is as much longer. */
const reference = () => pool.query('SELECT sum(n), count(DISTINCT n % 7) FROM generate_series(1, 500000) AS n');

/** Milliseconds that the limit is on this machine at the moment. */
async function limitMs(): Promise<number> {
  const { ms } = await timed(reference);
  return Math.max(LIMIT_MS, (LIMIT_MS * ms) / REFERENCE_MS);
}

/** The fastest of three, because other tests run beside it. */
async function timed<T>(read: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const tries: { value: T; ms: number }[] = [];
  for (let n = 0; n < 3; n += 1) {
    const startedAt = performance.now();
    tries.push({ value: await read(), ms: performance.now() - startedAt });
  }
  return tries.toSorted((a, b) => a.ms - b.ms)[0] as { value: T; ms: number };
}

test.each([
  ['everything', {}],
  ['what does not rest', { snoozed: false }],
  ['what nobody looks after', { snoozed: false, owner: '' }],
  ['one queue', { queue: 'rare' }],
  ['one cause', { text: 'Item 7' }],
])(
  'O11: very many held runs are grouped, listed and counted: %s',
  async (_, { text, ...rest }: object & { text?: string }) => {
    const work = createWorkStore(pool);
    const { rows } = await pool.query<{ key: string }>('SELECT md5($1) AS key', [text ?? '']);
    const filter = text === undefined ? rest : { cause: rows[0]?.key ?? '' };
    const groups = await timed(() => work.groups('t', filter, 100));
    const count = await timed(() => work.count('t', filter));
    const first = await timed(() => work.items('t', filter, { limit: 50 }));
    expect(groups.value.reduce((sum, group) => sum + group.count, 0)).toBe(count.value);
    expect(first.value.items.length).toBe(Math.min(50, count.value));
    const limit = await limitMs();
    for (const { ms } of [groups, count, first]) expect(ms).toBeLessThan(limit);
  },
);

test('O11: pages deep in a long list come as quickly as the first', async () => {
  const work = createWorkStore(pool);
  const deep = await timed(() => work.items('t', {}, { limit: 50, cursor: String(HELD - 60) }));
  expect(deep.value.items).toHaveLength(50);
  expect(deep.ms).toBeLessThan((await limitMs()) / 4);
});

test.each([
  ['all', {}],
  ['of a queue that nearly all are in', { queue: 'item-setup' }],
  ['of a queue that few are in', { queue: 'rare' }],
  ['of one code', { code: 'm3.item-not-found' }],
])('O11: runs that are held come quickly: %s', async (_, filter) => {
  const { value, ms } = await timed(() => createRunReads(pool).list('t', { states: ['held'], limit: 50, ...filter }));
  expect(value.items).toHaveLength('queue' in filter && filter.queue === 'rare' ? HELD / 100_000 : 50);
  expect(ms).toBeLessThan(await limitMs());
});

test('O11: Today counts very many held runs, and who looks at it waits little', async () => {
  const { value, ms } = await timed(() => createRunReads(pool).today('t'));
  expect(value.flows[0]).toMatchObject({ arrived: HELD, held: HELD });
  expect(value.holds.map(({ queue, count }) => [queue, count])).toEqual([
    ['item-setup', HELD - HELD / 100_000],
    ['rare', HELD / 100_000],
  ]);
  expect(ms).toBeLessThan(2 * (await limitMs()));
});

test('O11: a bulk verb over very many goes on in parts, and two people at once do each run once', async () => {
  const deps = {
    work: createWorkStore(pool),
    runs: createRunReads(pool),
    commands: createRunCommands(pool),
    audit: { append: () => Promise.resolve() },
  } as unknown as WorkDeps;
  const command: BulkCommand = { tenant: 't', verb: 'retry', filter: {}, by: 'ann', reason: 'items are set up' };
  const preview = await timed(() => previewBulk(deps, command));
  expect(preview.value.count).toBe(HELD);
  expect(preview.ms).toBeLessThan(2 * (await limitMs()));
  const both = await Promise.all([doBulk(deps, command), doBulk(deps, { ...command, by: 'bob' })]);
  const done = both.flatMap((each) => each.done.map(({ runId }) => runId));
  expect(new Set(done).size).toBe(done.length);
  const { rows } = await pool.query<{ n: string }>(`SELECT count(*) AS n FROM runs WHERE state = 'queued'`);
  expect(Number(rows[0]?.n)).toBe(done.length);
  const entries = await pool.query<{ n: string }>('SELECT count(*) AS n FROM journal');
  expect(Number(entries.rows[0]?.n)).toBe(done.length);
  const after = both[0]?.next;
  const next = await doBulk(deps, { ...command, ...(after === undefined ? {} : { after }) });
  expect(next.done).toHaveLength(200);
  expect(await deps.work.count('t', {})).toBe(HELD - done.length - 200);
});

test('O11: a bulk cancel goes on behind runs that are over by then', async () => {
  const deps = {
    work: createWorkStore(pool),
    runs: createRunReads(pool),
    commands: createRunCommands(pool),
    audit: { append: () => Promise.resolve() },
  } as unknown as WorkDeps;
  const command: BulkCommand = { tenant: 't', verb: 'cancel', filter: {}, by: 'ann', reason: 'test orders' };
  const held = await deps.work.count('t', {});
  const first = await doBulk(deps, command);
  const second = await doBulk(deps, { ...command, after: first.next ?? '' });
  expect([first.done.length, second.done.length]).toEqual([200, 200]);
  expect(await deps.work.count('t', {})).toBe(held - 400);
});
