import type { Json, JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import { text } from '../agree/pair.ts';
import type { BuiltIn } from '../built-in.ts';
import { PEER_PROPERTIES } from './peers.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'run.list',
  title: 'List another flow’s runs about an order',
  description:
    'All runs of a flow about an order, over or not, each with the key of one of its steps: by that key a mark in another system tells whose it is.',
  effect: 'read',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['flow', 'order', 'step'],
    additionalProperties: false,
    properties: { ...PEER_PROPERTIES, step: { type: 'string', description: 'The step whose keys are meant' } },
  },
  output: {
    type: 'object',
    required: ['runs'],
    additionalProperties: false,
    properties: {
      runs: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'state', 'open', 'key'],
          additionalProperties: false,
          properties: {
            id: { type: 'string', description: 'Id of the run' },
            state: { type: 'string', description: 'State of the run' },
            open: { type: 'boolean', description: 'It goes on, or a person may make it go on' },
            key: { type: 'string', description: 'Key of the step' },
          },
        },
      },
    },
  },
  sample: {
    input: { flow: 'order-to-cash', order: '1042', step: 'm3order' },
    output: { runs: [{ id: 'r1', state: 'completed', open: false, key: 'r1/m3order' }] },
  },
  next: ({ input, calls }) => {
    const { flow = '', order = '', step = '' } = input;
    const listed = calls.at(-1);
    if (!listed) {
      return { do: 'call', call: { name: 'run.list/list', effect: 'read', request: { flow, order } } };
    }
    const { runs = [] } = (listed.reply ?? {}) as { runs?: readonly { id: string; state: string }[] };
    const output = runs.map(({ id, state }) => ({
      id,
      state,
      open: state !== 'completed' && state !== 'canceled',
      key: `${id}/${text(step)}`,
    }));
    return { do: 'done', output: { runs: output } };
  },
};

/** Says which runs of another flow there were about an order. */
export const runList: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    list: async ({ tenant, ports }, { flow, order }) => ({
      runs: (await ports.peers.list(tenant, text(flow), text(order))) as unknown as Json,
    }),
  },
};
