import { Decimal } from 'decimal.js';
import type { Sandbox } from '../sandbox.ts';
import type { Charge } from '../state/drafts.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Order } from '../state/orders.ts';
import { COUNTRIES } from '../state/reference.ts';

/** Amounts of an order in its currency, rounded half up to two decimals. */
export interface Totals {
  goods: Decimal;
  charges: Decimal;
  tax: Decimal;
  total: Decimal;
}

interface Priced {
  fields: MiRecord;
  charges: readonly Charge[];
}

/** How many pieces a box holds: the one alternate unit of the sandbox. */
export const PIECES_PER_BOX = 10;

/** Net price of one unit of the price (SPUN): price less percentages (DIP) less amounts for each unit (DIA). */
export function netPrice(fields: MiRecord): Decimal {
  let price = new Decimal(fields['SAPR'] || '0').div(fields['SACD'] || '1');
  for (let slot = 1; slot <= 6; slot += 1) {
    const percent = fields[`DIP${slot}`];
    const amount = fields[`DIA${slot}`];
    if (percent) price = price.mul(new Decimal(100).sub(percent)).div(100);
    if (amount) price = price.sub(amount);
  }
  return price;
}

/** What a line costs for a quantity in the basic unit, without tax and charges. */
export function lineAmount(fields: MiRecord, quantity: string | number = fields['ORQT'] ?? '0'): Decimal {
  const { SPUN = '', UNMS = '' } = fields;
  const perBasicUnit = SPUN === '' || UNMS === '' || SPUN === UNMS ? 1 : PIECES_PER_BOX;
  return netPrice(fields).mul(quantity).mul(perBasicUnit).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

/** Charge that carries a tax computed elsewhere. */
const TAX_CHARGE = 'TAX';

/**
 * Sum of lines, charges and tax. Tax is the rate of the ship-to country; tax-free customers (TXAP 0) pay none, and an
 * order that brings its tax as a charge gets no second one.
 */
export function totalsOf(
  { world }: Sandbox,
  customer: string,
  shipTo: MiRecord | undefined,
  lines: readonly Priced[],
  charges: readonly Charge[],
): Totals {
  const sum = (amounts: Decimal[]): Decimal => amounts.reduce((total, amount) => total.add(amount), new Decimal(0));
  const goods = sum(lines.map(({ fields }) => lineAmount(fields)));
  const allCharges = [...charges, ...lines.flatMap((line) => line.charges)];
  const extra = sum(allCharges.map(({ amount }) => new Decimal(amount)));
  const taxed = allCharges.some(({ id }) => id === TAX_CHARGE);
  const payer = world.customers.get(customer)?.fields ?? {};
  const country = shipTo?.['CSCD'] ?? payer['CSCD'] ?? 'US';
  const percent = taxed || payer['TXAP'] === '0' ? '0' : (COUNTRIES[country]?.taxPercent ?? '0');
  const tax = goods.add(extra).mul(percent).div(100).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
  return { goods, charges: extra, tax, total: goods.add(extra).add(tax) };
}

/** The totals of a live order. */
export function orderTotals(sandbox: Sandbox, order: Order): Totals {
  return totalsOf(sandbox, order.customer, order.addresses['1'], order.lines, order.charges);
}

/** An amount as M3 writes it. */
export function amountText(amount: Decimal, decimals = 2): string {
  return amount.toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP).toFixed(decimals);
}
