import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { RETRY_RULES } from '../../src/core/run/retry-rules.ts';
import { type AdvanceDeps, advance } from '../../src/engine/advance.ts';
import { Gates } from '../../src/engine/gate.ts';
import type { Connections, Meter, OpenConnection } from '../../src/engine/ports.ts';
import { Pauses } from '../../src/engine/pauses.ts';
import { startRefilling } from '../../src/engine/refill.ts';
import { RightOfWay } from '../../src/engine/right-of-way.ts';
import { createJobUnlocker, type JobRunner, startJobRunner } from '../../src/store/job-runner.ts';
import { silentLog } from '../../src/store/log.ts';
import { createParkedStore } from '../../src/store/parked-store.ts';
import { createRunStore } from '../../src/store/run-store.ts';
import { createWorkerStore } from '../../src/store/worker-store.ts';
import { callStep, deployed, programOf, quietMeter } from '../engine-parts.ts';
import { create } from './other-system.ts';

/** Runs of every process in these tests are of this deployment. */
export const deploymentId = randomUUID();

const retry = { ...RETRY_RULES.network, delayMs: 500 };
const program = programOf(
  'test',
  ['head', 'lines'].map((id) => ({ ...callStep(id, 'create'), retry })),
);

/** What one process has done so far. */
export interface Process {
  readonly completed: number;
  readonly errors: readonly unknown[];
  readonly pool: pg.Pool;
  stop(): Promise<void>;
}

/**
 * Starts the working parts of a process: heartbeats, the job queue, and the engine over `pool`. With `refills` also
 * what wakes runs again that a breaker held back; the release before has no such thing.
 */
export async function startProcess(
  instance: string,
  { pool, jobs, refills = false }: { readonly pool: pg.Pool; readonly jobs: pg.Pool; readonly refills?: boolean },
  send: OpenConnection['send'],
): Promise<Process> {
  const incarnation = randomUUID();
  const unlocker = await createJobUnlocker(jobs);
  const workers = createWorkerStore(pool, unlocker);
  const errors: unknown[] = [];
  const told = { completed: 0, stopped: false };
  const runner: { jobs?: JobRunner } = {};
  const beat = () =>
    workers
      .beat({ incarnation, instance, role: 'work', poolIds: [...(runner.jobs?.poolIds() ?? [])] })
      .catch((error) => errors.push(error));
  await beat();
  const connection: OpenConnection = {
    name: 'm3',
    connector: 'm3',
    settings: {},
    limits: { concurrency: 8 },
    operation: () => create,
    send,
  };
  const connections: Connections = {
    get: async () => connection,
    pause: async () => undefined,
    polls: async () => [],
    closing: () => undefined,
  };
  const clock = { now: () => Date.now() };
  const meter: Meter = {
    ...quietMeter,
    runEnded: ({ state }) => void (told.completed += state === 'completed' ? 1 : 0),
  };
  const gates = new Gates(clock, meter);
  const deps: AdvanceDeps = {
    store: createRunStore(pool, incarnation),
    programs: deployed(deploymentId, program),
    connections,
    gates,
    clock,
    rightOfWay: new RightOfWay(),
    chance: { next: () => Math.random() },
    meter,
  };
  runner.jobs = await startJobRunner({
    pool: jobs,
    log: silentLog,
    concurrency: 6,
    unlocker,
    advance: (run) =>
      advance(deps, run).catch((error: unknown) => {
        errors.push(error);
        throw error;
      }),
  });
  await beat();
  const refilling = refills
    ? startRefilling({
        parked: createParkedStore(pool),
        connections,
        breakers: gates.breakers,
        pauses: new Pauses({ list: async () => [] }),
        log: () => undefined,
      })
    : undefined;
  const beating = setInterval(() => void beat(), 500);
  return {
    get completed() {
      return told.completed;
    },
    errors,
    pool,
    stop: async () => {
      if (told.stopped) return;
      told.stopped = true;
      clearInterval(beating);
      await refilling?.stop();
      await runner.jobs?.stop(5_000);
      await unlocker.release();
    },
  };
}
