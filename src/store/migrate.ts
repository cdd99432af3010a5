import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isSerializationFailure } from './database-errors.ts';
import { StoreError, errorCode, errorText } from './errors.ts';
import type { Log } from './log.ts';
import { type Migration, loadMigrations } from './migrations/index.ts';

/** Advisory lock that one migration at a time runs under. */
const migrationLock = 4_600_002;

const createRecord = `create table if not exists schema_migrations (
  id text primary key,
  checksum text not null,
  applied_at timestamptz not null default now()
)`;

export interface MigrateOptions {
  readonly connectionString: string;
  readonly log: Log;
  /** Default: the files of this release. */
  readonly migrations?: readonly Migration[];
  /** How long a migration waits for a table that others use before it steps back; default 5 s. */
  readonly lockTimeoutMs?: number;
  /** How often it steps back before giving up; default 24. */
  readonly retries?: number;
}

/**
 * Brings the tables to this release. Each migration is one transaction that first takes a lock and
 * writes its own row, so of many starters exactly one runs it and the others wait for that.
 * Returns the ids it ran itself.
 * @throws StoreError `database.migration.*`; errors of a database that is away as pg gives them.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = options.migrations ?? loadMigrations();
  const client = new pg.Client({
    connectionString: options.connectionString,
    application_name: 'landbridge migrate',
    connectionTimeoutMillis: 5_000,
  });
  // A connection that breaks shows up in the statement that runs; the event alone would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await steppingBack(options, 'schema_migrations', () =>
      transaction(client, options, () => client.query(createRecord)),
    );
    await refuseForeignState(client, migrations);
    const ran: string[] = [];
    for (const migration of migrations) {
      if (await steppingBack(options, migration.id, () => runOnce(client, options, migration))) ran.push(migration.id);
    }
    return ran;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Refuses a database of a newer release, and edits to migrations that have been run. */
async function refuseForeignState(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  const rows = (
    await client.query<{ id: string; checksum: string }>('select id, checksum from schema_migrations order by id')
  ).rows;
  const known = new Map(migrations.map((migration) => [migration.id, migration.checksum]));
  const foreign = rows.filter((row) => !known.has(row.id)).map((row) => row.id);
  if (foreign.length > 0) {
    const newest = migrations.at(-1)?.id ?? 'none';
    throw new StoreError(
      'database.migration.unknown',
      `The database has run ${foreign.join(', ')}, which this release does not know (its newest migration is ${newest}).`,
    );
  }
  const edited = rows.find((row) => known.get(row.id) !== row.checksum);
  if (edited !== undefined) {
    throw new StoreError('database.migration.changed', `Migration ${edited.id} was edited after this database ran it.`);
  }
}

/** True when this call ran it, false when it had been run already. */
function runOnce(client: pg.Client, options: MigrateOptions, migration: Migration): Promise<boolean> {
  return transaction(client, options, async () => {
    const mine = await client.query(
      'insert into schema_migrations (id, checksum) values ($1, $2) on conflict (id) do nothing',
      [migration.id, migration.checksum],
    );
    if (mine.rowCount === 0) return false;
    const begin = performance.now();
    await client.query(migration.sql);
    options.log.info(
      { migration: migration.id, tookMs: Math.round(performance.now() - begin) },
      'migrated the database',
    );
    return true;
  });
}

async function transaction<T>(client: pg.Client, options: MigrateOptions, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = ${Math.trunc(options.lockTimeoutMs ?? 5_000)}`);
    await client.query('set local statement_timeout = 0');
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

/**
 * A migration that waits for a busy table makes everybody queue behind it: it steps back after
 * the lock time-out and comes again.
 */
async function steppingBack<T>(options: MigrateOptions, id: string, work: () => Promise<T>): Promise<T> {
  const retries = options.retries ?? 24;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const busy = errorCode(error) === '55P03' || isSerializationFailure(error);
      if (!busy && !/^[0-9A-Z]{5}$/.test(errorCode(error))) throw error;
      if (!busy || attempt >= retries) {
        throw new StoreError('database.migration.failed', `Migration ${id} failed: ${errorText(error)}.`, {
          cause: error,
        });
      }
      options.log.warn({ migration: id, attempt: attempt + 1 }, 'a table is busy; the migration waits and comes again');
      await sleep(100 + Math.random() * 400);
    }
  }
}
