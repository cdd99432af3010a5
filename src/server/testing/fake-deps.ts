import { createHmac } from 'node:crypto';
import type { Role } from '../../api/permissions.ts';
import type { JsonObject } from '../../core/json.ts';
import type { InboundEvent } from '../../engine/ports.ts';
import type { SyncProgress, SyncRequest } from '../../engine/sync.ts';
import type { AuditEntry, ConnectionRecord, RunDetail, RunFilter, RunSummary } from '../../engine/read-ports.ts';
import { createLog, type Log } from '../../monitor/log.ts';
import { createMetricRegistry } from '../../monitor/metrics.ts';
import { defineProductMetrics } from '../../monitor/product-metrics.ts';
import type { Delivery, Received, ServerDeps } from '../deps.ts';
import { hashToken, tokenCheck } from '../sign-in/tokens.ts';
import { fakeAlerts } from './fake-alerts.ts';
import { FAKE_CONNECTOR } from './fake-connector.ts';
import { fakeReconcile } from './fake-reconcile.ts';
import { fakeWork } from './fake-work.ts';
import { fakeStandstill } from './fake-standstill.ts';
import { fakeSignIn } from './fake-sign-in.ts';

/** In-memory stand-ins for everything the server needs, with hands on them for tests. */

export const OPERATOR_TOKEN = 'operator-token-for-tests-0123456789abcdefgh';
const WEBHOOK_SECRET = 'webhook secret for tests';
const NOW = '2026-11-21T10:00:00.000Z';
export const RUN_ID = '0190a1b2-0000-7000-8000-0000000000a1';
export const FAILED_RUN_ID = '0190a1b2-0000-7000-8000-0000000000a2';

const failure = {
  kind: 'missing',
  code: 'm3.item-not-found',
  message: 'Item GHOST-1 is not in M3',
  remedy: 'Add the item in M3 and release the order.',
  record: 'item GHOST-1',
  field: 'lines[0].itemNumber',
} as const;

/** A held run, or another one by overriding parts of it. */
export function sampleRun(parts: Partial<RunDetail> = {}): RunDetail {
  return {
    id: RUN_ID,
    flow: 'order-to-cash',
    flowTitle: 'Clarity order to M3 sales order',
    flowVersion: 1,
    state: 'held',
    facts: { order: '1042', customer: 'C100', name: 'Ann Example', amount: '149.90', currency: 'EUR' },
    step: 'order',
    hold: {
      queue: 'item-setup',
      reason: 'Item GHOST-1 is not in M3',
      scope: 'line',
      resume: 'step',
      step: 'order',
      failure,
    },
    unknownOutcome: false,
    arrivedAt: '2026-11-21T09:00:00.000Z',
    updatedAt: '2026-11-21T09:00:05.000Z',
    attempts: 1,
    warnings: [],
    event: {
      id: 'event-1',
      type: 'clarity.order.created',
      connection: 'store',
      via: 'webhook',
      subject: '1042',
      time: '2026-11-21T09:00:00.000Z',
      receivedAt: '2026-11-21T09:00:00.100Z',
      data: { ID: 1042 },
    },
    journal: [
      { type: 'step-started', at: 1_763_715_600_000, step: 'order', input: { a: '1' } },
      {
        type: 'call-answered',
        at: 1_763_715_601_000,
        step: 'order',
        call: 'stage',
        effect: 'write',
        outcome: 'applied',
        tookMs: 40,
      },
      { type: 'waiting', at: 1_763_715_602_000, step: 'order', until: 1_763_715_660_000, why: 'quiet time' },
      {
        type: 'held',
        at: 1_763_715_605_000,
        step: 'order',
        hold: { queue: 'item-setup', reason: 'no item', scope: 'line', resume: 'step', failure },
      },
    ],
    related: [],
    ...parts,
  };
}

/** A connection as it is stored. */
export function sampleConnection(parts: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return {
    name: 'm3',
    connector: 'm3',
    title: 'Infor M3',
    settings: { baseUrl: 'https://m3.example' },
    secrets: { password: { lastFour: 'cdef', fingerprint: 'ab12', setAt: NOW } },
    paused: false,
    updatedAt: NOW,
    updatedBy: 'ann@example.com',
    ...parts,
  };
}

export interface FakeWorld {
  readonly deps: ServerDeps;
  readonly runs: Map<string, RunDetail>;
  readonly connections: Map<string, ConnectionRecord>;
  readonly savedSecrets: JsonObject[];
  readonly audit: AuditEntry[];
  readonly commands: JsonObject[];
  readonly inbox: Map<string, InboundEvent>;
  readonly logLines: string[];
  /** Ids that `changes` tells next, and the position that it is at. */
  readonly changed: string[];
  /** Cookies that count as signed in. */
  readonly sessions: Map<string, Role>;
  accept: ServerDeps['webhooks']['accept'];
  receive: (connection: string, delivery: Delivery) => Received | undefined;
}

/** The Cookie header of somebody with this role. */
export const cookieOf = (role: Role): string => `landbridge=${role}`;

/** Signs a body as the fake connector asks. */
export function sign(body: string | Uint8Array): string {
  return createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
}

/** Subjects that nothing reads: payments, because a setting says so. */
const WITHOUT_READING: ReadonlySet<string> = new Set(['payments', 'customers']);

const sampleSync = (request: Partial<SyncRequest> = {}): SyncProgress => ({
  id: RUN_ID,
  subject: 'items',
  full: false,
  dryRun: false,
  by: 'somebody',
  ...request,
  state: 'reading',
  startedAt: NOW,
  updatedAt: NOW,
  readings: [],
  flows: ['items-to-products'],
  work: { pending: 1, open: 2, held: 0, completed: 3, failed: 0 },
});

/** Makes a world of its own. */
export function createFakeWorld(parts: Partial<ServerDeps> = {}): FakeWorld {
  const logLines: string[] = [];
  const log: Log = createLog({ level: 'debug', format: 'json', write: (line) => logLines.push(line) });
  const metrics = createMetricRegistry();
  const meter = defineProductMetrics(metrics).server;
  const world: Omit<FakeWorld, 'deps'> = {
    runs: new Map([[RUN_ID, sampleRun()]]),
    connections: new Map([
      ['m3', sampleConnection()],
      ['store', sampleConnection({ name: 'store', connector: 'clarity', title: 'Store', secrets: {} })],
    ]),
    savedSecrets: [],
    audit: [],
    commands: [],
    inbox: new Map(),
    logLines,
    changed: [],
    sessions: new Map([
      ['viewer', 'viewer'],
      ['operator', 'operator'],
      ['admin', 'admin'],
    ]),
    accept: (event) => {
      const key = `${event.connection}/${event.id}`;
      const isNew = !world.inbox.has(key);
      if (isNew) world.inbox.set(key, event);
      return Promise.resolve({ eventId: `evt-${event.id}`, isNew, runIds: isNew ? ['run-2'] : [] });
    },
    receive: receiveSigned,
  };
  const deps: ServerDeps = {
    tenant: 'acme',
    version: '0.0.0-test',
    environment: { name: 'sandbox', kind: 'sandbox' },
    publicOrigins: [],
    trustedProxies: [],
    ...stores(world),
    connectors: [FAKE_CONNECTOR, { ...FAKE_CONNECTOR, name: 'clarity', title: 'Clarity', receivesWebhooks: true }],
    connectionHealth: () => [
      { name: 'm3', breaker: 'closed', since: NOW, callsLastMinute: 3, failuresLastMinute: 0, inFlight: 1, p50Ms: 12 },
    ],
    testConnection: (_, name) => {
      const lastTest = {
        at: NOW,
        result: 'warn' as const,
        checks: [
          { name: 'sign-in', result: 'pass' as const, message: 'M3 knows us.' },
          { name: 'clock', result: 'warn' as const, message: 'Clocks differ by 40 s.', remedy: 'Set the clock.' },
        ],
      };
      const record = world.connections.get(name);
      if (record) world.connections.set(name, { ...record, lastTest });
      return Promise.resolve(lastTest);
    },
    connectionChanged: () => {},
    reconcile: fakeReconcile(),
    work: fakeWork(() => world.runs.get(RUN_ID), world.commands),
    explainCode: () => ({}),
    ...fakeAlerts(),
    standstill: fakeStandstill(),
    syncs: {
      start: (_, request) => Promise.resolve(WITHOUT_READING.has(request.subject) ? undefined : sampleSync(request)),
      switchedOff: (_, subject) =>
        Promise.resolve(subject === 'payments' ? [{ connection: 'clarity-main', look: 'the look for payments' }] : []),
      get: (_, id) => Promise.resolve(id === RUN_ID ? sampleSync() : undefined),
    },
    startFlow: ({ flow }) =>
      Promise.resolve(
        flow === 'nightly' ? { runId: RUN_ID } : { refused: flow === 'order-to-cash' ? 'by-events' : 'unknown' },
      ),
    declaredSettings: () => ({
      safetyStock: { title: 'Kept back', type: 'number', default: 0, help: 'Of every item.' },
      guests: { title: 'Guests', type: 'choice', choices: ['one', 'own'], default: 'one' },
    }),
    validateFlow: (files) =>
      files.some(({ text }) => text.includes('steps'))
        ? []
        : [{ file: files[0]?.path ?? '', path: '', severity: 'error', code: 'flow.no-steps', message: 'No steps.' }],
    webhooks: {
      receive: (connection, delivery) => world.receive(connection, delivery),
      accept: (event) => world.accept(event),
    },
    signIn: fakeSignIn(world),
    checkToken: tokenCheck(hashToken(OPERATOR_TOKEN)),
    health: {
      database: () => Promise.resolve(true),
      migrated: () => true,
      started: () => true,
      draining: () => false,
    },
    isUnavailable: (error) => error instanceof Error && error.message === 'database is away',
    log,
    meter,
    metrics,
    now: () => Date.parse(NOW),
    ...parts,
  };
  return Object.assign(world, { deps });
}

function receiveSigned(connection: string, { headers, body }: Delivery): Received | undefined {
  if (connection !== 'store') return undefined;
  if (headers['x-signature'] !== sign(body)) {
    const refused = {
      kind: 'unauthorized',
      code: 'clarity.webhook-signature',
      message: 'The signature is wrong.',
    } as const;
    return { accepted: false, status: 401, failure: refused };
  }
  const { id, type, data } = JSON.parse(Buffer.from(body).toString('utf8')) as {
    id: string;
    type: string;
    data?: JsonObject;
  };
  if (type !== 'order.created') return { accepted: true, events: [] };
  return { accepted: true, events: [{ type: 'clarity.order.created', id, subject: id, time: NOW, data: data ?? {} }] };
}

function summaryOf({ event: _event, journal: _journal, related: _related, ...summary }: RunDetail): RunSummary {
  return summary;
}

function stores(world: Omit<FakeWorld, 'deps'>) {
  const matches = (run: RunDetail, filter: RunFilter): boolean =>
    (filter.states === undefined || filter.states.includes(run.state)) &&
    (filter.search === undefined || Object.values(run.facts).includes(filter.search));
  const done = (command: object, message: string) => {
    const run = world.runs.get((command as { runId: string }).runId);
    world.commands.push(command as JsonObject);
    if (run === undefined) return { done: false, code: 'run.not-found', message: 'There is no run.' } as const;
    if (run.state === 'completed')
      return { done: false, code: 'run.wrong-state', message: 'It is completed.' } as const;
    return { done: true, message } as const;
  };
  return {
    customers: {
      find: () => Promise.resolve([{ connection: 'm3', id: 'WEB000017', name: 'Nordic', lastOrderAt: NOW, open: 0 }]),
      view: (_, connection, id) =>
        Promise.resolve({
          name: 'Nordic',
          sides: [{ connection, connector: 'm3', title: 'M3', id }],
          fields: [{ name: 'name', label: 'Name', m3: 'Nordic', same: true }],
          addresses: [],
          orders: [],
          changes: [],
          links: [{ at: Date.parse(NOW), what: 'made', by: 'landbridge', with: 'store 17' }],
          openInvoices: [],
          payments: [],
        }),
    },
    runs: {
      list: (_tenant, filter) =>
        Promise.resolve({
          items: [...world.runs.values()]
            .filter((run) => matches(run, filter))
            .map(summaryOf)
            .slice(0, filter.limit),
        }),
      get: (_tenant, id) => Promise.resolve(world.runs.get(id)),
      today: () =>
        Promise.resolve({
          flows: [],
          holds: [
            {
              queue: 'item-setup',
              code: failure.code,
              reason: 'r',
              count: 1,
              oldestAt: NOW,
              amounts: [{ amount: '149.90', currency: 'EUR' }],
            },
          ],
          hours: [{ from: NOW, arrived: 1, completed: 0, held: 1 }],
          seenByPoll: 0,
        }),
      changes: (_tenant, since) => {
        const from = since === undefined ? world.changed.length : Number(since);
        if (Number.isNaN(from)) return Promise.reject(new Error('not a position'));
        return Promise.resolve({ ids: world.changed.slice(from), since: String(world.changed.length) });
      },
    },
    commands: {
      release: (command) => Promise.resolve(done(command, 'The run goes on.')),
      cancel: (command) => Promise.resolve(done(command, 'The run is canceled.')),
      replay: (command) => Promise.resolve({ ...done(command, 'A new run was started.'), newRunId: 'run-9' }),
    },
    connections: {
      list: () => Promise.resolve([...world.connections.values()]),
      get: (_tenant, name) => Promise.resolve(world.connections.get(name)),
      openSecrets: () => Promise.reject(new Error('the server never opens secrets')),
      save: ({ name, connector, title, settings, secrets, by }) => {
        world.savedSecrets.push(secrets);
        const record = sampleConnection({ name, connector, title, settings, updatedBy: by });
        world.connections.set(name, record);
        return Promise.resolve(record);
      },
      setPaused: (_tenant, name, paused, reason) => {
        const record = world.connections.get(name) ?? sampleConnection();
        world.connections.set(name, { ...record, paused, ...(reason === undefined ? {} : { pausedReason: reason }) });
        return Promise.resolve(record.paused !== paused);
      },
      claimLoginTry: () => Promise.resolve(false),
      endRefusal: () => Promise.resolve(false),
      saveTest: (_tenant, name, lastTest) => {
        world.connections.set(name, { ...(world.connections.get(name) ?? sampleConnection()), lastTest });
        return Promise.resolve();
      },
      remove: (_tenant, name) => Promise.resolve(world.connections.delete(name)),
    },
    flows: {
      list: () => Promise.resolve([FLOW]),
      files: (_tenant, _flow, version) =>
        Promise.resolve(version === 1 ? [{ path: 'flow.yaml', text: 'flow: order-to-cash' }] : undefined),
      deploy: () => Promise.reject(new Error('not by this server')),
      set: ({ deployment, settings, by }) =>
        Promise.resolve(
          deployment === FLOW.deployment ? { ...FLOW, deployment: 'd2', settings, deployedBy: by } : undefined,
        ),
    },
    audit: {
      append: (_tenant, entry) => {
        world.audit.push({ ...entry, at: NOW });
        return Promise.resolve();
      },
      list: () => Promise.resolve({ items: world.audit }),
    },
  } satisfies Pick<ServerDeps, 'customers' | 'runs' | 'commands' | 'connections' | 'flows' | 'audit'>;
}

const FLOW = {
  flow: 'order-to-cash',
  title: 'Clarity order to M3 sales order',
  deployment: 'd1',
  version: 1,
  active: true,
  deployedAt: NOW,
  deployedBy: 'start',
  versionBy: 'landbridge',
  bindings: { m3: 'm3' },
  settings: {},
} as const;
