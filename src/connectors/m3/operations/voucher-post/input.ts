import type { JsonSchema } from '../../../../core/json.ts';
import { PAYMENT_EVENT_PROPERTIES, PAYMENT_EVENT_REQUIRED, type PaymentEvent } from '../finance/event-key.ts';
import { listSchema, objectSchema, textSchema } from '../schema.ts';

/** One side of a voucher line. */
export type Side = 'debit' | 'credit';

export interface VoucherLineInput {
  /** Account, first accounting dimension. */
  readonly account: string;
  readonly side: Side;
  /** Plain decimal. Below zero it stands on the other side; zero lines are left out. */
  readonly amount: string;
  /** Dimensions 2 to 7. */
  readonly dimensions?: readonly string[];
  readonly vatCode?: string;
}

/** A voucher for one happening of a payment, or for the settlements of a day. */
export interface VoucherInput extends PaymentEvent {
  readonly currency: string;
  /** Accounting date, `2026-02-28`. */
  readonly date: string;
  readonly text?: string;
  readonly lines: readonly VoucherLineInput[];
  /** Debit and credit change places: a refund mirrors what it takes back. */
  readonly mirrored?: boolean;
  /** What this voucher takes back, for people: `captured 9001`. */
  readonly reverses?: string;
}

export interface VoucherOutput {
  /** Key of the batch and mark of the voucher. */
  readonly key: string;
  readonly posted: boolean;
  /** Why nothing was posted. */
  readonly reason?: string;
  readonly voucherNumber?: string;
  readonly voucherSeries?: string;
  readonly year?: string;
  /** Sum of one side. */
  readonly total: string;
  readonly currency: string;
}

const decimalSchema = (description: string): JsonSchema => ({ type: 'string', format: 'decimal', description });

export const VOUCHER_INPUT_SCHEMA = objectSchema(
  {
    ...PAYMENT_EVENT_PROPERTIES,
    currency: textSchema('Currency (ISO 4217)'),
    date: textSchema('Accounting date, 2026-02-28'),
    text: textSchema('Voucher text; the key stands in front of it'),
    lines: listSchema(
      objectSchema(
        {
          account: textSchema('Account'),
          side: { enum: ['debit', 'credit'] },
          amount: decimalSchema('Below zero it stands on the other side'),
          dimensions: listSchema({ type: 'string' }, { description: 'Accounting dimensions 2 to 7', maxItems: 6 }),
          vatCode: textSchema('VAT code'),
        },
        ['account', 'side', 'amount'],
      ),
    ),
    mirrored: { type: 'boolean', description: 'Debit and credit change places' },
    reverses: textSchema('What this voucher takes back'),
  },
  [...PAYMENT_EVENT_REQUIRED, 'currency', 'date', 'lines'],
);

export const VOUCHER_OUTPUT_SCHEMA = objectSchema(
  {
    key: textSchema('Key of the batch'),
    posted: { type: 'boolean', description: 'False when there was nothing to post' },
    reason: textSchema('Why nothing was posted'),
    voucherNumber: textSchema('Voucher number'),
    voucherSeries: textSchema('Voucher series'),
    year: textSchema('Year of the voucher'),
    total: decimalSchema('Sum of one side'),
    currency: textSchema('Currency'),
  },
  ['key', 'posted', 'total', 'currency'],
);
