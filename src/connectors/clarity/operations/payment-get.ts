import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { PAYMENT, type Payment } from '../model/payment.ts';
import { type Infer, record, text } from '../model/shape.ts';
import { PAYMENT_SAMPLE } from '../samples/payment.ts';
import { fail, lastReading, read, readOnce } from './view.ts';

const INPUT = record('Which payment', { id: text('Id of the payment in the store') });
type Input = Infer<typeof INPUT>;

/** Reads a payment with the order it belongs to; one that belongs to none has no `orderId`. */
export const paymentGet: Operation<Input, Payment> = {
  name: 'payment.get',
  title: 'Read a payment',
  description: 'Reads a payment with the processor’s ids and the last four digits of a card, never more.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: PAYMENT.schema as JsonSchema,
  sample: { input: { id: PAYMENT_SAMPLE.id }, output: PAYMENT_SAMPLE },
  next: (view) => {
    const { id } = view.input;
    const link = lastReading<'payment-link'>(view, 'link');
    if (link === undefined) return read('link', { ask: 'payment-link', paymentId: id });
    if ('failure' in link) return fail(link.failure);
    const [linked] = link.reply.payments.filter((payment) => payment.id === id);
    if (linked) return { do: 'done', output: linked };
    return readOnce(view, { ask: 'payment-read', id }, ({ payment }) => payment);
  },
};
