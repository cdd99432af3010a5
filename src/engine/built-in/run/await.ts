import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import type { BuiltIn } from '../built-in.ts';
import { lookAtPeers, PEER_PROPERTIES, restingPeers } from './peers.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'run.await',
  title: 'Wait for another flow’s run',
  description:
    'Waits while another flow works on the same order, so that two runs never tell the same system of it at the same time. A run that is held for a person is not waited for; the answer says so.',
  effect: 'read',
  idempotency: 'natural',
  input: { type: 'object', required: ['flow', 'order'], additionalProperties: false, properties: PEER_PROPERTIES },
  output: {
    type: 'object',
    required: ['state'],
    additionalProperties: false,
    properties: {
      state: { type: 'string', enum: ['over', 'held', 'failed'], description: 'Over, or at rest until a person acts' },
      queue: { type: 'string', description: 'Queue the run is held in' },
    },
  },
  sample: { input: { flow: 'order-to-cash', order: '1042' }, output: { state: 'over', queue: '' } },
  next: (view) => {
    const peers = restingPeers('run.await', view);
    if ('action' in peers) return peers.action;
    const resting = peers.runs.at(-1);
    return { do: 'done', output: { state: resting ? resting.state : 'over', queue: resting?.queue ?? '' } };
  },
};

/** Waits for another flow's run about the same order. */
export const runAwait: BuiltIn = { operation: asAnyOperation(operation), answers: { look: lookAtPeers } };
