import type pg from 'pg';
import { type DatabaseOptions, openPool } from './database.ts';
import { createFlowStore } from './flow-store.ts';
import { silentLog } from './log.ts';
import { createTestDatabase } from './test-database.ts';
import { createWorkerStore } from './worker-store.ts';

/** A pool on a database of one's own. */
interface TestStore {
  readonly pool: pg.Pool;
  /** Ends the pool and drops the database. */
  readonly close: () => Promise<void>;
}

/** A pool on a database of its own for one test file. */
export async function openTestStore(options: Partial<DatabaseOptions> = {}): Promise<TestStore> {
  const database = await createTestDatabase();
  const pool = openPool({ log: silentLog, ...options, connectionString: database.connectionString });
  return {
    pool,
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

/** Tells the database of a process that works, so that it may claim runs. */
export async function startTestWorker(pool: pg.Pool, incarnation: string): Promise<void> {
  const workers = createWorkerStore(pool, { forceUnlockWorkers: async () => undefined });
  await workers.start({ instance: 'test', incarnation, role: 'work' });
}

/** Deploys a flow for runs that need one; what is in it is of no account. */
export async function deployTestFlow(pool: pg.Pool): Promise<{ readonly deployment: string }> {
  return await createFlowStore(pool).deploy({
    tenant: 't',
    flow: 'order-to-cash',
    title: 'Orders to M3',
    files: [{ path: 'flow.yaml', text: 'x' }],
    bindings: {},
    settings: {},
    by: 'me',
  });
}
