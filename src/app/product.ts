import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { CONNECTORS } from '../connectors/index.ts';
import { onExchange } from '../connectors/kit/exchanges.ts';
import { createCustomerReads, type CustomerReadDeps } from '../engine/customer-view.ts';
import { Breakers } from '../engine/breakers.ts';
import { Gates } from '../engine/gate.ts';
import { followCanceled } from '../engine/canceled-runs.ts';
import { createIntake, type Intake } from '../engine/intake.ts';
import { lookSooner } from '../engine/look-sooner.ts';
import { takeNewer } from '../engine/newer-events.ts';
import type { Clock, InboxStore } from '../engine/ports.ts';
import { createReconcileDesk, type ReconcileDesk } from '../engine/reconcile/desk.ts';
import { Programs } from '../engine/programs.ts';
import { Pauses } from '../engine/pauses.ts';
import { RightOfWay } from '../engine/right-of-way.ts';
import { startFlow } from '../engine/schedule.ts';
import { createStandstill } from '../engine/standstill.ts';
import { createSyncs, type Syncs } from '../engine/sync.ts';
import type { AuditStore, ConnectionStore, FlowStore, RunReads } from '../engine/read-ports.ts';
import { testChannel } from '../monitor/alerting/test-channel.ts';
import type { Log } from '../monitor/log.ts';
import { createMetricRegistry, type MetricRegistry } from '../monitor/metrics.ts';
import { measureProcess } from '../monitor/process-metrics.ts';
import { collectStates, defineProductMetrics, type ProductMetrics } from '../monitor/product-metrics.ts';
import { type CallCounter, countCalls } from '../monitor/sight/count-calls.ts';
import { type Listening, listen, listenMetrics } from '../server/listen.ts';
import { createServer } from '../server/server.ts';
import { prepareOperatorToken, prepareSignInSecret } from '../server/sign-in/secret-files.ts';
import { createSignIn } from '../server/sign-in/sign-in.ts';
import { createAlertDesk } from '../store/alert/desk.ts';
import { createAuditStore } from '../store/audit-store.ts';
import { createBreakerStore } from '../store/breaker-store.ts';
import { createConnectionStore, listConnectionRevisions } from '../store/connection-store.ts';
import { isUnavailable } from '../store/database-errors.ts';
import { createEventVersions } from '../store/event-versions.ts';
import { createDeploymentStore, createFlowStore } from '../store/flow-store.ts';
import { createInboxStore } from '../store/inbox-store.ts';
import { readLinkHistory } from '../store/link-history.ts';
import { findLinks } from '../store/link-store.ts';
import { createReconcileReads } from '../store/reconcile/reads.ts';
import { createReconcileWork } from '../store/reconcile/work.ts';
import { createParkedStore } from '../store/parked-store.ts';
import { createPauseStore } from '../store/pause-store.ts';
import { createPollRequests } from '../store/poll-store.ts';
import { createRunCommands } from '../store/run-commands.ts';
import { createRunReads } from '../store/run-reads.ts';
import { loadKeyRing } from '../store/secrets/key-file.ts';
import { createSeriesReads } from '../store/sight/series-reads.ts';
import { createSyncStore } from '../store/sync-store.ts';
import { createWindowStore } from '../store/window-store.ts';
import { alertEgress } from './alert-egress.ts';
import { bringUpDatabase, type RunningDatabase } from './bring-up-database.ts';
import { compileDeployment, parseDeployed, validateFiles } from './compile-flows.ts';
import { connectorEntries } from './connector-entries.ts';
import { createDesk } from './create-desk.ts';
import { deployPrebuiltFlows } from './deploy-flows.ts';
import { explainCode } from './error-codes.ts';
import { connectionHealth, testConnection, testNewConnections } from './look-at-connections.ts';
import { OpenConnections } from './open-connections.ts';
import type { Alerting } from './sight.ts';
import { startTraces } from './traces.ts';
import { type WatchedDatabase, watchDatabase } from './watch-database.ts';
import { startWork, type Work } from './work.ts';

export const VERSION = '0.1.0';

/** The whole product, running in this process. */
export interface Product {
  readonly url: string;
  /** One-time link for the first admin, while there is none. */
  readonly welcomeLink?: string;
  /** The database was restored: all connections are paused until somebody resumes them. */
  readonly restored: boolean;
  readonly connections: ConnectionStore;
  readonly runs: RunReads;
  readonly syncs: Syncs;
  readonly reconcile: ReconcileDesk;
  /** Connections were changed outside the console: open them anew, and bind the prebuilt flows to them. */
  connectionsChanged(): Promise<void>;
  /** Resolves with the reason when the database is gone for good. */
  readonly givenUp: Promise<string>;
  /** Takes in no more, lets work under way come to a rest, and ends. */
  stop(): Promise<void>;
}

const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url));

/** Everything that both the server and the workers of a process need. */
interface Parts {
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

/**
 * Starts the roles that the configuration names: database, flows, workers, server. `learnSecrets` is told every secret
 * in clear, so that the log can take it out of whatever line it stands in. `restored` is said by whoever restored the
 * database.
 * @throws errors with a code and a remedy when something is missing or taken.
 */
export async function startProduct(
  config: Config,
  log: Log,
  learnSecrets: (secrets: Iterable<string>) => void = () => undefined,
  restored = false,
): Promise<Product> {
  await mkdir(config.dataFolder, { recursive: true });
  const database = await bringUpDatabase(config, log);
  const running: { watch?: WatchedDatabase; work?: Work; http?: Listening[] } = {};
  const state = { started: false, draining: false };
  try {
    // Before anything is sent: a database that was set back must not write what M3 has had since.
    const watch = await watchDatabase({ pool: database.pools.screens, dataFolder: config.dataFolder, restored, log });
    running.watch = watch;
    const parts = assemble(config, log, database, learnSecrets);
    const deploying = { flows: parts.stores.flows, connections: parts.stores.connections, tenant: config.tenant, log };
    await deployPrebuiltFlows({ ...deploying, pool: database.pools.screens });
    if (config.roles.includes('work'))
      running.work = await startWork({
        ...parts,
        pools: database.pools,
        connections: parts.open,
        meter: parts.metrics.engine,
        tracer: parts.traces.tracer,
      });
    const server = await serve(parts, state);
    running.http = server.listening;
    state.started = true;
    const [listening] = server.listening;
    return {
      url: listening?.url ?? config.publicUrl,
      ...(server.welcomePath === undefined ? {} : { welcomeLink: `${listening?.url ?? ''}${server.welcomePath}` }),
      restored: watch.first.found === 'restored',
      connections: parts.stores.connections,
      runs: parts.runs,
      syncs: parts.syncs,
      reconcile: parts.reconcile,
      givenUp: database.givenUp,
      connectionsChanged: async () => {
        parts.open.forget();
        await deployPrebuiltFlows({ ...deploying, pool: database.pools.screens });
        const tested = testNewConnections(testDeps(parts), config.tenant);
        tested.catch((error: unknown) => log.warn({ err: error }, 'new connections were not tested'));
      },
      stop: async () => {
        state.draining = true;
        server.endStreams();
        await Promise.all(server.listening.map((each) => each.close(5_000)));
        await running.work?.stop();
        await watch.stop();
        await parts.traces.stop();
        await parts.open.close();
        await database.stop();
      },
    };
  } catch (error) {
    await Promise.allSettled(running.http?.map((each) => each.close(0)) ?? []);
    await running.work?.stop().catch(() => undefined);
    await running.watch?.stop();
    await database.stop();
    throw error;
  }
}

function assemble(
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

function testDeps({ open, stores, clock }: Parts): Parameters<typeof testConnection>[0] {
  return { connections: open, store: stores.connections, now: () => clock.now() };
}

function customerDeps({ open, gates, clock, runs, stores, database }: Parts): CustomerReadDeps {
  const { screens } = database.pools;
  return {
    connections: open,
    gates,
    clock,
    runs,
    listConnections: (tenant) => stores.connections.list(tenant),
    findLink: async (tenant, key, to) => (await findLinks(screens, [{ tenant, key, to }]))[0],
    linkHistory: async (tenant, key) => {
      const events = await readLinkHistory(screens, tenant, key);
      return events.map(({ at, what, by, link, reason, runId }) => {
        const other = link.left.system === key.system && link.left.id === key.id ? link.right : link.left;
        const partner = `${other.system} ${other.id}`;
        return { at, what, by, with: partner, ...(reason ? { reason } : {}), ...(runId ? { runId } : {}) };
      });
    },
  };
}

async function serve(parts: Parts, state: { started: boolean; draining: boolean }) {
  const { config, log, runs, stores, open, gates, registry, metrics, clock } = parts;
  const { screens } = parts.database.pools;
  const { tenant } = config;
  const secure = config.publicUrl.startsWith('https://');
  const signIn = createSignIn({ pool: screens, tenant, secret: await prepareSignInSecret(config.dataFolder), secure });
  const token = await prepareOperatorToken(config.dataFolder);
  // A process that makes no calls learns of breakers by looking.
  setInterval(() => void gates.breakers.standing().catch(() => undefined), 1_000).unref();
  const commands = createRunCommands(screens, followCanceled(parts));
  const health = () => connectionHealth(tenant, open, gates, () => clock.now());
  collectStates(registry, { today: () => runs.today(tenant), connections: health, now: () => clock.now() });
  const http = createServer(
    {
      tenant,
      version: VERSION,
      environment: { name: config.environment, kind: environmentKind(config.environment) },
      publicOrigins: /^https?:\/\/(127\.|localhost|\[::1\])/.test(config.publicUrl)
        ? []
        : [new URL(config.publicUrl).origin],
      trustedProxies: config.trustedProxies,
      runs,
      customers: createCustomerReads(customerDeps(parts)),
      commands,
      connections: stores.connections,
      flows: stores.flows,
      reconcile: parts.reconcile,
      work: createDesk({ ...parts, pool: screens, commands }),
      explainCode,
      audit: stores.audit,
      alerts: parts.alerting.desk,
      testAlertChannel: (name) =>
        testChannel({ ...parts.alerting, tenant, environment: config.environment, consoleUrl: config.publicUrl }, name),
      series: createSeriesReads(screens),
      traceWebhook: (webhook) => parts.traces.tracer.webhook(webhook),
      standstill: createStandstill({
        pauseStore: createPauseStore(screens),
        breakerStore: createBreakerStore(screens),
        windowStore: createWindowStore(screens),
        parked: createParkedStore(screens),
        pauses: parts.pauses,
        breakers: gates.breakers,
        clock,
      }),
      connectors: connectorEntries(CONNECTORS),
      connectionHealth: health,
      testConnection: (owner, name) => testConnection(testDeps(parts), owner, name),
      connectionChanged: () => open.forget(),
      syncs: parts.syncs,
      startFlow: (start) => startFlow({ inbox: parts.inbox, programs: parts.programs, clock }, start),
      declaredSettings: (files, flow) => parseDeployed(files, flow).flow.settings ?? {},
      validateFlow: validateFiles,
      webhooks: {
        receive: (name, delivery) => open.receive(tenant, name, delivery),
        limitBytes: (name, path) => open.hookLimitBytes(tenant, name, path),
        accept: (event) => parts.hooks.accept(event),
      },
      signIn,
      checkToken: token.check,
      health: {
        database: () => screens.query('SELECT 1').then(() => true),
        migrated: () => true,
        started: () => state.started,
        draining: () => state.draining,
      },
      isUnavailable,
      log,
      meter: metrics.server,
      metrics: registry,
      ...(existsSync(join(consoleFolder, 'index.html')) ? { consoleFolder } : {}),
      now: () => clock.now(),
    },
    { doors: doorsOf(config) },
  );
  // What can fail comes first: a door that stays open after a failed start would keep a dead server alive.
  const link = config.roles.includes('console') ? await signIn.links.forFirstAdmin() : undefined;
  const listening = [await listen(http.app, { host: config.host, port: config.port })];
  try {
    if (config.metricsPort !== undefined) listening.push(await listenMetrics(registry, { port: config.metricsPort }));
  } catch (error) {
    await Promise.all(listening.map((each) => each.close(0)));
    throw error;
  }
  return { listening, endStreams: () => http.endStreams(), welcomePath: link?.path };
}

function doorsOf(config: Config): ('hooks' | 'console')[] {
  const doors: ('hooks' | 'console')[] = [];
  if (config.roles.includes('intake')) doors.push('hooks');
  if (config.roles.includes('console')) doors.push('console');
  return doors;
}

function environmentKind(name: string): 'sandbox' | 'test' | 'production' {
  return name === 'sandbox' || name === 'test' ? name : 'production';
}
