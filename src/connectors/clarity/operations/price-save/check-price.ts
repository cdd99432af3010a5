import { parseDecimal } from '../../../../core/decimal.ts';
import type { Row } from './model.ts';

/** More decimals than any store shows: a price with more of them is a mistake of units. */
const MOST_DECIMALS = 6;

/** Why a price cannot be saved; undefined when it can. */
export function priceFault(
  { price, currency, list }: Row,
  baseCurrency: string,
  allowZero: boolean,
): string | undefined {
  const value = parseDecimal(price);
  if (value === undefined) return `“${price}” is no price`;
  if (value.isNegative() && !value.isZero()) return `a price of ${price} is below zero`;
  if (value.isZero() && !allowZero) return 'a price of zero would give it away';
  if (value.decimalPlaces() > MOST_DECIMALS) return `${price} has more than ${MOST_DECIMALS} decimals`;
  if (currency === '') return 'the price has no currency';
  if (list === undefined && currency !== baseCurrency) {
    return `the store’s base prices are in ${baseCurrency}, and this one is in ${currency}; map its list to a price list of the store`;
  }
  return undefined;
}
