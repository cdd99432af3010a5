import type { Json, JsonObject, JsonSchema } from '../../../core/json.ts';
import type { CallRecord, OperationAction, OperationView } from '../../../core/operation.ts';
import type { PeerRun } from '../../peer-ports.ts';
import { text } from '../agree/pair.ts';
import type { BuiltInCaller } from '../built-in.ts';

/** Input of both operations: which flow's runs about which order. */
export const PEER_PROPERTIES: JsonSchema = {
  flow: { type: 'string', description: 'Name of the other flow' },
  order: { type: 'string', description: 'The order as that flow’s facts name it' },
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Answers a look. */
export async function lookAtPeers({ tenant, ports }: BuiltInCaller, request: JsonObject): Promise<Json> {
  const runs = await ports.peers.find(tenant, text(request['flow']), text(request['order']));
  return { runs: runs as unknown as Json };
}

/** The newest look of this round with the runs it showed; or what to do until one shows them all at rest. */
export function restingPeers(
  operation: string,
  view: OperationView<JsonObject>,
): { readonly action: OperationAction<never> } | { readonly runs: readonly PeerRun[]; readonly look: CallRecord } {
  const { flow = '', order = '' } = view.input;
  const call = { name: `${operation}/look`, effect: 'read', request: { flow, order } } as const;
  const looks = view.calls.filter(({ name, round }) => name === call.name && round === view.round);
  const last = view.calls.findLast(({ round }) => round === view.round);
  const look = looks.at(-1);
  if (!look || last !== look) return { action: { do: 'call', call } };
  const { runs = [] } = (look.reply ?? {}) as { runs?: readonly PeerRun[] };
  const busy = runs.find(({ state }) => state === 'queued' || state === 'running' || state === 'waiting');
  if (!busy) return { runs, look };
  const until = look.answeredAt + Math.min(FIRST_PAUSE_MS * 2 ** (looks.length - 1), LONGEST_PAUSE_MS);
  if (view.now >= until) return { action: { do: 'call', call } };
  return { action: { do: 'wait', until, why: `another run still works on order ${text(order)}` } };
}
