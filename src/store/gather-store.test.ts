import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Gathering } from '../engine/gather-ports.ts';
import type { InboundEvent, IntakeRequest } from '../engine/ports.ts';
import { createGatherStore } from './gather-store.ts';
import { createInboxStore } from './inbox-store.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 8 });

beforeEach(async () => {
  await pool.query('TRUNCATE runs, run_history, events, dedupe_keys, run_keys, gathered_subjects');
  await pool.query('DELETE FROM graphile_worker._private_jobs');
});
afterAll(close);

const deployment = randomUUID();
const FLOW = 'stock-to-inventory';
const told = (subject: string, second: number, by = '', withinMs = 0): IntakeRequest => ({
  event: {
    tenant: 't',
    connection: 'm3',
    id: `${subject}@${second}`,
    type: 'm3.stock.changed',
    subject,
    time: new Date(Date.UTC(2026, 10, 21) + second * 1_000).toISOString(),
    data: { itemNumber: subject, second },
    via: 'poll',
  },
  runs: [{ deployment, flow: FLOW, dedupeKey: '', facts: {}, gather: { by, withinMs } }],
});
const plan = (gatherings: readonly Gathering[]): IntakeRequest[] =>
  gatherings.map(({ by, events }) => {
    const id = randomUUID();
    const event: InboundEvent = {
      tenant: 't',
      connection: 'm3',
      id,
      type: 'm3.stock.changed',
      subject: by,
      time: '2026-11-21T10:00:00Z',
      data: { items: events.map((each) => each.data) },
      via: 'gather',
    };
    return {
      event,
      runs: [
        { deployment, flow: FLOW, dedupeKey: id, facts: { order: by }, orderKey: `gather:${by}`, keys: ['SKU 1'] },
      ],
    };
  });
const accept = async (requests: readonly IntakeRequest[]): Promise<void> => {
  const inbox = createInboxStore(pool);
  await Promise.all(requests.map((request) => inbox.accept(request)));
};
const take = (size = 200, spacingMs = 0, make = plan): Promise<number> =>
  createGatherStore(pool).take({ tenant: 't', flow: FLOW, size, spacingMs }, make);
/** What each run was given, in order. */
const runs = async (): Promise<{ itemNumber: string; second: number }[][]> =>
  (
    await pool.query<{ items: { itemNumber: string; second: number }[] }>(
      `SELECT e.data->'items' AS items FROM runs r JOIN events e ON e.id = r.event_id ORDER BY r.seq`,
    )
  ).rows.map((row) => row.items);
const endRuns = () => pool.query('DELETE FROM runs');

test('W05: of events in any order the newest stands for its subject, and an older one never replaces it', async () => {
  const orders = [
    [1, 2, 3],
    [3, 2, 1],
    [2, 3, 1],
    [1, 3, 2],
  ];
  for (const [index, order] of orders.entries()) {
    // One by one, as different deliveries; then all in one statement.
    for (const second of order) await accept([told(`one-${index}`, second)]);
    await accept(order.map((second) => told(`all-${index}`, second)));
  }
  await take();
  const [only, ...more] = await runs();
  expect(more).toEqual([]);
  expect(only?.map((item) => item.second)).toEqual(Array.from({ length: 8 }, () => 3));
  // Told late: the run looks again, and still with the newest that was known.
  await endRuns();
  await accept([told('one-0', 0)]);
  await take();
  expect((await runs())[0]).toEqual([{ itemNumber: 'one-0', second: 3 }]);
});

test('W03 W04: the same event again puts nothing to its subject', async () => {
  await accept([told('A', 1), told('A', 1)]);
  await accept([told('A', 1)]);
  const { rows } = await pool.query('SELECT events FROM gathered_subjects');
  expect(rows).toEqual([{ events: 1 }]);
  expect(await take()).toBe(1);
  await endRuns();
  await accept([told('A', 1)]);
  expect(await take()).toBe(0);
});

test('a gathering takes at most its size, one run at a time for each value of by', async () => {
  await accept(Array.from({ length: 5 }, (_, i) => told(`A${i}`, i, 'north')));
  await accept(Array.from({ length: 2 }, (_, i) => told(`B${i}`, i, 'south')));
  expect(await take(3)).toBe(5);
  expect((await runs()).map((items) => items.length).toSorted((a, b) => a - b)).toEqual([2, 3]);
  expect(await take(3)).toBe(0);
  // A run that is held and lets others pass does not keep the gathering back; one that fails does neither.
  await pool.query(`UPDATE runs SET state = 'held', lets_pass = true WHERE order_key = 'gather:north'`);
  expect(await take(3)).toBe(2);
  const { rows } = await pool.query('SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs');
  expect(rows).toEqual([{ jobs: 3 }]);
});

test('an isolated change is due when its time is over, and company comes along', async () => {
  await accept([told('A', 1, '', 200)]);
  expect(await createGatherStore(pool).due('t', [FLOW, 'other'])).toEqual([]);
  await accept([told('A', 2, '', 60_000), told('B', 1, '', 0)]);
  await new Promise((resolve) => setTimeout(resolve, 220));
  expect(await createGatherStore(pool).due('t', [FLOW, 'other'])).toEqual([FLOW]);
  expect(await take()).toBe(2);
});

test('a hot subject: changes all the time for ten seconds are three runs', async () => {
  // Ten seconds of 4 s spacing, at a twentieth of the time.
  const runsOf: number[] = [];
  const began = performance.now();
  for (let second = 0; performance.now() - began < 500; second += 1) {
    await accept([told('A', second, '', 25)]);
    if ((await take(200, 200)) > 0) runsOf.push(second);
    await endRuns();
  }
  await new Promise((resolve) => setTimeout(resolve, 250));
  if ((await take(200, 200)) > 0) runsOf.push(-1);
  expect(runsOf.length).toBeGreaterThan(1);
  expect(runsOf.length).toBeLessThanOrEqual(3);
  const { rows } = await pool.query('SELECT due_at FROM gathered_subjects');
  expect(rows).toEqual([{ due_at: null }]);
});

test('C02: killed before the run is on disk, a subject is still pending; after it, it is in that run', async () => {
  await accept([told('A', 1), told('B', 1)]);
  const killed = take(200, 0, () => {
    throw new Error('the process ends here');
  });
  await expect(killed).rejects.toThrow('ends here');
  expect(await runs()).toEqual([]);
  expect(await take()).toBe(2);
  expect((await runs()).flat()).toHaveLength(2);
});

test('C18: several processes take each subject once, while events go on coming in', async () => {
  const subjects = Array.from({ length: 300 }, (_, i) => `S${i}`);
  await accept(subjects.map((subject, i) => told(subject, 1, `lane ${i % 30}`)));
  const late = accept(subjects.map((subject, i) => told(subject, 2, `lane ${i % 30}`)));
  const counts = await Promise.all(Array.from({ length: 6 }, () => take(7)));
  await late;
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(0);
  for (let round = 0; round < 10; round += 1) {
    const open = await runs();
    const lanes = await pool.query('SELECT order_key, count(*) FROM runs GROUP BY order_key HAVING count(*) > 1');
    expect(lanes.rows).toEqual([]);
    const items = open.flat().map((item) => item.itemNumber);
    expect(new Set(items).size).toBe(items.length);
    await endRuns();
    await Promise.all(Array.from({ length: 3 }, () => take(7)));
  }
  const { rows } = await pool.query(
    "SELECT count(*) FILTER (WHERE due_at IS NOT NULL)::int AS pending, min((data->>'second')::int) AS least FROM gathered_subjects",
  );
  expect(rows).toEqual([{ pending: 0, least: 2 }]);
});

test('a run over many records is found by each of them', async () => {
  await accept([told('A', 1)]);
  await take();
  const { rows } = await pool.query('SELECT key FROM run_keys');
  expect(rows).toEqual([{ key: 'sku 1' }]);
});

test('thousands that are due at once cost no more for each than a few', async () => {
  // Nothing is analyzed yet, as in the first minute of a full load.
  await pool.query(
    `INSERT INTO gathered_subjects (tenant, flow, by_value, subject, connection, type, happened_at, source_id, data, due_at)
    SELECT 't', $1, '', 'SKU ' || n, 'm3', 'm3.stock.changed', now(), 'id ' || n, '{"itemNumber": "x", "second": 0}', now()
    FROM generate_series(1, 20000) n`,
    [FLOW],
  );
  const startedAt = performance.now();
  expect(await take(1_000)).toBe(1_000);
  // While that run is under way the others wait, and looking again is cheap.
  expect(await take(1_000)).toBe(0);
  // It took six seconds when each row was compared with each.
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
