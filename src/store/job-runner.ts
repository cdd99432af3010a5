import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger,
  makeWorkerUtils,
  parseCronItems,
  run,
  type Runner,
  type RunnerOptions,
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
  /** Frees what a queue of this process had locked when it ended. */
  readonly unlocker: JobUnlocker;
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

/** Pause before the queue is started again when the database does not let it. */
const RESTART_MS = 500;
/** The queue that ended gets this long to give its jobs back itself. */
const GIVE_BACK_MS = 2_000;

/**
 * Runs jobs with graphile-worker: a local queue and batched completion, so that many short jobs cost few statements.
 * A run that is already at work in this process is put off, never done twice at once.
 *
 * graphile-worker ends its queue for good when it cannot write down the end of a job. A database that goes away does
 * just that, so the queue is started again under a new name, and the jobs locked under the old one are freed.
 */
export async function startJobRunner(options: JobRunnerOptions): Promise<JobRunner> {
  const { pool, log, unlocker } = options;
  const poolIds = new Set<string>();
  const atWork = new Map<string, Promise<unknown>>();
  let stopping = false;
  let current = await begin();

  async function begin(): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter();
    const own = new Set<string>();
    let ended = false;
    events.on('pool:create', ({ workerPool }) => {
      own.add(workerPool.id);
      poolIds.add(workerPool.id);
    });
    events.on('localQueue:init', ({ localQueue }) => keepTrackOf(localQueue));
    const runner = await run(runnerOptions(options, events, atWork));
    const replace = (): void => {
      if (ended || stopping) return;
      ended = true;
      void replaceRunner(runner, own);
    };
    events.on('pool:gracefulShutdown', replace);
    events.on('stop', replace);
    return runner;
  }

  async function replaceRunner(old: Runner, ids: ReadonlySet<string>): Promise<void> {
    log.warn({}, 'the job queue ended and is started again');
    const gone = old.promise.catch(() => undefined);
    const next = await beginAgain();
    if (!next) return;
    current = next;
    await Promise.race([gone, sleep(GIVE_BACK_MS)]);
    for (const id of ids) poolIds.delete(id);
    const free = (): Promise<void> => unlocker.forceUnlockWorkers([...ids]).catch(() => undefined);
    await free();
    // What it still took while it ended.
    await gone.then(free);
  }

  async function beginAgain(): Promise<Runner | undefined> {
    while (!stopping) {
      try {
        await pool.query('SELECT 1');
        return await begin();
      } catch {
        await sleep(RESTART_MS);
      }
    }
    return undefined;
  }

  return {
    poolIds: () => [...poolIds],
    stop: async (graceMs) => {
      stopping = true;
      const stopped = current.stop().catch(() => undefined);
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([stopped, timeout]);
    },
  };
}

/**
 * A queue that ends with jobs in hand and nothing else under way begins to give them back, and then refuses to keep
 * track of that (graphile-worker 0.18). With the database away nobody would hear of the failure, and Node would end the
 * process for it. The jobs are freed under the name of the queue that ended.
 */
function keepTrackOf(localQueue: object): void {
  const queue = localQueue as { background(promise: Promise<unknown>): void };
  const background = queue.background.bind(queue);
  queue.background = (promise) => {
    promise.catch(() => undefined);
    background(promise);
  };
}

function runnerOptions(
  { pool, log, concurrency, advance }: JobRunnerOptions,
  events: WorkerEvents,
  atWork: Map<string, Promise<unknown>>,
): RunnerOptions {
  const advanceOnce = async (runId: string): Promise<number | undefined> => {
    const work = advance(runId);
    atWork.set(runId, work);
    try {
      return (await work).again;
    } finally {
      atWork.delete(runId);
    }
  };
  return {
    pgPool: pool,
    events,
    noHandleSignals: true,
    logger: loggerFor(log),
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
  };
}
