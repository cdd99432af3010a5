import type { Decimal } from 'decimal.js';
import type { MiRecord } from '../../wire/request.ts';

/** One line as it is to stand in M3, checked and clean. */
export interface IntentLine {
  /** Place in the input, for error messages: `lines[2]`. */
  readonly index: number;
  readonly lineNumber: string;
  readonly itemNumber: string;
  readonly quantity: Decimal;
  readonly unit: string;
  /** Price of one unit; none when M3 prices the line. */
  readonly price?: Decimal;
  /** Discount on the whole line, the line's share of an order discount included. */
  readonly discountAmount?: Decimal;
  readonly discountPercent?: Decimal;
  readonly warehouse: string;
  readonly requestedDate: string;
  readonly description: string;
  readonly note: string;
}

export interface IntentCharge {
  readonly index: number;
  readonly chargeId: string;
  readonly amount: Decimal;
  readonly description: string;
}

export interface IntentText {
  readonly text: string;
  readonly place: 'before' | 'after';
}

/** An order that is fit to be sent, with what a person should know about how it was made fit. */
export interface OrderIntent {
  readonly orderKey: string;
  readonly customerNumber: string;
  /** Fields of the order head in M3's names, without the draft's mark. */
  readonly head: MiRecord;
  /** The reference field that is free for the draft's mark, if any. */
  readonly markerField?: 'YREF' | 'OREF';
  /** Field and value by which the order is found again. */
  readonly lookup: { readonly field: 'CUOR' | 'YREF'; readonly value: string };
  /** One-off delivery address in M3's names. */
  readonly address?: MiRecord;
  readonly lines: readonly IntentLine[];
  readonly charges: readonly IntentCharge[];
  readonly texts: readonly IntentText[];
  readonly total?: Decimal;
  readonly warnings: readonly string[];
  readonly extraLine: MiRecord;
}
