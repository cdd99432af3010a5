import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { CallResult, OperationView } from '../src/core/operation.ts';
import { type AdvanceDeps, advance } from '../src/engine/advance.ts';
import { BREAKER } from '../src/engine/breaker.ts';
import { Breakers } from '../src/engine/breakers.ts';
import { Gates } from '../src/engine/gate.ts';
import { Pauses } from '../src/engine/pauses.ts';
import type { Connections, OpenConnection } from '../src/engine/ports.ts';
import { startRefilling } from '../src/engine/refill.ts';
import { RightOfWay } from '../src/engine/right-of-way.ts';
import { createBreakerStore } from '../src/store/breaker-store.ts';
import { createInboxStore } from '../src/store/inbox-store.ts';
import { createJobUnlocker, type JobRunner, startJobRunner } from '../src/store/job-runner.ts';
import { silentLog } from '../src/store/log.ts';
import { createParkedStore } from '../src/store/parked-store.ts';
import { createPauseStore } from '../src/store/pause-store.ts';
import { createRunReads } from '../src/store/run-reads.ts';
import { createRunStore } from '../src/store/run-store.ts';
import { openTestStore } from '../src/store/test-store.ts';
import { createWorkerStore } from '../src/store/worker-store.ts';
import { callStep, deployed, programOf, quietMeter, writingOperation } from './engine-parts.ts';

/** A system is away, for hours or because somebody says so: the engine with its jobs on a real PostgreSQL. */

const { pool, close } = await openTestStore({ maxConnections: 12 });
const deploymentId = randomUUID();
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  await pool.query('TRUNCATE runs, run_history, journal, events, dedupe_keys, run_keys, workers, pauses, breakers');
  await pool.query('DELETE FROM graphile_worker._private_jobs');
});
afterEach(async () => {
  for (const end of closing.splice(0)) await end();
});
afterAll(close);

const PROGRAM = programOf('orders', [callStep('order', 'order.create')]);

/** Looks, then writes. */
const orderCreate = writingOperation('order.create', ({ calls }: OperationView) => {
  const last = calls.at(-1);
  if (!last) return { do: 'call', call: { name: 'look', effect: 'read', request: {} } };
  if (last.name === 'look') return { do: 'call', call: { name: 'create', effect: 'write', request: {} } };
  return { do: 'done', output: last.reply ?? null };
});

/** Half a minute becomes 0.6 seconds, so that six hours are seven minutes, of which a test needs a few seconds. */
const SHORT = { ...BREAKER, openMs: 600, probeMs: 1_500 };

interface World {
  /** What M3 answers; waits as long as the test wants. */
  answer: (call: string) => CallResult | Promise<CallResult>;
  window: { readonly reason: string; readonly until: number } | undefined;
  readonly calls: { readonly name: string; readonly at: number }[];
  readonly breakers: Breakers;
  readonly pauses: Pauses;
}

/** A process that works; `limit` is what M3 lets through at once. */
async function startProcess({ concurrency = 16, limit = 4 } = {}): Promise<World> {
  const me = randomUUID();
  const clock = { now: () => Date.now() };
  const breakers = new Breakers(createBreakerStore(pool), clock, SHORT);
  const pauses = new Pauses(createPauseStore(pool));
  const world: World = {
    answer: () => ({ outcome: 'applied', reply: null }),
    window: undefined,
    calls: [],
    breakers,
    pauses,
  };
  const connection: OpenConnection = {
    name: 'm3',
    connector: 'm3',
    settings: {},
    limits: { concurrency: limit },
    operation: () => orderCreate,
    send: async (call) => {
      world.calls.push({ name: call.name, at: Date.now() });
      return await world.answer(call.name);
    },
  };
  const connections: Connections = {
    get: async () => (world.window ? { gone: 'paused', ...world.window } : connection),
    pause: async () => undefined,
    polls: async () => [],
    closing: () => world.window,
  };
  const unlocker = await createJobUnlocker(pool);
  await createWorkerStore(pool, unlocker).start({ instance: me, incarnation: me, role: 'work' });
  const deps: AdvanceDeps = {
    store: createRunStore(pool, me),
    programs: deployed(deploymentId, PROGRAM),
    connections,
    gates: new Gates(clock, quietMeter, breakers),
    pauses,
    clock,
    rightOfWay: new RightOfWay(),
    chance: { next: () => 0.05 },
    meter: quietMeter,
  };
  const jobs: JobRunner = await startJobRunner({
    pool,
    log: silentLog,
    concurrency,
    advance: (id) => advance(deps, id),
    unlocker,
  });
  const refilling = startRefilling({
    parked: createParkedStore(pool),
    connections,
    breakers,
    pauses,
    log: () => undefined,
  });
  closing.push(async () => {
    await refilling.stop();
    await jobs.stop(5_000);
    await unlocker.release();
  });
  return world;
}

const inbox = () => createInboxStore(pool);

async function arrive(count: number, store: string, into = inbox()): Promise<string[]> {
  const receipts = await Promise.all(
    Array.from({ length: count }, () =>
      into.accept({
        event: {
          tenant: 't',
          connection: store,
          id: randomUUID(),
          type: 'x.y',
          subject: '1',
          time: '2026-11-21T10:00:00Z',
          data: {},
          via: 'webhook',
        },
        runs: [{ deployment: deploymentId, flow: 'orders', dedupeKey: randomUUID(), facts: {} }],
      }),
    ),
  );
  return receipts.flatMap(({ runIds }) => runIds);
}

async function count(sql: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`);
  return rows[0]?.n ?? 0;
}
const done = (): Promise<number> => count("run_history WHERE state = 'completed'");
const parked = (): Promise<number> => count("runs WHERE state = 'waiting' AND parked_on IS NOT NULL");

async function until(what: string, isSo: () => Promise<boolean>, timeoutMs = 25_000): Promise<void> {
  const endAt = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > endAt) throw new Error(`Waited in vain for ${what}`);
    await sleep(50);
  }
}

const DOWN: CallResult = {
  outcome: 'not-sent',
  failure: { kind: 'unreachable', code: 'connection.unreachable', message: 'M3 does not answer' },
};

test('N29 N14: a system that is away: intake goes on, few calls, no failures, and all goes on by itself when it is back', async () => {
  const world = await startProcess();
  world.answer = () => DOWN;
  await arrive(60, 'shop');
  await until('the breaker to open and the runs to be parked', async () => (await parked()) >= 50);
  const trippedAfter = world.calls.length;
  const awayAt = Date.now();
  // Events keep coming in all the while.
  const into = inbox();
  for (let each = 0; each < 10; each += 1) {
    await arrive(10, 'shop', into);
    await sleep(300);
  }
  await until('the newcomers to be parked too', async () => (await parked()) >= 150, 20_000);
  const tries = world.calls.length - trippedAfter;
  expect(trippedAfter).toBeLessThanOrEqual(10 + 4 + 2);
  // One try each time it is due, by whichever process, and never a write.
  expect(tries).toBeLessThanOrEqual((Date.now() - awayAt) / SHORT.openMs + 1);
  expect(world.calls.some(({ name }) => name === 'create')).toBe(false);
  expect(await count("runs WHERE state IN ('held', 'failed')")).toBe(0);
  expect(await world.breakers.standing()).toMatchObject([
    { connection: 'm3', operation: 'order.create', reason: 'M3 does not answer' },
  ]);
  // Waiting costs nothing: no run's journal grows with the length of the outage.
  const { rows } = await pool.query<{ longest: number }>(
    'SELECT max(n)::int AS longest FROM (SELECT count(*) AS n FROM journal GROUP BY run_id) AS each',
  );
  expect(rows[0]?.longest).toBeLessThan(30);
  world.answer = () => ({ outcome: 'applied', reply: null });
  await until('everything to be done', async () => (await done()) === 160);
  expect(world.calls.filter(({ name }) => name === 'create')).toHaveLength(160);
  expect(await world.breakers.standing()).toEqual([]);
}, 90_000);

test('N14: what one process learns, the others go by; one of them tries', async () => {
  const [first, second] = [await startProcess(), await startProcess()];
  for (const world of [first, second]) world.answer = () => DOWN;
  await arrive(40, 'shop');
  await until('all to be parked', async () => (await parked()) >= 30);
  await sleep(1_200);
  for (const world of [first, second]) expect(await world.breakers.standing()).toHaveLength(1);
  const before = first.calls.length + second.calls.length;
  await sleep(3 * SHORT.openMs);
  expect(first.calls.length + second.calls.length - before).toBeLessThanOrEqual(4);
}, 60_000);

test('O12: a flood from one store does not starve another', async () => {
  const world = await startProcess({ concurrency: 4, limit: 2 });
  world.answer = async () => {
    await sleep(10);
    return { outcome: 'applied', reply: null };
  };
  const into = inbox();
  for (let each = 0; each < 5; each += 1) await arrive(120, 'flooding', into);
  const quiet = await arrive(3, 'quiet', into);
  const doneOf = (store: string): Promise<number> =>
    count(`run_history r JOIN events e ON e.day = r.day AND e.id = r.event_id WHERE e.connection = '${store}'`);
  await until('the orders of the quiet store', async () => (await doneOf('quiet')) === quiet.length, 40_000);
  const flooded = await doneOf('flooding');
  expect(flooded).toBeLessThan(300);
  await until('the others', async () => (await doneOf('flooding')) === 600, 60_000);
}, 120_000);

test('a paused flow and a paused store: their runs wait with the reason, are not failed, and go on when resumed', async () => {
  const world = await startProcess();
  const pauses = createPauseStore(pool);
  const flow = { tenant: 't', kind: 'flow', name: 'orders' } as const;
  const store = { tenant: 't', kind: 'source', name: 'shop' } as const;
  await pauses.pause({ ...store, reason: 'stocktaking', by: 'ann' });
  world.pauses.forget();
  const [id = ''] = await arrive(1, 'shop');
  await arrive(1, 'other');
  await until('the run of the other store', async () => (await done()) === 1);
  await until('the run to wait', async () => (await parked()) === 1);
  const run = await createRunReads(pool).get('t', id);
  expect(run).toMatchObject({
    state: 'waiting',
    failure: { code: 'source.paused', message: 'ann paused what comes from shop: stocktaking' },
  });
  await pauses.pause({ ...flow, reason: 'prices', by: 'bo' });
  await pauses.resume(store);
  world.pauses.forget();
  await until('the run to wait for the flow', async () => (await count(`runs WHERE parked_on = 'flow:orders'`)) === 1);
  await pauses.resume(flow);
  await until('both to be done', async () => (await done()) === 2);
}, 60_000);

test('a maintenance window: nothing is sent during it, everything goes on after it', async () => {
  const world = await startProcess();
  world.window = { reason: 'restart', until: Date.now() + 600_000 };
  const [id = ''] = await arrive(20, 'shop');
  await until('all to wait', async () => (await parked()) === 20);
  expect(world.calls).toEqual([]);
  expect(await createRunReads(pool).get('t', id)).toMatchObject({
    until: new Date(world.window.until).toISOString(),
    failure: { code: 'connection.closed' },
  });
  world.window = undefined;
  const opened = Date.now();
  await until('all to be done', async () => (await done()) === 20);
  // A few at first: the whole crowd does not come in the first moment.
  const atOnce = world.calls.filter(({ name, at }) => name === 'create' && at < opened + 900);
  expect(atOnce.length).toBeLessThanOrEqual(8);
}, 60_000);

test('an operation that a person stopped lets nothing through, not even to try, until a person lets it', async () => {
  const world = await startProcess();
  const key = { tenant: 't', connection: 'm3', operation: 'order.create' };
  const store = createBreakerStore(pool);
  await store.change(key, (_, now) => ({ mode: 'isolated', since: now, reason: 'wrong prices', by: 'ann' }));
  world.breakers.forget();
  const [id = ''] = await arrive(5, 'shop');
  await until('all to wait', async () => (await parked()) === 5);
  await sleep(3 * SHORT.openMs);
  expect(world.calls).toEqual([]);
  expect((await createRunReads(pool).get('t', id))?.failure?.message).toBe(
    'ann stopped order.create over m3 by hand: wrong prices',
  );
  await store.change(key, (_, now) => ({ mode: 'closed', since: now, by: 'ann' }));
  await until('all to be done', async () => (await done()) === 5);
}, 60_000);
