import { decimal, flag, type Infer, optional, record, text, time } from './shape.ts';

/** A payment of an order. Carries the processor's ids and the last four digits; there is no member for more. */
export const PAYMENT = record('Payment', {
  id: text('Id in the store'),
  orderId: optional(text('Order it was made for')),
  version: text('Changes with every change of the record'),
  amount: decimal('Amount'),
  currency: optional(text('Currency')),
  status: optional(text('Status')),
  method: optional(text('Payment method')),
  type: optional(text('Card brand or kind')),
  transactionNumber: optional(text('Transaction number of the processor')),
  authorisationCode: optional(text('Authorisation code')),
  authorised: flag('Authorised'),
  authorisedAt: optional(time('Authorised')),
  received: flag('Received (captured)'),
  receivedAt: optional(time('Received')),
  cardLastFour: optional(text('Last four digits of the card')),
  storeKey: optional(text('Store')),
});

export type Payment = Infer<typeof PAYMENT>;
