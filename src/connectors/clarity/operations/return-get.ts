import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { RETURN, type StoreReturn } from '../model/fulfilment.ts';
import { type Infer, record, text } from '../model/shape.ts';
import { RETURN_SAMPLE } from '../samples/fulfilment.ts';
import { readOnce } from './view.ts';

const INPUT = record('Which return', { id: text('Id of the return in the store') });
type Input = Infer<typeof INPUT>;

/** Reads a return: what comes back, why, and of which order. */
export const returnGet: Operation<Input, StoreReturn> = {
  name: 'return.get',
  title: 'Read a return',
  description: 'Reads what a shopper wants to send back, the reasons, and the orders it is about.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: RETURN.schema as JsonSchema,
  sample: { input: { id: RETURN_SAMPLE.id }, output: RETURN_SAMPLE },
  next: (view) => readOnce(view, { ask: 'return-read', id: view.input.id }, ({ storeReturn }) => storeReturn),
};
