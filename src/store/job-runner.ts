import { EventEmitter } from 'node:events';
import {
  Logger,
  makeWorkerUtils,
  parseCronItems,
  run,
  type Runner,
  runMigrations,
  type WorkerEvents,
  type WorkerUtils,
} from 'graphile-worker';
import type pg from 'pg';
import { ADVANCE_TASK } from './inbox-store.ts';
import type { Log } from './log.ts';
import type { JobUnlocker } from './worker-store.ts';

export interface JobRunnerOptions {
  readonly pool: pg.Pool;
  readonly log: Log;
  /** Runs worked on at the same time. */
  readonly concurrency: number;
  /** Moves one run; answers when it should be looked at again (milliseconds since 1970), if at all. */
  readonly advance: (runId: string) => Promise<{ readonly again?: number }>;
}

export interface JobRunner {
  /** Names under which this process locks jobs; the others free them when it dies. */
  readonly poolIds: () => readonly string[];
  /** Takes no new job, waits for those at work at most `graceMs`, gives the rest back. */
  stop(graceMs: number): Promise<void>;
}

/** graphile-worker's own tables; safe with several starters. */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool });
}

/** Frees the jobs that dead workers locked; without it they stay locked for four hours. */
export async function createJobUnlocker(pool: pg.Pool): Promise<JobUnlocker & { release(): Promise<void> }> {
  const utils: WorkerUtils = await makeWorkerUtils({ pgPool: pool, logger: silentLogger });
  return {
    forceUnlockWorkers: async (poolIds) => {
      await utils.forceUnlockWorkers(poolIds);
      // Idle workers only look again when told, or at their next poll.
      await pool.query(`SELECT pg_notify('jobs:insert', '{"r":' || random()::text || ',"count":1}')`);
    },
    release: async () => {
      await utils.release();
    },
  };
}

const silentLogger = new Logger(() => () => undefined);

function loggerFor(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ reason: message }, 'a job failed');
    // Jobs hardly use the pool themselves: completion is batched, and steps have pools of their own.
    else if (level === 'warning' && !message.includes('maxPoolSize'))
      log.warn({ reason: message }, 'the job queue warns');
  });
}

/**
 * Runs jobs with graphile-worker: a local queue and batched completion, so that many short jobs cost few statements.
 * A run that is already at work in this process is put off, never done twice at once.
 */
export async function startJobRunner(options: JobRunnerOptions): Promise<JobRunner> {
  const { concurrency } = options;
  const poolIds: string[] = [];
  const atWork = new Map<string, Promise<unknown>>();
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => poolIds.push(workerPool.id));
  const runner: Runner = await run({
    pgPool: options.pool,
    events,
    noHandleSignals: true,
    logger: loggerFor(options.log),
    parsedCronItems: parseCronItems([]),
    taskList: {
      [ADVANCE_TASK]: async (payload, helpers) => {
        const { run: runId } = payload as { run: string };
        const again = atWork.has(runId) ? Date.now() + 500 : await advanceOnce(runId);
        if (again === undefined) return;
        await helpers.addJob(ADVANCE_TASK, { run: runId }, { jobKey: runId, runAt: new Date(again) });
      },
    },
    preset: {
      worker: {
        concurrentJobs: concurrency,
        pollInterval: 1_000,
        preparedStatements: true,
        localQueue: { size: concurrency * 2, ttl: 10_000 },
        completeJobBatchDelay: 10,
        failJobBatchDelay: 10,
      },
    },
  });

  async function advanceOnce(runId: string): Promise<number | undefined> {
    const work = options.advance(runId);
    atWork.set(runId, work);
    try {
      return (await work).again;
    } finally {
      atWork.delete(runId);
    }
  }

  return {
    poolIds: () => poolIds,
    stop: async (graceMs) => {
      const stopped = runner.stop().catch(() => undefined);
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([stopped, timeout]);
    },
  };
}
