import { Decimal } from 'decimal.js';
import type { OrderTotals } from '../state/rows.ts';

/** Units of a currency for one US dollar, fixed so that runs repeat. */
const CURRENCY_RATES: Readonly<Record<string, string>> = {
  USD: '1',
  CAD: '1.36',
  GBP: '0.79',
  EUR: '0.92',
  SEK: '10.40',
  NOK: '10.70',
  ISK: '138',
  JPY: '150',
  KWD: '0.31',
};

/** Decimals of currencies that have not two. */
const DECIMALS: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };

/** Sales tax by alpha-3 country, in percent; other countries pay none. */
const TAX_PERCENT: Readonly<Record<string, string>> = {
  USA: '8.25',
  CAN: '13',
  GBR: '20',
  DEU: '19',
  SWE: '25',
  NOR: '25',
};

/** Flat freight in US dollars by method. */
export const SHIPPING_METHODS: Readonly<Record<string, { label: string; price: string }>> = {
  none: { label: 'Free delivery', price: '0' },
  ground: { label: 'Ground', price: '15.00' },
  express: { label: 'Express', price: '42.50' },
};

/** Discount codes a shopper can use, in percent of the goods. */
export const DISCOUNT_CODES: Readonly<Record<string, { name: string; percent: string }>> = {
  SPRING10: { name: 'Spring sale 10 %', percent: '10' },
  WELCOME5: { name: 'Welcome 5 %', percent: '5' },
  GIFT100: { name: 'Gift, all free', percent: '100' },
};

interface PricedLine {
  quantity: number;
  unitPrice: number;
  extended: number;
  tax: number;
}

export interface Priced {
  lines: PricedLine[];
  totals: OrderTotals;
  /** The sum of the six parts. */
  total: number;
  discounts: { code: string; name: string; amount: number }[];
}

export interface PricingInput {
  /** Price of one unit in US dollars and how many. */
  lines: readonly { listPrice: number; quantity: number }[];
  currency: string;
  discountCodes: readonly string[];
  shippingMethod: string;
  /** Alpha-3 country of the ship-to, or undefined when tax does not apply. */
  taxCountry: string | undefined;
}

/**
 * Prices a cart in decimals: unit price in the order's currency, tax per line, discounts negative. Total = goods +
 * fees + shipping + handling + tax − discounts (docs/systems/clarity-ecommerce.md, "Orders").
 */
export function priceCart(input: PricingInput): Priced {
  const cents = (value: Decimal): Decimal =>
    value.toDecimalPlaces(DECIMALS[input.currency] ?? 2, Decimal.ROUND_HALF_UP);
  const rate = new Decimal(CURRENCY_RATES[input.currency] ?? '1');
  const taxRate = new Decimal((input.taxCountry && TAX_PERCENT[input.taxCountry]) ?? '0').div(100);
  const lines = input.lines.map(({ listPrice, quantity }) => {
    const unitPrice = cents(new Decimal(listPrice).mul(rate));
    const extended = cents(unitPrice.mul(quantity));
    const tax = cents(extended.mul(taxRate));
    return { quantity, unitPrice: unitPrice.toNumber(), extended: extended.toNumber(), tax: tax.toNumber() };
  });
  const subTotal = sum(lines.map((line) => line.extended));
  const discounts = input.discountCodes.flatMap((code) => {
    const discount = DISCOUNT_CODES[code.toUpperCase()];
    if (!discount) return [];
    const amount = cents(subTotal.mul(discount.percent).div(100)).neg();
    return [{ code: code.toUpperCase(), name: discount.name, amount: amount.toNumber() }];
  });
  const free = discounts.some((discount) => DISCOUNT_CODES[discount.code]?.percent === '100');
  const shipping = cents(new Decimal(SHIPPING_METHODS[input.shippingMethod]?.price ?? '0').mul(rate));
  const totals: OrderTotals = {
    SubTotal: subTotal.toNumber(),
    Shipping: free ? 0 : shipping.toNumber(),
    Handling: 0,
    Fees: 0,
    Discounts: sum(discounts.map((discount) => discount.amount)).toNumber(),
    Tax: free ? 0 : sum(lines.map((line) => line.tax)).toNumber(),
  };
  const priced = free ? lines.map((line) => ({ ...line, tax: 0 })) : lines;
  return { lines: priced, totals, total: totalOf(totals), discounts };
}

/** The plain sum of the six parts. */
export function totalOf(totals: OrderTotals): number {
  return sum([totals.SubTotal, totals.Shipping, totals.Handling, totals.Fees, totals.Discounts, totals.Tax]).toNumber();
}

function sum(values: readonly number[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Decimal(0));
}
