import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { CONNECTORS } from '../connectors/index.ts';
import { onExchange } from '../connectors/kit/exchanges.ts';
import { Breakers } from '../engine/breakers.ts';
import { Gates } from '../engine/gate.ts';
import { createIntake, type Intake } from '../engine/intake.ts';
import { lookSooner } from '../engine/look-sooner.ts';
import { takeNewer } from '../engine/newer-events.ts';
import type { Clock, InboxStore } from '../engine/ports.ts';
import { createReconcileDesk, type ReconcileDesk } from '../engine/reconcile/desk.ts';
import { Programs } from '../engine/programs.ts';
import { Pauses } from '../engine/pauses.ts';
import { RightOfWay } from '../engine/right-of-way.ts';
import { createSyncs, type Syncs } from '../engine/sync.ts';
import type { AuditStore, ConnectionStore, FlowStore, RunReads } from '../engine/read-ports.ts';
import type { Log } from '../monitor/log.ts';
import { createMetricRegistry, type MetricRegistry } from '../monitor/metrics.ts';
import { measureProcess } from '../monitor/process-metrics.ts';
import { defineProductMetrics, type ProductMetrics } from '../monitor/product-metrics.ts';
import { type CallCounter, countCalls } from '../monitor/sight/count-calls.ts';
import { createAlertDesk } from '../store/alert/desk.ts';
import { createAuditStore } from '../store/audit-store.ts';
import { createBreakerStore } from '../store/breaker-store.ts';
import { createConnectionStore, listConnectionRevisions } from '../store/connection-store.ts';
import { createEventVersions } from '../store/event-versions.ts';
import { createDeploymentStore, createFlowStore } from '../store/flow-store.ts';
import { createInboxStore } from '../store/inbox-store.ts';
import { createReconcileReads } from '../store/reconcile/reads.ts';
import { createReconcileWork } from '../store/reconcile/work.ts';
import { createPauseStore } from '../store/pause-store.ts';
import { createPollRequests } from '../store/poll-store.ts';
import { createRunCommands } from '../store/run-commands.ts';
import { createRunReads } from '../store/run-reads.ts';
import { loadKeyRing } from '../store/secrets/key-file.ts';
import { createSyncStore } from '../store/sync-store.ts';
import { createWatchStore } from '../store/watch-store.ts';
import { alertEgress } from './alert-egress.ts';
import type { RunningDatabase } from './bring-up-database.ts';
import { compileDeployment, parseDeployed } from './compile-flows.ts';
import { testConnection } from './look-at-connections.ts';
import { OpenConnections } from './open-connections.ts';
import type { Alerting } from './sight.ts';
import { startTraces } from './traces.ts';

export const VERSION = '0.1.0';

/** Everything that both the server and the workers of a process need. */
export interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly database: RunningDatabase;
  readonly runs: RunReads;
  readonly stores: { connections: ConnectionStore; flows: FlowStore; audit: AuditStore };
  readonly open: OpenConnections;
  readonly programs: Programs;
  readonly gates: Gates;
  readonly pauses: Pauses;
  readonly inbox: InboxStore;
  readonly intake: Intake;
  /** The intake of the hooks: what is older than what is known starts nothing. */
  readonly hooks: Intake;
  readonly rightOfWay: RightOfWay;
  readonly clock: Clock & { follow(clock: Clock): void };
  readonly registry: MetricRegistry;
  readonly metrics: ProductMetrics;
  readonly calls: CallCounter;
  readonly traces: ReturnType<typeof startTraces>;
  readonly alerting: Alerting;
  readonly syncs: Syncs;
  readonly reconcile: ReconcileDesk;
}

/** Makes the parts of a process over a database that is up. `learnSecrets` is told every secret in clear. */
export function assembleParts(
  config: Config,
  log: Log,
  database: RunningDatabase,
  learnSecrets: (secrets: Iterable<string>) => void,
): Parts {
  const { pools } = database;
  const ring = loadKeyRing({ environment: process.env, dataFolder: config.dataFolder, log });
  const registry = createMetricRegistry();
  measureProcess(registry);
  const metrics = defineProductMetrics(registry);
  onExchange((exchange) => metrics.exchange(exchange));
  const stores = {
    connections: createConnectionStore(pools.screens, ring),
    flows: createFlowStore(pools.screens),
    audit: createAuditStore(pools.screens),
  };
  const clock = followingClock();
  const open = new OpenConnections({
    connectors: CONNECTORS,
    store: stores.connections,
    audit: stores.audit,
    learnSecrets,
    revisions: () => listConnectionRevisions(pools.screens),
    now: () => clock.now(),
  });
  const programs = new Programs(createDeploymentStore(pools.engine, parseDeployed), compileDeployment);
  const calls = countCalls(metrics.engine, () => clock.now());
  const gates = new Gates(clock, calls.meter, new Breakers(createBreakerStore(pools.screens), clock));
  const pauses = new Pauses(createPauseStore(pools.screens));
  const rightOfWay = new RightOfWay();
  const inbox = createInboxStore(pools.intake);
  const intake = createIntake({ inbox, programs, meter: metrics.engine, rightOfWay });
  const hooks = lookSooner(takeNewer(intake, createEventVersions(pools.intake)), {
    connections: open,
    requests: createPollRequests(pools.screens),
    watch: createWatchStore(pools.screens),
    log: (message, fields) => log.warn(fields, message),
  });
  const runs = createRunReads(pools.screens);
  return {
    config,
    log,
    database,
    runs,
    stores,
    open,
    programs,
    gates,
    pauses,
    inbox,
    intake,
    hooks,
    rightOfWay,
    clock,
    registry,
    metrics,
    calls,
    traces: startTraces(config, VERSION, () => clock.now(), log),
    alerting: { desk: createAlertDesk(pools.screens, ring), sending: alertEgress(() => clock.now()) },
    syncs: createSyncs({ store: createSyncStore(pools.screens), connections: open, programs }),
    reconcile: createReconcileDesk({
      reads: createReconcileReads(pools.screens),
      work: createReconcileWork(pools.screens, randomUUID()),
      programs,
      connections: open,
      runs,
      commands: createRunCommands(pools.screens),
      intake,
      clock,
    }),
  };
}

/** This machine's clock until a better one, near the database's, is known. */
function followingClock(): Clock & { follow(clock: Clock): void } {
  let clock: Clock = { now: () => Date.now() };
  return {
    now: () => clock.now(),
    follow: (better) => {
      clock = better;
    },
  };
}

/** What the test of a connection needs. */
export function testDeps({ open, stores, clock }: Parts): Parameters<typeof testConnection>[0] {
  return { connections: open, store: stores.connections, now: () => clock.now() };
}
