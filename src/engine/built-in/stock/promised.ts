import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import type { BuiltIn } from '../built-in.ts';
import { answered, PROMISED_SCHEMA } from './schemas.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'stock.promised',
  title: 'Read what orders on their way take from stock',
  description:
    'Adds up the lines of orders that were accepted and are not in the ERP yet, held ones too. Ask before the figures are read: an order that lands in between is then taken off twice for a moment, and never not at all.',
  effect: 'read',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['items'],
    additionalProperties: false,
    properties: { items: { type: 'array', items: { type: 'string' }, description: 'Item numbers' } },
  },
  output: { type: 'object', required: ['lines'], additionalProperties: false, properties: { lines: PROMISED_SCHEMA } },
  sample: {
    input: { items: ['PUMP-1001'] },
    output: { lines: [{ item: 'PUMP-1001', warehouse: '001', quantity: '2' }] },
  },
  next: (view) => {
    const reply = answered(view);
    if (reply) return { do: 'done', output: reply };
    return { do: 'call', call: { name: 'stock.promised/read', effect: 'read', request: view.input } };
  },
};

/** What was sold and is not known to the system that counts. */
export const stockPromised: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    read: async ({ tenant, ports }, { items }) => ({
      lines: (await ports.stock.promised(tenant, items as string[])).map((line) => ({ ...line })),
    }),
  },
};
