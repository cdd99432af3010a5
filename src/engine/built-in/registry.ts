import type { ConnectionCatalogue } from '../../core/flow/catalogue.ts';
import type { Call, CallResult } from '../../core/operation.ts';
import type { Connections, OpenConnection, PollSource } from '../ports.ts';
import { CANCELED_EVENTS } from '../canceled-runs.ts';
import { agreeAsk } from './agree/ask.ts';
import { agreeBegin } from './agree/begin.ts';
import { agreeCompare } from './agree/compare.ts';
import { AGREE_EVENTS } from './agree/events.ts';
import { agreeRemember } from './agree/remember.ts';
import type { BuiltIn, BuiltInCaller, BuiltInPorts } from './built-in.ts';
import { linkAwait } from './link-await.ts';
import { linkChoose } from './link-choose.ts';
import { runAwait } from './run/await.ts';
import { runList } from './run/list.ts';
import { runWake } from './run/wake.ts';
import { runWithdraw } from './run/withdraw.ts';
import { stockKept } from './stock/kept.ts';
import { stockListed } from './stock/listed.ts';
import { stockPlan } from './stock/plan.ts';
import { stockPromised } from './stock/promised.ts';
import { stockRemember } from './stock/remember.ts';
import { STOCK_EVENTS } from './stock/watch.ts';

/** Flows call these as `landbridge.<name>` and list `landbridge` among their connections. */
export const BUILT_IN_CONNECTION = 'landbridge';

const ALL: readonly BuiltIn[] = [
  agreeAsk,
  agreeBegin,
  agreeCompare,
  agreeRemember,
  linkAwait,
  linkChoose,
  runAwait,
  runList,
  runWake,
  runWithdraw,
  stockPromised,
  stockKept,
  stockListed,
  stockPlan,
  stockRemember,
];

const BY_NAME: ReadonlyMap<string, BuiltIn> = new Map(ALL.map((each) => [each.operation.name, each]));

/** What a flow may use of the engine itself. */
export const BUILT_IN_CATALOGUE: ConnectionCatalogue = {
  operations: Object.fromEntries(ALL.map(({ operation }) => [operation.name, operation])),
  events: { ...STOCK_EVENTS, ...AGREE_EVENTS, ...CANCELED_EVENTS },
};

/** Enough for all runs of a process; the database sets the real limit. */
const AT_ONCE = 64;

/** Connections, and among them the engine's own; `ownPolls` are what the engine looks at in itself. */
export function withBuiltIns(
  connections: Connections,
  ports: BuiltInPorts,
  ownPolls: readonly PollSource[] = [],
): Connections {
  const open = new WeakMap<object, OpenConnection>();
  const none = {};
  return {
    get: async (tenant, name, bindings = none) => {
      if (name !== BUILT_IN_CONNECTION) return await connections.get(tenant, name, bindings);
      const known = open.get(bindings);
      if (known) return known;
      const made = openBuiltIns({ tenant, bindings, ports });
      open.set(bindings, made);
      return made;
    },
    pause: (tenant, name, reason) => connections.pause(tenant, name, reason),
    polls: async () => [...(await connections.polls()), ...ownPolls],
    closing: (tenant, name) => connections.closing(tenant, name),
  };
}

function openBuiltIns(caller: BuiltInCaller): OpenConnection {
  return {
    name: BUILT_IN_CONNECTION,
    connector: BUILT_IN_CONNECTION,
    settings: {},
    limits: { concurrency: AT_ONCE },
    operation: (name) => BY_NAME.get(name)?.operation,
    send: (call) => answer(caller, call),
  };
}

/** Calls are named `<operation>/<call>`. */
async function answer(caller: BuiltInCaller, call: Call): Promise<CallResult> {
  const [operation = '', name = ''] = call.name.split('/');
  const handle = BY_NAME.get(operation)?.answers[name];
  if (!handle) throw new Error(`The engine has no answer for ${call.name}`);
  return { outcome: 'applied', reply: await handle(caller, call.request) };
}
