import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADVANCE_TASK } from './inbox-store.ts';
import { createJobUnlocker, migrateJobs, startJobRunner } from './job-runner.ts';
import { silentLog } from './log.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let pool: pg.Pool;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 5 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const server = new URL(database.adminConnectionString);
  server.pathname = '/postgres';
  admin = new pg.Client({ connectionString: server.href });
  await admin.connect();
  await migrateJobs(pool);
});
afterAll(async () => {
  await admin.end();
  await pool.end();
  await database.drop();
});

const name = (): string => new URL(database.connectionString).pathname.slice(1);
async function letIn(yes: boolean): Promise<void> {
  await admin.query(`ALTER DATABASE ${name()} ALLOW_CONNECTIONS ${yes}`);
  const others = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1';
  if (!yes) await admin.query(others, [name()]);
}
const add = (run: string): Promise<unknown> =>
  pool.query(`SELECT graphile_worker.add_job('${ADVANCE_TASK}', json_build_object('run', $1::text), job_key => $1)`, [
    run,
  ]);

test('C12 jobs that were at work when the database went away are done again by the same process', async () => {
  const done: string[] = [];
  const unlocker = await createJobUnlocker(pool);
  let away = false;
  const runner = await startJobRunner({
    pool,
    log: silentLog,
    concurrency: 4,
    unlocker,
    advance: async (run) => {
      // As a run does whose commit fails: the job fails, and its failure cannot be written down either.
      while (away) await sleep(5);
      if (run === 'two' && !done.includes('two: first')) {
        done.push('two: first');
        throw new Error('Connection terminated unexpectedly');
      }
      done.push(run);
      return {};
    },
  });
  const [firstName] = runner.poolIds();
  away = true;
  for (const run of ['one', 'two', 'three']) await add(run);
  await sleep(200);
  await letIn(false);
  away = false;
  await sleep(300);
  await letIn(true);
  const left = async (): Promise<number> => (await pool.query('SELECT 1 FROM graphile_worker.jobs')).rowCount ?? 0;
  for (let look = 0; (await left().catch(() => 1)) > 0 && look < 100; look += 1) await sleep(100);
  expect(await left()).toBe(0);
  expect(new Set(done)).toEqual(new Set(['one', 'two: first', 'two', 'three']));
  expect(runner.poolIds()).not.toContain(firstName);
  await add('four');
  for (let look = 0; !done.includes('four') && look < 50; look += 1) await sleep(50);
  expect(done).toContain('four');
  await runner.stop(2_000);
  await unlocker.release();
}, 30_000);

test('C12 jobs that were taken and not begun when the database went away are done, and no failure goes unheard', async () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => void unheard.push(reason);
  process.on('unhandledRejection', hear);
  const done = new Set<string>();
  const unlocker = await createJobUnlocker(pool);
  let phase: 'before' | 'away' | 'back' = 'before';
  const advance = async (run: string) => {
    while (phase === 'before' || (phase === 'away' && run !== 'a')) await sleep(5);
    done.add(run);
    return {};
  };
  const runs = ['a', 'b', 'c', 'd', 'e', 'f'];
  // Taken at once: two begin, the others are in the hands of the queue.
  for (const run of runs) await add(run);
  const runner = await startJobRunner({ pool, log: silentLog, concurrency: 2, unlocker, advance });
  await sleep(300);
  await letIn(false);
  // The end of one cannot be written down, which ends the queue.
  phase = 'away';
  await sleep(600);
  await letIn(true);
  phase = 'back';
  for (let look = 0; done.size < runs.length && look < 100; look += 1) await sleep(100);
  expect(done).toEqual(new Set(runs));
  await runner.stop(2_000);
  await unlocker.release();
  process.off('unhandledRejection', hear);
  expect(unheard).toEqual([]);
}, 30_000);
