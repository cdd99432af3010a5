import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import type { BuiltIn } from '../built-in.ts';
import { answered, KEY, READINGS_SCHEMA, ROUTE, routeOf } from './schemas.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'stock.kept',
  title: 'Read the figures that were kept',
  description:
    'The last figures as they were read, for the time when the system that counts cannot be asked: orders that come in meanwhile can still be taken off. The time of the reading stays what it was.',
  effect: 'read',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['from', 'to', 'items'],
    additionalProperties: false,
    properties: {
      ...ROUTE,
      items: { type: 'array', items: { type: 'object', properties: KEY, required: ['itemNumber', 'warehouse'] } },
    },
  },
  output: { type: 'object', required: ['items'], additionalProperties: false, properties: { items: READINGS_SCHEMA } },
  sample: {
    input: { from: 'm3', to: 'clarity', items: [{ itemNumber: 'PUMP-1001', warehouse: '001' }] },
    output: {
      items: [
        {
          itemNumber: 'PUMP-1001',
          warehouse: '001',
          outcome: 'read',
          figure: '480',
          readAt: '2026-01-12T08:00:00.000Z',
        },
      ],
    },
  },
  next: (view) => {
    const reply = answered(view);
    if (reply) return { do: 'done', output: reply };
    return { do: 'call', call: { name: 'stock.kept/read', effect: 'read', request: view.input } };
  },
};

/** What was known last. */
export const stockKept: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    read: async (caller, request) => {
      const items = request['items'] as unknown as { itemNumber: string; warehouse: string }[];
      const kept = await caller.ports.stock.kept(routeOf(caller, request), items);
      return {
        items: kept
          .filter(({ readAt }) => readAt > 0)
          .map(({ itemNumber, warehouse, figure, readAt }) => ({
            itemNumber,
            warehouse,
            outcome: 'read',
            figure,
            readAt: new Date(readAt).toISOString(),
          })),
      };
    },
  },
};
