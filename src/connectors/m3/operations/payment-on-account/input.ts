import type { JsonSchema } from '../../../../core/json.ts';
import { PAYMENT_EVENT_PROPERTIES, PAYMENT_EVENT_REQUIRED, type PaymentEvent } from '../finance/event-key.ts';
import { objectSchema, textSchema } from '../schema.ts';

export interface OnAccountInput extends PaymentEvent {
  readonly customerNumber: string;
  readonly currency: string;
  readonly amount: string;
  /** Day of the payment, `2026-02-28`. */
  readonly date: string;
  /** Payment method as M3 knows it. */
  readonly paymentMethod: string;
  readonly text?: string;
}

export interface OnAccountOutput {
  readonly key: string;
  /** Number at the cash desk; empty when the payment was found and not entered. */
  readonly paymentNumber: string;
  readonly amount: string;
  readonly currency: string;
  readonly voucherNumber: string;
}

const decimal = (description: string): JsonSchema => ({ type: 'string', format: 'decimal', description });

export const ON_ACCOUNT_INPUT_SCHEMA = objectSchema(
  {
    ...PAYMENT_EVENT_PROPERTIES,
    customerNumber: textSchema('Customer number in M3'),
    currency: textSchema('Currency (ISO 4217)'),
    amount: decimal('What was paid, above zero'),
    date: textSchema('Day of the payment, 2026-02-28'),
    paymentMethod: textSchema('Payment method in M3 (PYCD)'),
    text: textSchema('Voucher text; the key stands in front of it'),
  },
  [...PAYMENT_EVENT_REQUIRED, 'customerNumber', 'currency', 'amount', 'date', 'paymentMethod'],
);

export const ON_ACCOUNT_OUTPUT_SCHEMA = objectSchema(
  {
    key: textSchema('Mark of the payment in M3'),
    paymentNumber: textSchema('Number at the cash desk'),
    amount: decimal('Amount'),
    currency: textSchema('Currency'),
    voucherNumber: textSchema('Voucher number'),
  },
  ['key', 'paymentNumber', 'amount', 'currency', 'voucherNumber'],
);
