import { Decimal as Base } from 'decimal.js';

/**
 * Decimals for money and quantities: 40 significant digits, commercial rounding, never shown with an exponent. A
 * constructor of our own, so that no other user of the library can change how ours rounds.
 */
export const Decimal = Base.clone({
  precision: 40,
  rounding: Base.ROUND_HALF_UP,
  toExpNeg: -1000,
  toExpPos: 1000,
  defaults: true,
});
export type Decimal = Base;

const PLAIN_NUMBER = /^[+-]?\d{1,30}(\.\d{1,20})?$/;

/**
 * Reads a number written plainly, such as `12`, `-0.50` or `1000.00`; blanks around it do not matter. Undefined for
 * anything else: grouping, exponents and decimal commas are never guessed.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const trimmed = text.trim();
  return PLAIN_NUMBER.test(trimmed) ? new Decimal(trimmed) : undefined;
}

export function isDecimal(value: unknown): value is Decimal {
  return value instanceof Decimal;
}
