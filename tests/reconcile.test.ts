import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { SideRecord } from '../src/core/reconcile/model.ts';
import { Gates } from '../src/engine/gate.ts';
import type { Connections, OpenConnection } from '../src/engine/ports.ts';
import { createReconcileDesk } from '../src/engine/reconcile/desk.ts';
import { type WorkOnDeps, workOn } from '../src/engine/reconcile/work-on.ts';
import type { RecordSources } from '../src/engine/reconcile-ports.ts';
import { createReconcileReads, dropOldReconciliations } from '../src/store/reconcile/reads.ts';
import { createReconcileWork } from '../src/store/reconcile/work.ts';
import { dayOfId, newId } from '../src/store/ids.ts';
import { openTestStore } from '../src/store/test-store.ts';

/** Reconciliation on a real PostgreSQL, between two systems that are lists in memory. */

const TENANT = 'acme';
const PAIR = { left: 'clarity', right: 'm3' } as const;
const { pool, close } = await openTestStore({ maxConnections: 5 });

afterAll(close);
beforeEach(async () => {
  await pool.query('TRUNCATE reconciliations, workers, links, run_history, run_keys CASCADE');
  store.left = [];
  store.right = [];
  store.pages = [];
});

const store: Record<'left' | 'right', SideRecord[]> & { pages: string[]; failing?: number; onPage?: () => void } = {
  left: [],
  right: [],
  pages: [],
};

function sources(side: 'left' | 'right'): RecordSources {
  return {
    side,
    source: () => ({
      picks: 3,
      page: ({ cursor, only }) => {
        store.onPage?.();
        if (side === 'right' && (store.failing ?? 0) > 0) {
          store.failing = (store.failing ?? 0) - 1;
          return Promise.resolve({
            failure: { kind: 'unreachable', code: 'connection.unreachable', message: 'Away.' },
          });
        }
        const all = only ? store[side].filter(({ key }) => only.includes(key)) : store[side];
        const at = Number(cursor?.['at'] ?? 0);
        store.pages.push(`${side} ${only ? only.join('+') : at}`);
        const records = all.slice(at, at + 10);
        return Promise.resolve({ records, ...(at + 10 < all.length ? { cursor: { at: at + 10 } } : {}) });
      },
      tellAgain: (record, mark, now) => ({
        type: 'm3.customer.changed',
        id: `${mark}:${record.id}`,
        subject: record.id,
        time: new Date(now).toISOString(),
        data: { customerNumber: record.id },
      }),
    }),
  };
}

const connections: Connections = {
  get: (_tenant, name) =>
    Promise.resolve({
      name,
      connector: name,
      settings: {},
      limits: { concurrency: 4 },
      operation: () => undefined,
      records: sources(name === 'm3' ? 'right' : 'left'),
      send: () => Promise.reject(new Error('nothing is sent')),
    } satisfies OpenConnection),
  pause: () => Promise.resolve(),
  polls: () => Promise.resolve([]),
  closing: () => undefined,
};

const clock = { now: () => Date.now() };
const meter = { callEnded: () => {}, runEnded: () => {}, eventTaken: () => {}, leaseLost: () => {} };

async function worker(): Promise<{ id: string; deps: WorkOnDeps }> {
  const id = randomUUID();
  await pool.query(`INSERT INTO workers (incarnation, instance, roles) VALUES ($1, $2, 'work')`, [id, id]);
  const work = createReconcileWork(pool, id);
  return {
    id,
    deps: {
      work,
      connections,
      gates: new Gates(clock, meter),
      clock,
      options: () => Promise.resolve({}),
      flows: () => Promise.resolve(['customers-to-store']),
      pauseMs: 1,
    },
  };
}

const die = (id: string) =>
  pool.query(`UPDATE workers SET beat_at = now() - interval '1 minute' WHERE incarnation = $1`, [id]);

/** Pieces of work by one process, until nothing is due or so many are done. */
async function go({ work, ...rest }: WorkOnDeps, most = 1_000): Promise<void> {
  let pieces = 0;
  for (let idle = 0; idle < 3 && pieces < most; ) {
    let claim = await work.claim();
    if (!claim) idle += 1;
    while (claim && pieces < most) {
      pieces += 1;
      claim = (await workOn({ work, ...rest }, claim)).goOn;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const plan = (deps: WorkOnDeps, more: object = {}) =>
  deps.work.plan({ tenant: TENANT, subject: 'customers', ...PAIR, via: 'manual', by: 'me', ...more });

const customer = (n: number, name = `Customer ${n}`): SideRecord => {
  const key = `C${String(n).padStart(3, '0')}`;
  return { key, id: key, fields: { name, email: null } };
};
const reads = () => createReconcileReads(pool);
const all = async () => {
  const [newest] = (await reads().list(TENANT, { limit: 1 })).items;
  const { items } = await reads().differences(TENANT, { ...(newest && { reconciliation: newest.id }), limit: 200 });
  return { newest, items, names: items.map(({ kind, key }) => `${kind} ${key}`).toSorted() };
};

function fill(count = 45): void {
  store.left = Array.from({ length: count }, (_, n) => customer(n));
  store.right = Array.from({ length: count }, (_, n) => customer(n));
}

test('C02 C11 goes on at its cursor after kill -9, in any piece, with the same result', async () => {
  for (let killedAfter = 1; killedAfter <= 14; killedAfter += 3) {
    await pool.query('TRUNCATE reconciliations CASCADE');
    fill();
    store.right[7] = customer(7, 'Another name');
    store.right.splice(30, 1);
    store.right.push({ ...customer(12), id: 'C012-2' });
    const first = await worker();
    await plan(first.deps);
    await go(first.deps, killedAfter);
    await die(first.id);
    const second = await worker();
    await go(second.deps);
    const { newest, names } = await all();
    expect(newest).toMatchObject({ state: 'completed', leftCount: 45, rightCount: 45 });
    expect(names).toEqual(['doubled C012', 'field C007', 'missing-right C030']);
  }
  const left = await pool.query('SELECT count(*)::int AS n FROM reconcile_records');
  expect(left.rows[0]).toEqual({ n: 0 });
});

test('C17 a process that wakes up late writes nothing', async () => {
  fill();
  const late = await worker();
  await plan(late.deps);
  const claim = await late.deps.work.claim();
  await die(late.id);
  const other = await worker();
  await go(other.deps);
  expect(
    claim && (await late.deps.work.savePage(claim, 'left', [customer(99)], { phase: 'read-right', look: 1 })),
  ).toBe(false);
  expect((await all()).names).toEqual([]);
});

test('a second look asks only for what was found, and drops what was on its way', async () => {
  fill();
  store.right[3] = customer(3, 'On its way');
  store.right[4] = customer(4, 'Stays');
  const { deps } = await worker();
  await plan(deps);
  store.onPage = () => {
    if (store.pages.length === 10) store.right[3] = customer(3);
  };
  await go(deps);
  delete store.onPage;
  expect((await all()).names).toEqual(['field C004']);
  expect(store.pages.filter((page) => page.includes('C'))).toEqual(['left C003+C004', 'right C003+C004']);
});

test('one at a time for each subject, whoever asks', async () => {
  const { deps } = await worker();
  const first = await plan(deps);
  expect(await plan(deps)).toEqual({ id: first?.id, isNew: false });
  expect((await plan(deps, { subject: 'prices' }))?.isNew).toBe(true);
});

test('O03 a tick of the schedule is planned once', async () => {
  const { deps } = await worker();
  const tick = { plannedAt: 1_700_000_000_000, via: 'schedule' };
  await plan(deps, tick);
  await go(deps);
  expect(await plan(deps, tick)).toBeUndefined();
  expect(await deps.work.lastPlanned(TENANT)).toBe(tick.plannedAt);
});

test('an answer that is suddenly short stops it, and a person may go on', async () => {
  fill();
  const { deps } = await worker();
  await plan(deps);
  await go(deps);
  store.right = store.right.slice(0, 20);
  await plan(deps);
  await go(deps);
  const { newest } = await all();
  expect(newest).toMatchObject({ state: 'stopped', failure: { code: 'reconcile.too-few' } });
  expect(newest?.failure?.message).toContain('m3 gave 20 records (customers), and it had 45 the last time');
  await plan(deps, { despiteFewer: true });
  await go(deps);
  expect((await all()).items).toHaveLength(25);
});

test('N29 a system that is away for a while is asked again from the same page', async () => {
  fill();
  store.failing = 1;
  const { deps } = await worker();
  await plan(deps);
  await go(deps, 6);
  const { newest } = await all();
  expect(newest).toMatchObject({ state: 'running', phase: 'read-right', failure: { code: 'connection.unreachable' } });
  await pool.query('UPDATE reconciliations SET due_at = now()');
  await go(deps);
  expect((await all()).newest?.state).toBe('completed');
});

test('a newer look heals what is gone and keeps what was ignored', async () => {
  fill();
  store.right[1] = customer(1, 'One');
  store.right[2] = customer(2, 'Two');
  const { deps } = await worker();
  await plan(deps);
  await go(deps);
  const before = (await all()).items;
  const ignored = before.find(({ key }) => key === 'C002');
  const settled = { state: 'ignored', repair: 'ignore', by: 'me', reason: 'agreed' } as const;
  expect(await reads().settle(TENANT, ignored?.id ?? '', settled)).toBe(true);
  expect(await reads().settle(TENANT, ignored?.id ?? '', settled)).toBe(false);
  store.right[1] = customer(1);
  await plan(deps);
  await go(deps);
  expect((await reads().difference(TENANT, before.find(({ key }) => key === 'C001')?.id ?? ''))?.state).toBe('healed');
  expect((await all()).items).toMatchObject([{ key: 'C002', state: 'ignored', reason: 'agreed', settledBy: 'me' }]);
  expect(await dropOldReconciliations(pool, 0)).toBe(1);
});

test('a run explains a record only when its flow carries what is compared', async () => {
  fill();
  store.right[5] = customer(5, 'Five');
  const ran = async (flow: string): Promise<string> => {
    const id = newId(Date.now() - 60_000);
    await pool.query(
      `INSERT INTO run_history (id, tenant, day, event_id, deployment, flow, state, attempts, facts, warnings, arrived_at, ended_at)
      VALUES ($1, $2, $3, $1, $1, $4, 'completed', 0, '{}', '[]', now(), now() - interval '1 minute')`,
      [id, TENANT, dayOfId(id), flow],
    );
    await pool.query('INSERT INTO run_keys (tenant, key, day, run_id) VALUES ($1, $2, $3, $4)', [
      TENANT,
      'c005',
      dayOfId(id),
      id,
    ]);
    return id;
  };
  const { deps } = await worker();
  await ran('prices-to-products');
  await plan(deps);
  await go(deps);
  expect((await all()).items).toMatchObject([{ cause: 'never-carried' }]);
  const runId = await ran('customers-to-store');
  await plan(deps);
  await go(deps);
  expect((await all()).items).toMatchObject([{ cause: 'unknown', runId }]);
});

test('O14 a push gives the event again, once, however often it is pressed', async () => {
  fill();
  store.right[5] = customer(5, 'Five');
  const { deps } = await worker();
  await plan(deps);
  await go(deps);
  const taken: string[] = [];
  const desk = createReconcileDesk({
    reads: reads(),
    work: deps.work,
    programs: { active: () => Promise.resolve([]) },
    connections,
    runs: { list: () => Promise.resolve({ items: [] }), get: () => Promise.resolve(undefined) },
    commands: { replay: () => Promise.reject(new Error('no run to replay')) },
    intake: {
      accept: ({ id, type, connection }) => {
        taken.push(`${connection} ${type} ${id.split(':').at(-1)}`);
        return Promise.resolve({ eventId: 'e', isNew: true, runIds: ['r'] });
      },
    },
    clock,
  });
  const [difference] = (await all()).items;
  const press = () => desk.repair({ tenant: TENANT, id: difference?.id ?? '', verb: 'push-again', by: 'me' });
  const results = await Promise.all([press(), press(), press()]);
  expect(results.filter(({ done }) => done)).toHaveLength(1);
  expect(taken).toEqual(['m3 m3.customer.changed C005']);
  await plan(deps);
  await go(deps);
  expect((await all()).items).toMatchObject([{ cause: 'repair-did-not-help', state: 'open' }]);
});
