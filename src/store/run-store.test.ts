import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { CanceledRun } from '../engine/command-ports.ts';
import { type Claim, type ClaimedRun, type IntakeRequest, LeaseLost } from '../engine/ports.ts';
import { createInboxStore } from './inbox-store.ts';
import { createRunCommands } from './run-commands.ts';
import { createRunStore } from './run-store.ts';
import { openTestStore } from './test-store.ts';
import { createWorkerStore } from './worker-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 5 });
const me = randomUUID();

beforeEach(async () => {
  await pool.query('TRUNCATE runs, run_history, journal, events, dedupe_keys, run_keys, links, workers');
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  await worker().start({ instance: 'test', incarnation: me, role: 'work' });
});
afterAll(close);

const deployment = randomUUID();
const worker = () => createWorkerStore(pool, { forceUnlockWorkers: async () => undefined });
const request = (id: string, orderKey?: string): IntakeRequest => ({
  event: {
    tenant: 't',
    connection: 'shop',
    id: `evt-${id}`,
    type: 'clarity.order.created',
    subject: id,
    time: '2026-11-21T10:00:00Z',
    data: { entityId: id },
    via: 'webhook',
  },
  runs: [
    {
      deployment,
      flow: 'order-to-cash',
      dedupeKey: `order:${id}`,
      facts: { order: id, name: 'Ada Lind' },
      ...(orderKey === undefined ? {} : { orderKey }),
    },
  ],
});
const jobs = async (): Promise<string[]> =>
  (await pool.query<{ key: string }>('SELECT key FROM graphile_worker.jobs ORDER BY id')).rows.map((row) => row.key);
const taken = (claim: Claim): ClaimedRun => {
  if ('refused' in claim) throw new Error(`refused: ${claim.refused}`);
  return claim.run;
};
const start = async (id: string, orderKey?: string): Promise<string> =>
  (await createInboxStore(pool).accept(request(id, orderKey))).runIds[0] as string;

test('W03 W04: the same event fifty times at once starts one run with one job', async () => {
  const inbox = createInboxStore(pool);
  const receipts = await Promise.all(Array.from({ length: 50 }, () => inbox.accept(request('1'))));
  expect(receipts.filter((receipt) => receipt.isNew)).toHaveLength(1);
  expect(receipts.flatMap((receipt) => receipt.runIds)).toHaveLength(1);
  expect(new Set(receipts.map((receipt) => receipt.eventId)).size).toBe(1);
  expect(await jobs()).toHaveLength(1);
  const again = await inbox.accept(request('1'));
  expect(again).toMatchObject({
    isNew: false,
    runIds: [],
    eventId: receipts.find((receipt) => receipt.isNew)?.eventId,
  });
});

test('W04: of two processes that store the same event at once, both name the first', async () => {
  const [one, two] = [createInboxStore(pool), createInboxStore(pool)];
  const receipts = await Promise.all([one.accept(request('1')), two.accept(request('1'))]);
  expect(receipts.filter((receipt) => receipt.isNew)).toHaveLength(1);
  expect(new Set(receipts.map((receipt) => receipt.eventId)).size).toBe(1);
});

test('another event with the same dedupe key is stored and starts nothing', async () => {
  const inbox = createInboxStore(pool);
  await inbox.accept(request('1'));
  const poll = request('1');
  const receipt = await inbox.accept({ ...poll, event: { ...poll.event, id: 'poll:1', via: 'poll' } });
  expect(receipt).toMatchObject({ isNew: true, runIds: [] });
  expect((await pool.query('SELECT 1 FROM events')).rowCount).toBe(2);
});

test('a claimed run carries its event, and its journal when it was claimed before', async () => {
  const id = await start('1');
  const store = createRunStore(pool, me);
  const first = taken(await store.claim(id));
  expect(first).toMatchObject({ event: { entityId: '1' }, leaseToken: 1, entries: [], facts: { order: '1' } });
  const entry = { type: 'step-started', at: 1, step: 'a', input: { x: '1' } } as const;
  await store.commit({ runId: id, leaseToken: 1, firstSeq: 1, entries: [entry] });
  const second = taken(await store.claim(id));
  expect(second).toMatchObject({ leaseToken: 2, entries: [entry] });
});

test.each([
  ['a final state', { entries: [{ type: 'completed', at: 1 }], state: 'completed' }],
  ['an entry of the journal', { entries: [{ type: 'step-started', at: 1, step: 'a', input: {} }] }],
] as const)('C17: a worker that lost its lease can write nothing: %s', async (_, change) => {
  const id = await start('1');
  const mine = createRunStore(pool, me);
  await mine.claim(id);
  await mine.claim(id);
  const late = mine.commit({ runId: id, leaseToken: 1, firstSeq: 1, ...change });
  await expect(late).rejects.toBeInstanceOf(LeaseLost);
  expect((await pool.query('SELECT 1 FROM journal')).rowCount).toBe(0);
  expect((await pool.query("SELECT 1 FROM runs WHERE state = 'running'")).rowCount).toBe(1);
});

test('C17: of notes that travel together, only those of lost leases are refused', async () => {
  const ids = await Promise.all(['1', '2', '3'].map((each) => start(each)));
  const [first, second, third] = ids as [string, string, string];
  const store = createRunStore(pool, me);
  await Promise.all(ids.map((id) => store.claim(id)));
  await store.claim(second);
  const other = createRunStore(pool, randomUUID());
  const entry = (step: string) => ({ type: 'step-started', at: 1, step, input: {} }) as const;
  const note = (runId: string, by = store) =>
    by.commit({ runId, leaseToken: 1, firstSeq: 1, entries: [entry('a'), entry('b')] });
  const ends = await Promise.allSettled([note(first), note(second), note(third), note(first, other)]);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  const { rows } = await pool.query('SELECT run_id, seq FROM journal ORDER BY run_id, seq');
  expect(rows).toEqual([first, third].toSorted().flatMap((run_id) => [1, 2].map((seq) => ({ run_id, seq }))));
});

test('C18: another live worker does not get the run; a dead one loses it', async () => {
  const id = await start('1');
  await createRunStore(pool, me).claim(id);
  const other = randomUUID();
  await worker().beat({ instance: 'other', incarnation: other, role: 'work', poolIds: [] });
  expect(await createRunStore(pool, other).claim(id)).toMatchObject({ refused: 'leased' });
  await pool.query("UPDATE workers SET beat_at = now() - interval '16 seconds' WHERE incarnation = $1", [me]);
  expect(taken(await createRunStore(pool, other).claim(id)).leaseToken).toBe(2);
});

test('D02: a NUL or half a surrogate in a text keeps nothing from being stored', async () => {
  const id = await start('1');
  const store = createRunStore(pool, me);
  await store.claim(id);
  const input = { name: 'A\0da \ud83d' };
  const entry = { type: 'step-started', at: 1, step: 'a', input } as const;
  await store.commit({ runId: id, leaseToken: 1, firstSeq: 1, entries: [entry], facts: { name: input.name } });
  await store.commit({ runId: id, leaseToken: 1, firstSeq: 2, entries: [entry] });
  const kept = { ...entry, input: { name: 'Ada ' } };
  expect(taken(await store.claim(id)).entries).toEqual([kept, kept]);
});

test('a final run moves to history; a failed one stays', async () => {
  const [a, b] = [await start('1'), await start('2')];
  const store = createRunStore(pool, me);
  await Promise.all([store.claim(a), store.claim(b)]);
  await Promise.all([
    store.commit({ runId: a, leaseToken: 1, firstSeq: 1, entries: [], state: 'completed', facts: { erpOrder: '77' } }),
    store.commit({ runId: b, leaseToken: 1, firstSeq: 1, entries: [], state: 'failed' }),
  ]);
  const history = await pool.query('SELECT id, state, facts FROM run_history');
  expect(history.rows).toEqual([
    { id: a, state: 'completed', facts: { order: '1', name: 'Ada Lind', erpOrder: '77' } },
  ]);
  expect((await pool.query('SELECT id, state FROM runs')).rows).toEqual([{ id: b, state: 'failed' }]);
});

test('runs with one ordering key go one after the other, and the end of one wakes the next', async () => {
  const [a, b, c] = [await start('1', 'C1'), await start('2', 'C1'), await start('3', 'C2')];
  const store = createRunStore(pool, me);
  expect(await store.claim(b)).toMatchObject({ refused: 'behind-another' });
  expect('run' in (await store.claim(c))).toBe(true);
  await store.claim(a);
  const hold = { queue: 'q', reason: 'r', scope: 'record', resume: 'step', step: 's' } as const;
  await store.commit({ runId: a, leaseToken: 1, firstSeq: 1, entries: [], state: 'held', hold });
  expect(await store.claim(b)).toMatchObject({ refused: 'behind-another' });
  await pool.query('DELETE FROM graphile_worker._private_jobs');

  const done = await createRunCommands(pool).release({ tenant: 't', runId: a, by: 'ada', verb: 'retry' });
  expect(done.done).toBe(true);
  expect(await jobs()).toEqual([a]);
  const again = taken(await store.claim(a));
  expect(again.entries.map((entry) => entry.type)).toEqual(['released']);
  await store.commit({ runId: a, leaseToken: 2, firstSeq: 2, entries: [], state: 'completed' });
  expect(await jobs()).toContain(b);
  expect('run' in (await store.claim(b))).toBe(true);
});

test('a hold that lets others pass wakes the next run, and its release waits its turn', async () => {
  const [a, b] = [await start('1', 'C1'), await start('2', 'C1')];
  const store = createRunStore(pool, me);
  await store.claim(a);
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  const hold = { queue: 'q', reason: 'r', scope: 'line', resume: 'step', followers: 'go-on', step: 's' } as const;
  await store.commit({ runId: a, leaseToken: 1, firstSeq: 1, entries: [], state: 'held', hold });
  expect(await jobs()).toEqual([b]);
  expect('run' in (await store.claim(b))).toBe(true);
  await createRunCommands(pool).release({ tenant: 't', runId: a, by: 'ada', verb: 'retry' });
  expect(await store.claim(a)).toMatchObject({ refused: 'behind-another' });
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  await store.commit({ runId: b, leaseToken: 1, firstSeq: 1, entries: [], state: 'completed' });
  expect(await jobs()).toEqual([a]);
  expect('run' in (await store.claim(a))).toBe(true);
});

test('O14: retry pressed twenty times releases once', async () => {
  const id = await start('1');
  const store = createRunStore(pool, me);
  await store.claim(id);
  await store.commit({ runId: id, leaseToken: 1, firstSeq: 1, entries: [], state: 'failed' });
  const commands = createRunCommands(pool);
  const results = await Promise.all(
    Array.from({ length: 20 }, () => commands.release({ tenant: 't', runId: id, by: 'ada', verb: 'retry' })),
  );
  expect(results.filter((result) => result.done)).toHaveLength(1);
});

test('a waiting run is not due before its time and gets a job for it', async () => {
  const id = await start('1');
  const store = createRunStore(pool, me);
  await store.claim(id);
  await store.commit({
    runId: id,
    leaseToken: 1,
    firstSeq: 1,
    entries: [],
    state: 'waiting',
    until: Date.now() + 60_000,
  });
  expect(await store.claim(id)).toMatchObject({ refused: 'not-due' });
  expect(await jobs()).toEqual([id]);
});

test('replay starts a new run from the same event', async () => {
  const id = await start('1');
  await pool.query(
    `WITH v AS (INSERT INTO flow_versions (tenant, flow, version, title, files, digest, created_by) VALUES ('t', 'order-to-cash', 1, 'x', '[]', 'd', 'me'))
    INSERT INTO deployments (id, tenant, flow, version, bindings, settings, active, deployed_by) VALUES ($1, 't', 'order-to-cash', 1, '{}', '{}', true, 'me')`,
    [deployment],
  );
  const commands = createRunCommands(pool);
  const result = await commands.replay({ tenant: 't', runId: id, by: 'ada' });
  expect(result).toMatchObject({ done: true });
  expect(await jobs()).toContain(result.newRunId);
  expect((await commands.cancel({ tenant: 't', runId: id, by: 'ada', reason: 'twice' })).done).toBe(true);
});

test('what a canceled run leaves is stored with its end, or neither is', async () => {
  const id = await start('1');
  const seen: CanceledRun[] = [];
  const failing = createRunCommands(pool, () => Promise.reject(new Error('no flow could be read')));
  const command = { tenant: 't', runId: id, by: 'ada', reason: 'twice' };
  await expect(failing.cancel(command)).rejects.toThrow('no flow could be read');
  const commands = createRunCommands(pool, (run) => {
    seen.push(run);
    return Promise.resolve([request('left-behind')]);
  });
  expect((await commands.cancel(command)).done).toBe(true);
  expect(seen).toEqual([
    { id, tenant: 't', flow: 'order-to-cash', step: '', wrote: false, facts: { order: '1', name: 'Ada Lind' } },
  ]);
  const { rows } = await pool.query<{ order: string }>(`SELECT facts->>'order' AS order FROM runs`);
  expect(rows).toEqual([{ order: 'left-behind' }]);
  expect((await commands.cancel(command)).done).toBe(false);
  expect(seen).toHaveLength(1);
});

test('C02: the beat of a living worker wakes the runs of a dead one', async () => {
  const id = await start('1');
  await createRunStore(pool, me).claim(id);
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  await pool.query("UPDATE workers SET beat_at = now() - interval '16 seconds' WHERE incarnation = $1", [me]);
  const other = randomUUID();
  const { freedRuns } = await worker().beat({ instance: 'other', incarnation: other, role: 'work', poolIds: [] });
  expect(freedRuns).toBe(1);
  expect(await jobs()).toEqual([id]);
});

test('C12: what failed while the database was away is tried at the next beat; what waits on purpose goes on waiting', async () => {
  const failed = await start('1');
  const waits = await start('2');
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now() + interval '6 minutes', attempts = CASE WHEN key = $1 THEN 6 ELSE 0 END`,
    [failed],
  );
  await worker().beat({ instance: 'test', incarnation: me, role: 'work', poolIds: [] });
  const { rows } = await pool.query<{ key: string }>('SELECT key FROM graphile_worker.jobs WHERE run_at <= now()');
  expect(rows.map(({ key }) => key)).toEqual([failed]);
  expect(await jobs()).toEqual([failed, waits]);
});

test('C02: jobs locked by a process that died before its first beat are freed', async () => {
  const id = await start('1');
  await pool.query(
    "UPDATE graphile_worker._private_jobs SET locked_by = 'pool-nobody-knows', locked_at = now() - interval '16 seconds'",
  );
  const freed: string[] = [];
  const store = createWorkerStore(pool, { forceUnlockWorkers: async (pools) => void freed.push(...pools) });
  await store.beat({ instance: 'test', incarnation: me, role: 'work', poolIds: ['mine'] });
  expect(freed).toEqual(['pool-nobody-knows']);
  expect(await jobs()).toEqual([id]);
});

test('a run whose job ran out of tries gets a new one', async () => {
  const id = await start('1');
  await pool.query('UPDATE graphile_worker._private_jobs SET attempts = max_attempts');
  await pool.query("UPDATE runs SET updated_at = now() - interval '11 seconds'");
  await worker().beat({ instance: 'test', incarnation: me, role: 'work', poolIds: [] });
  const { rows } = await pool.query('SELECT key, attempts FROM graphile_worker.jobs');
  expect(rows).toEqual([{ key: id, attempts: 0 }]);
});

test('links are found from both sides', async () => {
  const id = await start('1');
  const store = createRunStore(pool, me);
  await store.claim(id);
  const link = { kind: 'order', left: { system: 'clarity', id: '1' }, right: { system: 'm3', id: '77' } };
  await store.commit({ runId: id, leaseToken: 1, firstSeq: 1, entries: [], links: [link] });
  expect(await store.findLink('t', { kind: 'order', system: 'clarity', id: '1' }, 'm3')).toBe('77');
  expect(await store.findLink('t', { kind: 'order', system: 'm3', id: '77' }, 'clarity')).toBe('1');
});

test('C09: a run that comes in while the one ahead of it ends is woken at once', async () => {
  const store = createRunStore(pool, me);
  const ahead = taken(await store.claim(await start('1', 'customer-1')));
  const lock = await pool.connect();
  await lock.query('BEGIN');
  await lock.query('SELECT 1 FROM runs WHERE id = $1 FOR UPDATE', [ahead.id]);
  const ended = store.commit({
    runId: ahead.id,
    leaseToken: ahead.leaseToken,
    firstSeq: 1,
    entries: [],
    state: 'completed',
  });
  await vi.waitFor(async () => {
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    expect((await pool.query(waiting)).rowCount).toBe(1);
  });
  // The commit that ends the first run has its snapshot by now; what follows is not in it.
  const behind = await start('2', 'customer-1');
  expect(await store.claim(behind)).toMatchObject({ refused: 'behind-another' });
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  await lock.query('COMMIT');
  lock.release();
  await ended;
  await vi.waitFor(async () => expect(await jobs()).toEqual([behind]), 2_000);
});
