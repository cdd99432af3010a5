import type { Connection } from '../../api/types.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ConnectionRecord } from '../../engine/read-ports.ts';
import type { Caller } from '../caller.ts';
import type { ConnectorEntry, ServerDeps } from '../deps.ts';
import { refuse, refuseWith, type Refusal } from '../refusal.ts';
import { readStandstill, type StandingStill } from '../standstill-wire.ts';
import { connectionToWire } from '../wire.ts';
import type { HandlersOf } from './types.ts';

type ConnectionOperation =
  | 'listConnectors'
  | 'listConnections'
  | 'getConnection'
  | 'saveConnection'
  | 'importConnectionFile'
  | 'deleteConnection'
  | 'testConnection'
  | 'pauseConnection'
  | 'resumeConnection';

interface Given {
  readonly name: string;
  readonly connector: ConnectorEntry;
  readonly title: string | undefined;
  readonly settings: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Connectors and connections. Secrets go in and never come out. */
export function connectionHandlers(deps: ServerDeps): HandlersOf<ConnectionOperation> {
  const { tenant, connections, audit } = deps;
  const connectorOf = (name: string): ConnectorEntry | undefined =>
    deps.connectors.find((connector) => connector.name === name);
  const wireWith =
    (still: StandingStill) =>
    (record: ConnectionRecord): Connection => {
      const health = deps.connectionHealth().find((entry) => entry.name === record.name);
      return connectionToWire(record, health, connectorOf(record.connector), still);
    };
  const toWire = async (record: ConnectionRecord): Promise<Connection> =>
    wireWith(await readStandstill(deps.standstill, tenant))(record);
  const note = (caller: Caller, action: string, name: string, detail: JsonObject = {}): Promise<void> =>
    audit.append(tenant, { by: caller.by, action: `connection.${action}`, subject: `connection ${name}`, detail });
  const read = async (name: string): Promise<Connection | Refusal> => {
    const record = await connections.get(tenant, name);
    return record === undefined
      ? refuse('connection.not-found', { record: `connection ${name}` })
      : await toWire(record);
  };

  const save = async (given: Given, caller: Caller): Promise<Connection | Refusal> => {
    const { name, connector } = given;
    const before = await connections.get(tenant, name);
    if (before !== undefined && before.connector !== connector.name) {
      const message = `Connection ${name} belongs to ${before.connector}; remove it before another connector takes the name.`;
      return refuse('connection.invalid', { message, errors: [{ pointer: '/connector', detail: message }] });
    }
    // A secret that is stored and not given again counts as present; its value stays where it is.
    const kept = Object.keys(before?.secrets ?? {}).filter((secret) => given.secrets[secret] === undefined);
    const placeholders = Object.fromEntries(kept.map((secret) => [secret, 'kept as it is']));
    const verdict = connector.check({ settings: given.settings, secrets: { ...placeholders, ...given.secrets } });
    if ('faults' in verdict) {
      const errors = verdict.faults.map(({ setting, message }) => ({
        pointer: `/settings/${setting.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        detail: message,
      }));
      return refuse('connection.invalid', { message: errors.map((error) => error.detail).join(' '), errors });
    }
    const secrets = Object.fromEntries(Object.entries(verdict.secrets).filter(([secret]) => !kept.includes(secret)));
    const record = await connections.save({
      tenant,
      name,
      connector: connector.name,
      title: given.title ?? before?.title ?? connector.title,
      settings: verdict.settings,
      secrets,
      by: caller.by,
    });
    deps.connectionChanged(tenant, name);
    await note(caller, 'save', name, { connector: connector.name, secretsChanged: Object.keys(secrets) });
    return await toWire(record);
  };

  const setPaused = async (
    name: string,
    caller: Caller,
    pause: { readonly reason: string; readonly source: boolean } | undefined,
  ): Promise<Connection | Refusal> => {
    if ((await connections.get(tenant, name)) === undefined) return refuse('connection.not-found');
    const key = { tenant, kind: 'source', name } as const;
    // The work is stopped before its way back is, and goes on after it.
    const isStopped =
      pause?.source === true && (await deps.standstill.pause({ ...key, reason: pause.reason, by: caller.by }));
    const isChanged = await connections.setPaused(tenant, name, pause !== undefined, pause?.reason, caller.by);
    const isResumed = pause === undefined && (await deps.standstill.resume(key));
    // Of two pauses the first one counts, and what changes nothing is not audited.
    if (isStopped || isChanged || isResumed) {
      deps.connectionChanged(tenant, name);
      await note(caller, pause === undefined ? 'resume' : 'pause', name, pause ?? {});
    }
    return await read(name);
  };

  return {
    listConnectors: () =>
      Promise.resolve({
        items: deps.connectors.map(({ name, title, description, settings, receivesWebhooks, importFile }) => ({
          name,
          title,
          description,
          settings,
          receivesWebhooks,
          importsFile: importFile !== undefined,
        })),
      }),

    listConnections: async () => {
      const [records, still] = await Promise.all([connections.list(tenant), readStandstill(deps.standstill, tenant)]);
      return { items: records.map(wireWith(still)) };
    },

    getConnection: ({ request: { params } }) => read(params.name),

    async saveConnection({ request: { params, body }, caller }) {
      const connector = connectorOf(body.connector);
      if (connector === undefined) return refuse('connector.not-found', { record: `connector ${body.connector}` });
      return await save({ ...body, name: params.name, connector, title: body.title }, caller);
    },

    async importConnectionFile({ request: { params, body }, caller }) {
      const connector = connectorOf(body.connector);
      if (connector === undefined) return refuse('connector.not-found', { record: `connector ${body.connector}` });
      if (connector.importFile === undefined) return refuse('connection.no-file');
      const read = connector.importFile(body.text);
      if (!('settings' in read)) return refuseWith(read, 422);
      const before = await connections.get(tenant, params.name);
      const { said, takenOff } = saidOf(body.settings);
      const kept = Object.entries(before?.settings ?? {}).filter(([setting]) => !takenOff.has(setting));
      // What the file says wins over what was there; what the person says now wins over both.
      const settings = { ...Object.fromEntries(kept), ...read.settings, ...said };
      const secrets = { ...read.secrets, ...body.secrets };
      return await save({ name: params.name, connector, title: body.title, settings, secrets }, caller);
    },

    async deleteConnection({ request: { params }, caller }) {
      const removed = await connections.remove(tenant, params.name, caller.by);
      if (!removed) return refuse('connection.not-found', { record: `connection ${params.name}` });
      deps.connectionChanged(tenant, params.name);
      await note(caller, 'remove', params.name);
      return undefined;
    },

    async testConnection({ request: { params }, caller }) {
      if ((await connections.get(tenant, params.name)) === undefined) return refuse('connection.not-found');
      const test = await deps.testConnection(tenant, params.name);
      await note(caller, 'test', params.name, { result: test.result });
      return test;
    },

    pauseConnection: ({ request: { params, body }, caller }) => setPaused(params.name, caller, body),
    resumeConnection: ({ request: { params }, caller }) => setPaused(params.name, caller, undefined),
  };
}

/** Settings that somebody gave, apart from those that are to be taken off. */
function saidOf(settings: JsonObject = {}): { readonly said: JsonObject; readonly takenOff: ReadonlySet<string> } {
  const entries = Object.entries(settings);
  const takenOff = new Set(entries.filter(([, value]) => value === null).map(([setting]) => setting));
  return { said: Object.fromEntries(entries.filter(([setting]) => !takenOff.has(setting))), takenOff };
}
