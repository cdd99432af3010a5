import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { advance } from '../engine/advance.ts';
import { withBuiltIns } from '../engine/built-in/registry.ts';
import { stockWatch } from '../engine/built-in/stock/watch.ts';
import type { Gates } from '../engine/gate.ts';
import { startGathering } from '../engine/gather.ts';
import { startClosingGaps } from '../engine/close-gaps.ts';
import { startHeartbeat } from '../engine/heartbeat.ts';
import type { Intake } from '../engine/intake.ts';
import type { Pauses } from '../engine/pauses.ts';
import { startPolling } from '../engine/poll.ts';
import type { Clock, Meter, RunTracer } from '../engine/ports.ts';
import type { AuditStore, ConnectionStore } from '../engine/read-ports.ts';
import type { ReconcileDesk } from '../engine/reconcile/desk.ts';
import type { Programs } from '../engine/programs.ts';
import { startReadings } from '../engine/read-full.ts';
import { explainersOf, linkedPairs, optionsOf } from '../engine/reconcile/pairs.ts';
import { startReconciling } from '../engine/reconcile/start.ts';
import type { Syncs } from '../engine/sync.ts';
import { startRefilling } from '../engine/refill.ts';
import { startSchedules } from '../engine/schedule.ts';
import type { RightOfWay } from '../engine/right-of-way.ts';
import type { Log } from '../monitor/log.ts';
import type { CallCounter } from '../monitor/sight/count-calls.ts';
import { createGapStore } from '../store/gap-store.ts';
import { createGatherStore } from '../store/gather-store.ts';
import { createJobUnlocker, type JobRunner, startJobRunner } from '../store/job-runner.ts';
import { createParkedStore } from '../store/parked-store.ts';
import { createPeerRuns } from '../store/peer-runs.ts';
import { createPollRequests, createPollStore } from '../store/poll-store.ts';
import { createReconcileWork } from '../store/reconcile/work.ts';
import { createRunStore } from '../store/run-store.ts';
import { createShadowStore } from '../store/shadow-store.ts';
import { createStockStore } from '../store/stock-store.ts';
import { createScheduleStore } from '../store/schedule-store.ts';
import { createReadingStore } from '../store/sync-store.ts';
import { createWatchStore } from '../store/watch-store.ts';
import { createWorkerStore } from '../store/worker-store.ts';
import type { Pools } from './bring-up-database.ts';
import { fenceWrites } from './fence.ts';
import { keepHouse } from './keep-house.ts';
import { type Alerting, startSight } from './sight.ts';
import { startLoginTries } from './try-logins.ts';
import type { OpenConnections } from './open-connections.ts';

export interface Work {
  /** Milliseconds since 1970 of the last sign of life that the database took. */
  lastBeatAt(): number;
  stop(): Promise<void>;
}

/** Time that work under way gets before it is left to the next process. */
const GRACE_MS = 20_000;

/** The role `work`: heartbeats, jobs, polls and housekeeping of this process. */
export async function startWork(deps: {
  readonly config: Config;
  readonly pools: Pools;
  readonly programs: Programs;
  readonly connections: OpenConnections;
  readonly gates: Gates;
  readonly pauses: Pauses;
  readonly intake: Intake;
  readonly rightOfWay: RightOfWay;
  readonly clock: Clock & { follow(clock: Clock): void };
  readonly meter: Meter;
  readonly calls: CallCounter;
  readonly tracer: RunTracer;
  readonly alerting: Alerting;
  readonly syncs: Syncs;
  readonly reconcile: ReconcileDesk;
  readonly stores: { readonly audit: AuditStore; readonly connections: ConnectionStore };
  readonly log: Log;
}): Promise<Work> {
  const { config, pools, programs, connections, gates, pauses, intake, rightOfWay, clock, meter, log } = deps;
  const incarnation = randomUUID();
  const store = createRunStore(pools.engine, incarnation);
  const unlocker = await createJobUnlocker(pools.jobs);
  const runner: { jobs?: JobRunner } = {};
  const heartbeat = await startHeartbeat({
    workers: createWorkerStore(pools.screens, unlocker),
    worker: { instance: config.instance, incarnation, role: config.roles.join(',') },
    poolIds: () => runner.jobs?.poolIds() ?? [],
    onFailure: (error) => log.warn({ err: error }, 'the database did not take a sign of life'),
  });
  clock.follow(heartbeat.clock);
  const chance = { next: () => Math.random() };
  const stock = createStockStore(pools.engine);
  const watch = stockWatch({ tenant: config.tenant, stock, programs, clock });
  const withOwn = withBuiltIns(
    fenceWrites(connections, () => heartbeat.lastBeatAt()),
    {
      shadows: createShadowStore(pools.engine),
      stock,
      peers: createPeerRuns(pools.engine),
      links: { find: (tenant, key, to) => store.findLink(tenant, key, to) },
    },
    [watch],
  );
  const advanceDeps = {
    store,
    programs,
    connections: withOwn,
    gates,
    pauses,
    clock,
    chance,
    meter,
    rightOfWay,
    tracer: deps.tracer,
  };
  runner.jobs = await startJobRunner({
    pool: pools.jobs,
    log,
    concurrency: config.concurrency,
    advance: (runId) => advance(advanceDeps, runId),
    unlocker,
  });
  // Others learn under which names this process locks jobs before it could die with them.
  await heartbeat.beatNow();
  const warn = (message: string, fields: Record<string, unknown>): void => log.warn(fields, message);
  const cursors = { ...createPollStore(pools.screens, incarnation), ...createPollRequests(pools.screens) };
  const watched = createWatchStore(pools.screens);
  const pollDeps = { connections: withOwn, cursors, watch: watched, intake, clock, log: warn };
  const polling = startPolling(pollDeps);
  const readings = startReadings({ ...pollDeps, readings: createReadingStore(pools.screens, incarnation) });
  const gatherStore = createGatherStore(pools.screens);
  const gathering = startGathering({ store: gatherStore, programs, clock, newName: randomUUID, log: warn });
  const schedules = startSchedules({ store: createScheduleStore(pools.screens), programs, clock, log: warn });
  const reconciling = startReconciling({
    tenant: config.tenant,
    work: createReconcileWork(pools.screens, incarnation),
    connections,
    gates,
    clock,
    options: async (tenant, pair, subject) => ({
      ...optionsOf(await programs.active(), tenant, pair),
      // What the stock flow takes off, M3's figure is compared without as well.
      ...(subject === 'stock' ? { promised: (await stock.promised(tenant)).map((line) => ({ ...line })) } : {}),
    }),
    flows: async (tenant, pair, subject) => explainersOf(await programs.active(), tenant, pair, subject),
    pairs: () => linkedPairs({ programs, connections }, config.tenant),
    pauseMs: config.reconcile.pauseSeconds * 1_000,
    ...(config.reconcile.schedule ? { schedule: config.reconcile.schedule } : {}),
    log: warn,
  });
  const refilling = startRefilling({
    parked: createParkedStore(pools.screens),
    connections: withOwn,
    breakers: gates.breakers,
    pauses,
    log: warn,
  });
  const closingGaps = startClosingGaps({
    gaps: createGapStore(pools.screens),
    syncs: deps.syncs,
    reconcile: deps.reconcile,
    connections,
    audit: deps.stores.audit,
    clock,
    log: warn,
  });
  const { tenant } = config;
  const loginTries = startLoginTries(
    { tenant, connections, store: deps.stores.connections, audit: deps.stores.audit, now: () => clock.now() },
    (reason) => warn('refused credentials were not tried again; it is done at the next look', { reason }),
  );
  const { calls, alerting } = deps;
  const sight = startSight({ config, pools, incarnation, calls, alerting, log });
  const house = keepHouse({
    pool: pools.screens,
    retentionDays: config.retentionDays,
    dataFolder: config.dataFolder,
    log,
  });
  return {
    lastBeatAt: () => heartbeat.lastBeatAt(),
    stop: async () => {
      house.stop();
      await Promise.all([
        refilling.stop(),
        polling.stop(),
        readings.stop(),
        gathering.stop(),
        schedules.stop(),
        reconciling.stop(),
        closingGaps.stop(),
        loginTries.stop(),
      ]);
      await runner.jobs?.stop(GRACE_MS);
      await sight.stop();
      await heartbeat.stop().catch(() => undefined);
      await unlocker.release();
    },
  };
}
