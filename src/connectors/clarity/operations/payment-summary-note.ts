import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { dayLink, paymentLink } from '../model/settlement.ts';
import { count, type Infer, list, record, text } from '../model/shape.ts';
import { settingsOf } from './view.ts';

/** A payment as it stood when it was added up. */
export const COUNTED_PAYMENT = record('Payment in the sum', {
  id: text('Id of the payment in the store'),
  state: text('What became of it: captured, refunded, chargeback'),
});

const INPUT = record('What is in the sums of a day', {
  day: text('The day, 2026-02-28'),
  groups: list(
    'Groups',
    record('Group', {
      key: text('Store, method and currency'),
      payments: list('Payments in its sum; none where the sum was posted before', COUNTED_PAYMENT),
    }),
  ),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Result', { noted: count('Payments of which it is remembered') });
type Output = Infer<typeof OUTPUT>;

/** Remembers which payments are in the sums of a day. A voucher alone says nothing about any one of them. */
export const paymentSummaryNote: Operation<Input, Output> = {
  name: 'payment.summary-note',
  title: 'Remember what is in the settlement summary of a day',
  description:
    'Remembers each payment of the sums, and that the day is added up. A look-up of the link “settlement” then tells of one payment whether a sum holds it. Asks the store nothing.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: {
      day: '2025-03-04',
      groups: [{ key: 'main-us/Credit Card/USD', payments: [{ id: '9001', state: 'captured' }] }],
    },
    output: { noted: 1 },
  },
  next: (view) => {
    const { day, groups } = view.input;
    const { storeName } = settingsOf(view);
    const payments = groups.flatMap(({ key, payments: each }) =>
      each.map(({ id, state }) => paymentLink(storeName, { day, group: key }, id, state)),
    );
    const links = [...payments, dayLink(storeName, day, 'added-up')];
    return { do: 'done', output: { noted: payments.length }, links };
  },
};
