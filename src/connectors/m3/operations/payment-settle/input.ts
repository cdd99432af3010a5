import type { JsonSchema } from '../../../../core/json.ts';
import { PAYMENT_EVENT_PROPERTIES, PAYMENT_EVENT_REQUIRED, type PaymentEvent } from '../finance/event-key.ts';
import { listSchema, objectSchema, textSchema } from '../schema.ts';

/** An invoice that a payment may settle. */
export interface OpenInvoice {
  readonly invoiceNumber: string;
  readonly invoiceYear: string;
  readonly openAmount: string;
  readonly currency: string;
}

export interface SettleInput extends PaymentEvent {
  readonly customerNumber: string;
  /** Who pays, when it is not the customer. */
  readonly payer?: string;
  readonly currency: string;
  readonly amount: string;
  /** Day of the payment, `2026-02-28`. */
  readonly date: string;
  /** In the order in which they are settled. */
  readonly invoices: readonly OpenInvoice[];
}

export interface SettleOutput {
  /** Mark of the payment in the receivables ledger. */
  readonly key: string;
  readonly settled: string;
  /** What no open invoice could take. */
  readonly remaining: string;
  readonly currency: string;
  readonly invoices: readonly { readonly invoiceNumber: string; readonly amount: string }[];
  readonly voucherNumber?: string;
}

const decimal = (description: string): JsonSchema => ({ type: 'string', format: 'decimal', description });

export const SETTLE_INPUT_SCHEMA = objectSchema(
  {
    ...PAYMENT_EVENT_PROPERTIES,
    customerNumber: textSchema('Customer number in M3'),
    payer: textSchema('Payer in M3, when it is another'),
    currency: textSchema('Currency (ISO 4217)'),
    amount: decimal('What was paid, above zero'),
    date: textSchema('Day of the payment, 2026-02-28'),
    invoices: listSchema(
      objectSchema(
        {
          invoiceNumber: textSchema('Invoice number'),
          invoiceYear: textSchema('Year of the invoice'),
          openAmount: decimal('Still open'),
          currency: textSchema('Currency'),
        },
        ['invoiceNumber', 'invoiceYear', 'openAmount', 'currency'],
      ),
      { description: 'Invoices in the order in which they are settled' },
    ),
  },
  [...PAYMENT_EVENT_REQUIRED, 'customerNumber', 'currency', 'amount', 'date', 'invoices'],
);

export const SETTLE_OUTPUT_SCHEMA = objectSchema(
  {
    key: textSchema('Mark of the payment in M3'),
    settled: decimal('Settled amount'),
    remaining: decimal('What no open invoice could take'),
    currency: textSchema('Currency'),
    invoices: listSchema(objectSchema({ invoiceNumber: textSchema('Invoice number'), amount: decimal('Amount') })),
    voucherNumber: textSchema('Voucher number'),
  },
  ['key', 'settled', 'remaining', 'currency', 'invoices'],
);
