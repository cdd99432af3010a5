import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Expression } from '../../src/core/expression/types.ts';
import type { FlowProgram, StepProgram } from '../../src/core/flow/program.ts';
import { RETRY_RULES } from '../../src/core/run/retry-rules.ts';
import { type AdvanceDeps, advance } from '../../src/engine/advance.ts';
import { Gates } from '../../src/engine/gate.ts';
import type { Connections, OpenConnection } from '../../src/engine/ports.ts';
import { Programs } from '../../src/engine/programs.ts';
import { RightOfWay } from '../../src/engine/right-of-way.ts';
import { createJobUnlocker, type JobRunner, startJobRunner } from '../../src/store/job-runner.ts';
import { silentLog } from '../../src/store/log.ts';
import { createRunStore } from '../../src/store/run-store.ts';
import { createWorkerStore } from '../../src/store/worker-store.ts';
import { create } from './other-system.ts';

/** Runs of every process in these tests are of this deployment. */
export const deploymentId = randomUUID();

const key: Expression = { source: 'constant', roots: [], evaluate: () => ({ ok: true, value: 'k' }) };
const step = (id: string): StepProgram => ({
  id,
  verb: 'call',
  connection: 'm3',
  operation: 'create',
  input: { apply: () => ({ value: {}, problems: [], warnings: [] }) },
  retry: { ...RETRY_RULES.network, delayMs: 500 },
  catches: [],
});
const program: FlowProgram = {
  name: 'test',
  title: 'Test',
  flow: {
    version: 1,
    flow: 'test',
    title: 'Test',
    connections: ['m3'],
    trigger: { event: 'x.y', dedupe: '' },
    steps: [],
  },
  trigger: { events: ['x.y'], dedupe: key },
  settings: {},
  facts: new Map(),
  steps: [step('head'), step('lines')],
  crosswalks: {},
};

/** What one process has done so far. */
export interface Process {
  readonly completed: number;
  readonly errors: readonly unknown[];
  readonly pool: pg.Pool;
  stop(): Promise<void>;
}

/** Starts the working parts of a process: heartbeats, the job queue, and the engine over `pool`. */
export async function startProcess(
  instance: string,
  { pool, jobs }: { readonly pool: pg.Pool; readonly jobs: pg.Pool },
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
  const connections: Connections = { get: async () => connection, pause: async () => undefined, polls: async () => [] };
  const clock = { now: () => Date.now() };
  const meter = {
    callEnded: () => undefined,
    runEnded: ({ state }: { readonly state: string }) => void (told.completed += state === 'completed' ? 1 : 0),
    eventTaken: () => undefined,
    leaseLost: () => undefined,
  };
  const deployment = {
    id: deploymentId,
    tenant: 't',
    flow: 'test',
    version: 1,
    bindings: {},
    settings: {},
    active: true,
    bundle: { flow: program.flow, mappings: {}, crosswalks: {} },
  };
  const deployments = { load: async () => deployment, listActive: async () => [deployment], revision: async () => 1 };
  const deps: AdvanceDeps = {
    store: createRunStore(pool, incarnation),
    programs: new Programs(deployments, () => program),
    connections,
    gates: new Gates(clock, meter),
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
      await runner.jobs?.stop(5_000);
      await unlocker.release();
    },
  };
}
