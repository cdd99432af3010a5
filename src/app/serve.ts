import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { CONNECTORS } from '../connectors/index.ts';
import type { CustomerReadDeps } from '../engine/customer/deps.ts';
import { createCustomerReads } from '../engine/customer/reads.ts';
import { followCanceled } from '../engine/canceled-runs.ts';
import { startFlow } from '../engine/schedule.ts';
import { createStandstill } from '../engine/standstill.ts';
import { testChannel } from '../monitor/alerting/test-channel.ts';
import { collectStates } from '../monitor/product-metrics.ts';
import { listen, listenMetrics } from '../server/listen.ts';
import { createServer } from '../server/server.ts';
import { prepareOperatorToken, prepareSignInSecret } from '../server/sign-in/secret-files.ts';
import { createSignIn } from '../server/sign-in/sign-in.ts';
import { createBreakerStore } from '../store/breaker-store.ts';
import { isUnavailable } from '../store/database-errors.ts';
import { readLinkHistory } from '../store/link-history.ts';
import { findLinks } from '../store/link-store.ts';
import { createParkedStore } from '../store/parked-store.ts';
import { createPauseStore } from '../store/pause-store.ts';
import { createRunCommands } from '../store/run-commands.ts';
import { createSeriesReads } from '../store/sight/series-reads.ts';
import { createWindowStore } from '../store/window-store.ts';
import { parseDeployed, validateFiles } from './compile-flows.ts';
import { connectorEntries } from './connector-entries.ts';
import { createDesk } from './create-desk.ts';
import { explainCode } from './error-codes.ts';
import { connectionHealth, testConnection } from './look-at-connections.ts';
import { type Parts, testDeps, VERSION } from './parts.ts';

const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url));

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

/** Opens the doors that the roles name: hooks, console, metrics. `state` is read at each question after health. */
export async function serve(parts: Parts, state: { started: boolean; draining: boolean }) {
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
