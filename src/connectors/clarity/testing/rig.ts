import type { JsonObject } from '../../../core/json.ts';
import type { Call, CallResult } from '../../../core/operation.ts';
import type { ConnectionClient, ConnectionConfig } from '../../kit/connector.ts';
import { type Driven, driveOperation } from '../../kit/drive.ts';
import { clarityConnector } from '../connector.ts';
import { type OpenStore, openStore } from '../sandbox/testing/open-store.ts';

/** A store on a socket, a connection to it, and short ways to use both. */
export interface Rig {
  readonly store: OpenStore;
  readonly config: ConnectionConfig;
  readonly client: ConnectionClient;
  /** Carries an operation to its end with a clock that jumps over waits. */
  readonly drive: (operation: string, input: JsonObject) => Promise<Driven>;
  /** The output of an operation; throws its failure. */
  readonly output: <T = JsonObject>(operation: string, input: JsonObject) => Promise<T>;
  /** Makes one call. */
  readonly send: (request: JsonObject, effect?: Call['effect']) => Promise<CallResult>;
  /** The next calls of a name get a fault; `*` is any. */
  readonly fault: (call: string, kind: string, times?: number) => Promise<void>;
  /** Changes how the store behaves. */
  readonly settings: (change: JsonObject) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What a test sets apart from the rig's own settings and secrets; a function may look at the store first. */
export interface RigConfig {
  readonly settings?: JsonObject;
  readonly secrets?: Record<string, string>;
}

/** Opens a rig. */
export async function openRig(change: RigConfig | ((store: OpenStore) => RigConfig) = {}): Promise<Rig> {
  const store = await openStore();
  const config = typeof change === 'function' ? change(store) : change;
  const { userName, password } = store.credentials;
  const full: ConnectionConfig = {
    tenant: 'main',
    name: 'store',
    settings: { baseUrl: store.apiUrl, username: userName, quietTime: '5s', ...config.settings },
    secrets: { password, ...config.secrets },
  };
  const client = clarityConnector.open(full);
  let skipped = 0;
  const now = (): number => Date.now() + skipped;
  const drive: Rig['drive'] = async (name, input) => {
    const operation = clarityConnector.operations[name];
    if (!operation) throw new Error(`no operation ${name}`);
    return await driveOperation({
      operation,
      input,
      settings: full.settings,
      send: (call) => client.send(call, {}),
      stepKey: 'rig',
      clock: {
        now,
        waitUntil: (time) => {
          skipped += Math.max(0, time - now());
        },
      },
    });
  };
  return {
    store,
    config: full,
    client,
    drive,
    output: async <T>(name: string, input: JsonObject): Promise<T> => {
      const { end } = await drive(name, input);
      if (end.do === 'fail') throw new Error(`${end.failure.code}: ${end.failure.message}`);
      return end.output as T;
    },
    send: (request, effect = 'read') => client.send({ name: 'rig', effect, request }, {}),
    fault: async (call, kind, times = 1) => {
      const { status, text } = await store.plain('POST', '/sandbox/faults', { rules: [{ call, kind, times }] });
      if (status !== 200) throw new Error(text);
    },
    settings: async (change) => {
      const { status, text } = await store.plain('POST', '/sandbox/settings', change);
      if (status !== 200) throw new Error(text);
    },
    close: async () => {
      await client.close();
      await store.close();
    },
  };
}
