import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from '../config.ts';
import type { Log } from '../monitor/log.ts';
import { openPool } from '../store/database.ts';
import { startEmbeddedPostgres } from '../store/embedded/start.ts';
import { migrateJobs } from '../store/job-runner.ts';
import { migrate } from '../store/migrate.ts';
import { checkServerSettings } from '../store/server-settings.ts';

/** Pools by who waits for them, so that a busy screen never holds up an acknowledgement. */
export interface Pools {
  readonly intake: pg.Pool;
  readonly engine: pg.Pool;
  readonly jobs: pg.Pool;
  readonly screens: pg.Pool;
}

export interface RunningDatabase {
  readonly pools: Pools;
  /** Resolves with the reason when the embedded server is given up; only a person can help then. */
  readonly givenUp: Promise<string>;
  stop(): Promise<void>;
}

/** Days ahead for which partitions are made. */
const DAYS_AHEAD = 8;

/**
 * Starts or reaches the database, refuses settings under which acknowledged work could be lost, and brings its tables
 * up to date. Safe with several starters at once.
 * @throws StoreError with a code, the setting and the remedy.
 */
export async function bringUpDatabase(config: Config, log: Log): Promise<RunningDatabase> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ folder: join(config.dataFolder, 'postgres'), log })
      : undefined;
  const connectionString = embedded?.connectionString ?? (config.databaseUrl as string);
  const pool = (name: string, maxConnections: number): pg.Pool =>
    openPool({ connectionString, log, maxConnections, applicationName: `landbridge ${name}` });
  const pools: Pools = {
    intake: pool('intake', 3),
    engine: pool('engine', 6),
    jobs: pool('jobs', 4),
    screens: pool('screens', 5),
  };
  const givenUp = new Promise<string>((resolve) => {
    embedded?.onStateChange((change) => {
      if (change.state === 'restarting')
        log.warn({ attempt: change.attempt }, 'the embedded database is being brought back');
      if (change.state === 'ready') log.info({ pid: change.pid }, 'the embedded database is back');
      if (change.state === 'failed') resolve(change.reason);
    });
  });
  const stop = async (): Promise<void> => {
    await Promise.allSettled(Object.values(pools).map((each) => each.end()));
    await embedded?.stop();
  };
  try {
    await checkServerSettings(pools.screens);
    await migrate({ connectionString, log });
    await migrateJobs(pools.jobs);
    await ensurePartitions(pools.screens);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pools, givenUp, stop };
}

/** Makes the partitions of yesterday to a week ahead; idempotent. */
export async function ensurePartitions(pool: pg.Pool): Promise<void> {
  await pool.query(`SELECT ensure_day_partitions((now() AT TIME ZONE 'UTC')::date - 1, $1)`, [DAYS_AHEAD]);
}

/** Drops ended days older than `retentionDays`; days with open runs stay. Answers the names of what was dropped. */
export async function dropOldDays(pool: pg.Pool, retentionDays: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ dropped: string[] }>(
    `SELECT drop_old_days((now() AT TIME ZONE 'UTC')::date - $1::integer) AS dropped`,
    [retentionDays],
  );
  return rows[0]?.dropped ?? [];
}
