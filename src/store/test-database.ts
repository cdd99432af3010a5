import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openPool } from './database.ts';
import { startEmbeddedPostgres } from './embedded/start.ts';
import { migrateJobs } from './job-runner.ts';
import { silentLog } from './log.ts';
import { migrate } from './migrate.ts';
import { makeScratch } from './test-scratch.ts';

/** A database of one's own, with all tables and days to write into, for one test file. */
export interface TestDatabase {
  /** As the role the product uses: owner of the database, no superuser. */
  readonly connectionString: string;
  /** As superuser, on the same database. */
  readonly adminConnectionString: string;
  /** Removes the database; connections that are still open half a second later are cut. */
  drop(): Promise<void>;
}

/** A server for tests, with a template that carries all tables. */
interface TestServer {
  readonly adminConnectionString: string;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

const template = 'landbridge_template';
const serverVariable = 'LANDBRIDGE_TEST_POSTGRES';

/**
 * Starts a server on a scratch folder, runs all migrations into a template database and tells
 * child processes of it by an environment variable. The server ends with this process in any case.
 */
export async function startTestServer(): Promise<TestServer> {
  const folder = makeScratch('server');
  const server = await startEmbeddedPostgres({
    folder: join(folder, 'postgres'),
    log: silentLog,
    endWithUs: true,
    settings: { max_connections: '200' },
  });
  const stop = async () => {
    delete process.env[serverVariable];
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await asAdmin(server.adminConnectionString, (client) =>
      client.query(`create database ${template} owner landbridge`),
    );
    await fillTemplate(onDatabase(server.connectionString, template));
    await asAdmin(server.adminConnectionString, (client) =>
      client.query(`alter database ${template} is_template true allow_connections false`),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  process.env[serverVariable] = JSON.stringify([server.adminConnectionString, server.connectionString]);
  return { adminConnectionString: server.adminConnectionString, stop };
}

/** All tables, those of the job queue, and days to write into, also past midnight: made once, not in each database. */
async function fillTemplate(connectionString: string): Promise<void> {
  await migrate({ connectionString, log: silentLog });
  const pool = openPool({ connectionString, maxConnections: 1, log: silentLog });
  try {
    await migrateJobs(pool);
    await pool.query('SELECT ensure_day_partitions(current_date, 3)');
  } finally {
    await pool.end();
  }
}

let ownServer: Promise<TestServer> | undefined;

/**
 * A fresh database with all tables, cloned from the template of the test run's server. Without
 * such a server (a test file run on its own) this process starts one, which ends with it.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  if (process.env[serverVariable] === undefined) await (ownServer ??= startTestServer());
  const [admin, owner]: [string, string] = JSON.parse(process.env[serverVariable] ?? '[]');
  const name = `test_${process.pid}_${randomBytes(5).toString('hex')}`;
  // Copying files beats writing the copy to the log: a third of the time.
  const create = `create database ${name} template ${template} owner landbridge strategy file_copy`;
  await asAdmin(admin, (client) => client.query(create));
  return {
    connectionString: onDatabase(owner, name),
    adminConnectionString: onDatabase(admin, name),
    drop: () => asAdmin(admin, (client) => dropDatabase(client, name)),
  };
}

/** The same login on another database of the same server. */
function onDatabase(connectionString: string, database: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return url.href;
}

async function asAdmin(connectionString: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Pools say they have ended while the server still sees their connections; to cut those would
 * raise errors that nobody listens to. They get half a second to go by themselves.
 */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  for (let look = 0; look < 50; look += 1) {
    const open = await client.query('select 1 from pg_stat_activity where datname = $1', [name]);
    if (open.rowCount === 0) break;
    await sleep(10);
  }
  await client.query(`drop database if exists ${name} with (force)`);
}
