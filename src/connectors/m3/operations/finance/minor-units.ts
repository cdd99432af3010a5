import { Decimal, parseDecimal } from '../../../../core/decimal.ts';

/**
 * An amount in whole minor units (cents, fils, yen), exact: nothing is rounded. Undefined when the text is no plain
 * number or has more decimals than the currency, zeros aside.
 */
export function toMinorUnits(amount: string, decimals: number): bigint | undefined {
  const minor = parseDecimal(amount)?.mul(new Decimal(10).pow(decimals));
  return minor?.isInteger() ? BigInt(minor.toFixed(0)) : undefined;
}

/** Whole minor units as an amount with all its decimals: 1050 with 2 decimals is `10.50`. */
export function fromMinorUnits(minor: bigint, decimals: number): string {
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The sum of whole minor units. */
export function sumOf(amounts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}
