import { Decimal } from '../../../core/decimal.ts';
import type { Order } from './order.ts';

/** Currencies without two decimals (ISO 4217). */
const OTHER_DECIMALS: Readonly<Record<string, number>> = {
  ...fromList(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'),
  ...fromList(3, 'BHD IQD JOD KWD LYD OMR TND'),
};

function fromList(decimals: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, decimals]));
}

/** Decimals of a currency; `exceptions` are entries such as `ISK:2` from the settings. */
export function decimalsOf(currency: string, exceptions: readonly string[]): number {
  const exception = exceptions.find((entry) => entry.startsWith(`${currency}:`));
  return exception === undefined ? (OTHER_DECIMALS[currency] ?? 2) : Number(exception.slice(currency.length + 1));
}

/**
 * Says where the money of an order does not add up: parts against total, and lines against the goods' part. One unit of
 * the currency's last decimal is tolerated for each line. Empty when all is well.
 */
export function findTotalFaults(order: Order, exceptions: readonly string[]): readonly string[] {
  const { subTotal, shipping, handling, fees, discounts, tax, total } = order.totals;
  const unit = new Decimal(10).pow(-decimalsOf(order.currency, exceptions));
  const goods = order.lines.filter((line) => line.type === 'item').map((line) => line.extendedPrice);
  const checks = [
    {
      name: 'parts of the total',
      sum: sum([subTotal, shipping, handling, fees, discounts, tax]),
      stated: total,
      lines: 1,
    },
    { name: 'lines', sum: sum(goods), stated: subTotal, lines: Math.max(1, goods.length) },
  ];
  return checks.flatMap(({ name, sum: found, stated, lines }) => {
    const apart = found.minus(stated).abs();
    if (apart.lte(unit.times(lines))) return [];
    return [
      `The ${name} of order ${order.number} add up to ${found.toFixed()} instead of ${stated} ${order.currency}.`,
    ];
  });
}

function sum(amounts: readonly string[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));
}
