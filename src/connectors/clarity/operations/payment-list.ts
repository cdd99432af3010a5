import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { PAYMENT } from '../model/payment.ts';
import { type Infer, list, record, text } from '../model/shape.ts';
import { PAYMENT_SAMPLE } from '../samples/payment.ts';
import { readOnce } from './view.ts';

const INPUT = record('Payments of which order', { orderId: text('Id of the order in the store') });
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Payments', { payments: list('Payments', PAYMENT) });
type Output = Infer<typeof OUTPUT>;

/** Reads the payments that the store keeps for an order. Payments that were added by hand leave no row there. */
export const paymentList: Operation<Input, Output> = {
  name: 'payment.list',
  title: 'List the payments of an order',
  description: 'Reads payments with the processor’s ids and the last four digits of a card, never more.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: { input: { orderId: '1042' }, output: { payments: [PAYMENT_SAMPLE] } },
  next: (view) =>
    readOnce(view, { ask: 'payment-list', orderId: view.input.orderId }, ({ payments }) => ({ payments })),
};
