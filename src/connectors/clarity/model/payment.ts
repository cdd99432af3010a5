import { choice, count, decimal, flag, type Infer, optional, record, text, time } from './shape.ts';

/** How far a payment is. Refunds and chargebacks are rows of their own, which name the payment they take back. */
export const PAYMENT_STATES = ['open', 'authorised', 'captured', 'refunded', 'voided', 'chargeback', 'failed'] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** Members of {@link PAYMENT}. */
export const PAYMENT_FIELDS = {
  id: text('Id in the store'),
  orderId: optional(text('Order it was made for')),
  version: text('Changes with every change of the record'),
  state: choice('How far it is', PAYMENT_STATES),
  sequence: count('Counts happenings of one kind'),
  originalId: optional(text('Payment that this one takes back')),
  amount: decimal('Amount; below zero for money that goes back'),
  fee: optional(decimal('Fee of the processor')),
  feeTax: optional(decimal('Tax on the fee')),
  surcharge: optional(decimal('Surcharge for the means of payment')),
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
};

/** A payment of an order. Carries the processor's ids and the last four digits; there is no member for more. */
export const PAYMENT = record('Payment', PAYMENT_FIELDS);

export type Payment = Infer<typeof PAYMENT>;
