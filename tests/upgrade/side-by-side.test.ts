import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInboxStore } from '../../src/store/inbox-store.ts';
import { migrateJobs } from '../../src/store/job-runner.ts';
import { silentLog } from '../../src/store/log.ts';
import { migrate } from '../../src/store/migrate.ts';
import { loadMigrations } from '../../src/store/migrations/index.ts';
import { createRunCommands } from '../../src/store/run-commands.ts';
import { createTestDatabase, type TestDatabase } from '../../src/store/test-database.ts';
import { until } from '../stories/until.ts';
import { LAST_OLD, speakOld } from './old-release.ts';
import { otherSystem } from './other-system.ts';
import { deploymentId, type Process, startProcess } from './worker-process.ts';

/**
 * A process of the release before works on while the new release changes the tables and begins to work beside it. The
 * old one is told by its statements, kept here word for word as they were with the tables of 053: they are what meets
 * the new tables. The program above them is today's in both.
 */

const ORDERS = 750;

let database: TestDatabase;
const pools: pg.Pool[] = [];
const processes: Process[] = [];
const openPool = (): pg.Pool => {
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 4 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  pools.push(pool);
  return pool;
};

beforeAll(async () => {
  database = await createTestDatabase();
  const pool = openPool();
  await pool.query('DROP SCHEMA public CASCADE');
  await pool.query('CREATE SCHEMA public');
  const migrations = loadMigrations().filter(({ id }) => id.slice(0, 3) <= LAST_OLD);
  await migrate({ connectionString: database.connectionString, log: silentLog, migrations });
  await migrateJobs(pool);
  await pool.query('SELECT ensure_day_partitions(current_date, 2)');
});
afterAll(async () => {
  await Promise.all(processes.map((each) => each.stop()));
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

const take = async (pool: pg.Pool, from: number, many: number): Promise<number> => {
  const inbox = createInboxStore(pool);
  const receipts = await Promise.all(
    Array.from({ length: many }, (_, index) => {
      const id = String(from + index);
      const event = {
        tenant: 't',
        connection: 'shop',
        id,
        type: 'x.y',
        subject: id,
        data: {},
        via: 'webhook',
      } as const;
      const run = {
        deployment: deploymentId,
        flow: 'test',
        dedupeKey: id,
        orderKey: `c${(from + index) % 150}`,
        facts: { order: id },
      };
      return inbox.accept({ event: { ...event, time: '2026-11-21T10:00:00Z' }, runs: [run] });
    }),
  );
  return receipts.filter(({ isNew, runIds }) => isNew && runIds.length === 1).length;
};

test('O01 no migration takes away or renames what an older release uses', () => {
  const takes =
    /^\s*(?:ALTER TABLE[^;]*\b(?:DROP|RENAME|TYPE|SET NOT NULL)\b|DROP (?:TABLE|VIEW|FUNCTION|TYPE)\b)[^;]*/gim;
  const found = loadMigrations().flatMap(({ id, sql }) =>
    [...sql.matchAll(takes)].map(([statement]) => `${id}: ${statement.trim()}`),
  );
  expect(found).toEqual([]);
});

test('O01 a new release changes the tables under 500 open runs and works beside the old one: none fails', async () => {
  const look = openPool();
  const { effects, world, send } = otherSystem();
  const statesOf = async (): Promise<Record<string, number>> => {
    const { rows } = await look.query<{ state: string; n: number }>(
      'SELECT state, count(*)::int AS n FROM runs GROUP BY state',
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };
  const old = await startProcess('old', { pool: speakOld(openPool()), jobs: openPool() }, send);
  processes.push(old);
  expect(await take(old.pool, 0, ORDERS)).toBe(ORDERS);
  await until(
    'runs that are held, and runs that wait',
    async () => {
      const { waiting = 0, held = 0 } = await statesOf();
      return (waiting > 0 && held > 5) || undefined;
    },
    { picture: async () => ({ ...(await statesOf()), completed: old.completed, errors: old.errors.map(String) }) },
  );
  const before = await statesOf();
  expect(Object.values(before).reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(500);

  const ran = await migrate({ connectionString: database.connectionString, log: silentLog });
  expect(ran.length).toBeGreaterThanOrEqual(4);
  const oldBefore = old.completed;
  const fresh = await startProcess('new', { pool: openPool(), jobs: openPool(), refills: true }, send);
  processes.push(fresh);
  // Webhooks still reach both.
  expect(await take(old.pool, 1_000, 20)).toBe(20);
  expect(await take(fresh.pool, 2_000, 20)).toBe(20);

  // What the old release held, before and after, is on the list of the new one.
  const listed = await look.query('SELECT 1 FROM work_items');
  expect(listed.rowCount).toBeGreaterThanOrEqual(before['held'] ?? 0);

  const total = ORDERS + 40;
  world.refuses = false;
  const commands = createRunCommands(fresh.pool);
  const picture = async () => ({
    ...(await statesOf()),
    old: old.completed,
    fresh: fresh.completed,
    errors: [...old.errors, ...fresh.errors].map(String),
  });
  await until(
    'all runs to be completed',
    async () => {
      const { rows } = await look.query<{ run_id: string }>('SELECT run_id FROM work_items');
      const held = await look.query("SELECT 1 FROM runs WHERE state IN ('held', 'failed')");
      for (const { run_id: runId } of rows)
        await commands.release({ tenant: 't', runId, by: 'ada', verb: 'retry', reason: 'the item is there' });
      const done = await look.query("SELECT count(*)::int AS n FROM run_history WHERE state = 'completed'");
      return (held.rowCount === 0 && (done.rows[0] as { n: number }).n === total) || undefined;
    },
    { timeoutMs: 80_000, picture },
  );
  await Promise.all([old.stop(), fresh.stop()]);

  expect([...old.errors, ...fresh.errors]).toEqual([]);
  expect(old.completed - oldBefore).toBeGreaterThan(20);
  expect(fresh.completed).toBeGreaterThan(20);
  expect(await statesOf()).toEqual({});
  // Two steps for each order, each exactly once.
  expect(effects.size).toBe(2 * total);
  expect([...effects.values()].filter((times) => times !== 1)).toEqual([]);
}, 120_000);
