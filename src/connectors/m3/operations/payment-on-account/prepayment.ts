import type { Failure } from '../../../../core/failure.ts';
import type { M3Settings } from '../../setup/settings.ts';
import { eventKey, missingPart } from '../finance/event-key.ts';
import { fromMinorUnits, toMinorUnits } from '../finance/minor-units.ts';
import { cleanText, currencyDecimals, invalid, readDay } from '../values.ts';
import { currencyFault, ledgerText } from '../voucher-post/voucher.ts';
import type { OnAccountInput } from './input.ts';

/** A prepayment that is fit to be entered. */
export interface Prepayment {
  readonly key: string;
  readonly text: string;
  readonly day: string;
  readonly method: string;
  /** With all decimals of the currency. */
  readonly amount: string;
  /** Whether an amount of the ledger is this one, on whichever side it stands. */
  readonly isAmount: (amount: string) => boolean;
}

/** Makes a prepayment of the input, or says which field keeps it from that. */
export function readPrepayment(input: OnAccountInput, settings: M3Settings): Prepayment | Failure {
  const missing = missingPart(input);
  if (missing) return invalid(missing, `The payment has no ${missing}.`);
  for (const name of ['customerNumber', 'paymentMethod'] as const)
    if (cleanText(input[name]) === '') return invalid(name, `The payment has no ${name}.`);
  const fault = currencyFault(input.currency, settings);
  if (fault) return fault;
  const day = readDay(input.date);
  if (!day) return invalid('date', `The day of the payment is none: "${input.date}".`);
  const decimals = currencyDecimals(input.currency, settings.currencyDecimals);
  const minor = toMinorUnits(input.amount, decimals);
  if (minor === undefined || minor <= 0n)
    return invalid('amount', `"${input.amount}" is no amount in ${input.currency} above zero (${decimals} decimals).`);
  const key = eventKey('A', input);
  const text = ledgerText(key, input.text);
  const isAmount = (amount: string): boolean => {
    const there = toMinorUnits(amount.replace(',', '.'), decimals);
    return there === minor || there === -minor;
  };
  return { key, text, day, method: cleanText(input.paymentMethod), amount: fromMinorUnits(minor, decimals), isAmount };
}

/** Tells a prepayment from a failure. */
export function isPrepayment(result: Prepayment | Failure): result is Prepayment {
  return 'isAmount' in result;
}
