import type { Failure } from '../../../../core/failure.ts';
import type { M3Settings } from '../../setup/settings.ts';
import { eventKey, eventNumber, missingPart } from '../finance/event-key.ts';
import { toMinorUnits } from '../finance/minor-units.ts';
import { cleanText, currencyDecimals, invalid, readDay } from '../values.ts';
import { currencyFault } from '../voucher-post/voucher.ts';
import type { SettleInput } from './input.ts';

/** One line of a payment batch: this much of the payment settles this invoice. */
export interface Share {
  readonly invoiceNumber: string;
  readonly invoiceYear: string;
  readonly minor: bigint;
}

/** A payment spread over open invoices, in whole minor units. */
export interface Allocation {
  readonly key: string;
  /** Number of the payment batch. */
  readonly batch: string;
  readonly day: string;
  readonly decimals: number;
  readonly amount: bigint;
  readonly shares: readonly Share[];
}

/** Spreads the payment over the invoices in their order, none beyond what is open. */
export function allocate(input: SettleInput, settings: M3Settings): Allocation | Failure {
  const missing = missingPart(input);
  if (missing) return invalid(missing, `The payment has no ${missing}.`);
  if (cleanText(input.customerNumber) === '') return invalid('customerNumber', 'The payment has no customer number.');
  const fault = currencyFault(input.currency, settings);
  if (fault) return fault;
  const day = readDay(input.date);
  if (!day) return invalid('date', `The day of the payment is none: "${input.date}".`);
  const decimals = currencyDecimals(input.currency, settings.currencyDecimals);
  const amount = toMinorUnits(input.amount, decimals);
  if (amount === undefined || amount <= 0n) {
    return invalid('amount', `"${input.amount}" is no amount in ${input.currency} above zero (${decimals} decimals).`);
  }
  let left = amount;
  const shares: Share[] = [];
  for (const [index, { invoiceNumber, invoiceYear, openAmount, currency }] of input.invoices.entries()) {
    if (currency !== input.currency) {
      const message = `Invoice ${invoiceNumber} is in ${currency} and the payment in ${input.currency}.`;
      return invalid(`invoices[${index}].currency`, message);
    }
    const open = toMinorUnits(openAmount, decimals);
    if (open === undefined) return invalid(`invoices[${index}].openAmount`, `"${openAmount}" is no amount.`);
    const minor = open < left ? open : left;
    if (minor <= 0n) continue;
    shares.push({ invoiceNumber, invoiceYear, minor });
    left -= minor;
  }
  return { key: eventKey('S', input), batch: eventNumber(input), day, decimals, amount, shares };
}

/** Tells an allocation from a failure. */
export function isAllocation(result: Allocation | Failure): result is Allocation {
  return 'shares' in result;
}
