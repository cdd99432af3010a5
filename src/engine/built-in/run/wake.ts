import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import { text } from '../agree/pair.ts';
import type { BuiltIn } from '../built-in.ts';
import { PEER_PROPERTIES } from './peers.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'run.wake',
  title: 'Let held runs look again',
  description:
    'Retries the runs of a flow about an order that are held in one queue, because what they were held for has come. Runs in other queues stay.',
  effect: 'write',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['flow', 'order', 'queue', 'reason'],
    additionalProperties: false,
    properties: {
      ...PEER_PROPERTIES,
      queue: { type: 'string', description: 'Queue that they are held in' },
      reason: { type: 'string', description: 'Shown with each of them' },
    },
  },
  output: {
    type: 'object',
    required: ['woken'],
    additionalProperties: false,
    properties: { woken: { type: 'integer', description: 'How many runs look again' } },
  },
  sample: {
    input: { flow: 'payments-to-m3', order: '1042', queue: 'payment-early', reason: 'The payment is posted' },
    output: { woken: 1 },
  },
  next: ({ input, calls }) => {
    const done = calls.at(-1)?.reply as { woken?: number } | undefined;
    if (done) return { do: 'done', output: { woken: done.woken ?? 0 } };
    return { do: 'call', call: { name: 'run.wake/wake', effect: 'write', request: input } };
  },
};

/** Lets runs that were held too early look again. */
export const runWake: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    wake: async ({ tenant, ports }, { flow, order, queue, reason }) => {
      const runs = await ports.peers.find(tenant, text(flow), text(order));
      let woken = 0;
      for (const run of runs) {
        if (run.state !== 'held' || run.queue !== text(queue)) continue;
        if (await ports.peers.wake(tenant, run.id, text(reason))) woken += 1;
      }
      return { woken };
    },
  },
};
