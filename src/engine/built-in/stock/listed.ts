import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import type { BuiltIn } from '../built-in.ts';
import { answered, ROUTE, routeOf } from './schemas.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'stock.listed',
  title: 'List what the store may sell by our hand',
  description: 'Every product and section that was given a quantity above zero, for stopping the sale.',
  effect: 'read',
  idempotency: 'natural',
  input: { type: 'object', required: ['from', 'to'], additionalProperties: false, properties: ROUTE },
  output: {
    type: 'object',
    required: ['rows'],
    additionalProperties: false,
    properties: {
      rows: {
        type: 'array',
        items: {
          type: 'object',
          required: ['sku', 'sectionKey'],
          additionalProperties: false,
          properties: {
            sku: { type: 'string', description: 'SKU' },
            sectionKey: { type: 'string', description: 'Where the store keeps it' },
            productId: { type: 'string', description: 'Id of the product in the store, where it is known' },
          },
        },
      },
    },
  },
  sample: {
    input: { from: 'm3', to: 'clarity' },
    output: { rows: [{ sku: 'PUMP-1001', sectionKey: '001-MAIN', productId: '12' }] },
  },
  next: (view) => {
    const reply = answered(view);
    if (reply) return { do: 'done', output: reply };
    return { do: 'call', call: { name: 'stock.listed/read', effect: 'read', request: view.input } };
  },
};

/** What is for sale by our figures. */
export const stockListed: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    read: async (caller, request) => ({
      rows: (await caller.ports.stock.listed(routeOf(caller, request))).map((row) => ({ ...row })),
    }),
  },
};
