import type { JsonSchema } from '../../../core/json.ts';
import { isZone } from '../../../core/local-time.ts';
import type { Operation } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { type Payment, PAYMENT_FIELDS } from '../model/payment.ts';
import { SETTLEMENT, settlementOf } from '../model/settlement.ts';
import { type Infer, optional, record, text } from '../model/shape.ts';
import { PAYMENT_SAMPLE } from '../samples/payment.ts';
import { fail, lastReading, read, readOnce, settingsOf } from './view.ts';

const INPUT = record('Which payment', {
  id: text('Id of the payment in the store'),
  zone: optional(text('Time zone of the settlement summaries; left out where none are made')),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Payment', { ...PAYMENT_FIELDS, settlement: optional(SETTLEMENT) });
type Output = Infer<typeof OUTPUT>;

/** Reads a payment with the order it belongs to; one that belongs to none has no `orderId`. */
export const paymentGet: Operation<Input, Output> = {
  name: 'payment.get',
  title: 'Read a payment',
  description:
    'Reads a payment with the processor’s ids and the last four digits of a card, never more. With a time zone it also says which settlement summary counts it; none where the store does not say when it received the money.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { id: PAYMENT_SAMPLE.id, zone: 'UTC' },
    output: { ...PAYMENT_SAMPLE, settlement: { day: '2025-03-04', group: '/Credit Card/USD' } },
  },
  next: (view) => {
    const { id, zone } = view.input;
    if (zone !== undefined && !isZone(zone))
      return fail(clarityFailure('clarity.field-unreadable', { field: 'zone', message: `“${zone}” is no zone.` }));
    const describe = (payment: Payment): Output => {
      const settlement = zone === undefined ? undefined : settlementOf(payment, zone, settingsOf(view).defaultCurrency);
      return settlement === undefined ? payment : { ...payment, settlement };
    };
    const link = lastReading<'payment-link'>(view, 'link');
    if (link === undefined) return read('link', { ask: 'payment-link', paymentId: id });
    if ('failure' in link) return fail(link.failure);
    const [linked] = link.reply.payments.filter((payment) => payment.id === id);
    if (linked) return { do: 'done', output: describe(linked) };
    return readOnce(view, { ask: 'payment-read', id }, ({ payment }) => describe(payment));
  },
};
