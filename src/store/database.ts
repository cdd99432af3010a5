import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from './log.ts';
import type { Tables } from './tables.ts';

/** How to reach the database and how long to wait for it. */
export interface DatabaseOptions {
  readonly connectionString: string;
  readonly log: Log;
  /** Shown in `pg_stat_activity`, for instance `landbridge work`. */
  readonly applicationName?: string;
  /** Connections at most; default 10. */
  readonly maxConnections?: number;
  /** How long a caller waits for a free connection; default 5 s. */
  readonly connectTimeoutMs?: number;
  /** A single statement may take this long; default 30 s. */
  readonly statementTimeoutMs?: number;
  /** A statement may wait this long for a lock; default 5 s. */
  readonly lockTimeoutMs?: number;
}

/** The database as the store uses it: Kysely for built statements, the pool for hand-written ones. */
export interface Database {
  readonly pool: pg.Pool;
  readonly kysely: Kysely<Tables>;
  close(): Promise<void>;
}

/**
 * Opens a pool; no connection is made yet. A connection that breaks while idle is logged and
 * replaced: it never ends the process. Whoever uses a connection sees its error as a rejection.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = openPool(options);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { pool, kysely, close: () => pool.end() };
}

/** The pool alone, for libraries that bring their own statements. */
export function openPool(options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    application_name: options.applicationName ?? 'landbridge',
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    lock_timeout: options.lockTimeoutMs ?? 5_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  pool.on('error', (error) => options.log.warn({ reason: error.message }, 'an idle database connection broke'));
  // Between checkout and check-in the pool takes its own listener off: an error then must not be unheard.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
