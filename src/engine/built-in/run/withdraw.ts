import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import { text } from '../agree/pair.ts';
import type { BuiltIn } from '../built-in.ts';
import { lookAtPeers, PEER_PROPERTIES, restingPeers } from './peers.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'run.withdraw',
  title: 'Take another flow’s run back',
  description:
    'Cancels the held or failed run of another flow about the same order, because the order was cancelled. One that works is waited for, and one of which nobody knows whether its last write took effect is left to people.',
  effect: 'write',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['flow', 'order', 'reason'],
    additionalProperties: false,
    properties: { ...PEER_PROPERTIES, reason: { type: 'string', description: 'Shown with the run' } },
  },
  output: {
    type: 'object',
    required: ['outcome'],
    additionalProperties: false,
    properties: {
      outcome: {
        type: 'string',
        enum: ['withdrawn', 'none', 'unknown'],
        description: 'Taken back; there was none; or its last write has an unknown outcome and it was left',
      },
    },
  },
  sample: {
    input: { flow: 'order-to-cash', order: '1042', reason: 'The order was cancelled in the store' },
    output: { outcome: 'withdrawn' },
  },
  next: (view) => {
    const peers = restingPeers('run.withdraw', view);
    if ('action' in peers) return peers.action;
    const [run] = peers.runs;
    const wrote = view.calls.some(
      ({ name, reply }) => name === 'run.withdraw/withdraw' && (reply as { done?: boolean } | undefined)?.done,
    );
    if (!run) return { do: 'done', output: { outcome: wrote ? 'withdrawn' : 'none' } };
    if (run.unknownOutcome) return { do: 'done', output: { outcome: 'unknown' } };
    const request = { runId: run.id, reason: text(view.input['reason']) };
    return { do: 'call', call: { name: 'run.withdraw/withdraw', effect: 'write', request } };
  },
};

/** Cancels another flow's resting run about the same order. */
export const runWithdraw: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    look: lookAtPeers,
    withdraw: async ({ tenant, ports }, { runId, reason }) => ({
      done: await ports.peers.withdraw(tenant, text(runId), text(reason)),
    }),
  },
};
