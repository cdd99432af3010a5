import { Decimal } from 'decimal.js';
import type { Failure } from '../../../../core/failure.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import { cleanText, currencyDecimals, fitText, invalid, readDay, readDecimal } from '../values.ts';
import type { OrderCharge, OrderInput, OrderInputLine } from './input.ts';
import type { IntentCharge, IntentLine } from './intent.ts';

const LARGEST_QUANTITY = new Decimal('99999999999');

/** Checks the lines; the first that cannot be sent is named with its field. */
export function readLines(input: OrderInput, settings: M3Settings): IntentLine[] | Failure {
  if (input.lines.length === 0) return invalid('lines', 'The order has no lines.');
  const numbers = new Set<string>();
  const lines: IntentLine[] = [];
  for (const [index, given] of input.lines.entries()) {
    const line = readLine(given, index, settings);
    if (!('quantity' in line)) return line;
    if (numbers.has(line.lineNumber)) {
      return invalid(`lines[${index}].lineNumber`, `Line number ${line.lineNumber} stands twice in the order.`);
    }
    numbers.add(line.lineNumber);
    lines.push(line);
  }
  return lines;
}

function readLine(given: OrderInputLine, index: number, settings: M3Settings): IntentLine | Failure {
  const at = (field: string): string => `lines[${index}].${field}`;
  const lineNumber = String(given.lineNumber ?? '').trim();
  if (!/^\d{1,7}$/.test(lineNumber)) {
    return invalid(at('lineNumber'), `A line number has 1 to 7 digits, not "${lineNumber}".`);
  }
  const itemNumber = cleanText(given.itemNumber);
  if (itemNumber === '') return invalid(at('itemNumber'), `Line ${lineNumber} has no item number.`);
  const quantity = readDecimal(given.quantity);
  if (!quantity || quantity.lte(0) || quantity.gt(LARGEST_QUANTITY)) {
    return invalid(at('quantity'), `Line ${lineNumber} has no usable quantity: "${String(given.quantity)}".`);
  }
  const amounts: { price?: Decimal; discountAmount?: Decimal; discountPercent?: Decimal } = {};
  for (const name of ['price', 'discountAmount', 'discountPercent'] as const) {
    const value = given[name];
    if (value === undefined || value === null || value === '') continue;
    const amount = readDecimal(value);
    if (!amount || amount.lt(0) || (name === 'discountPercent' && amount.gt(100))) {
      return invalid(at(name), `${name} of line ${lineNumber} is not usable: "${String(value)}".`);
    }
    if (name === 'price' || !amount.isZero()) amounts[name] = amount;
  }
  const asked = cleanText(given.requestedDate);
  const requestedDate = asked ? readDay(asked) : '';
  if (requestedDate === undefined)
    return invalid(at('requestedDate'), `Line ${lineNumber} asks for a day that is none: "${asked}".`);
  const { price: _price, ...discounts } = amounts;
  return {
    index,
    lineNumber,
    itemNumber,
    quantity,
    unit: cleanText(given.unit),
    ...(settings.priceSource === 'store' ? amounts : discounts),
    warehouse: cleanText(given.warehouse),
    requestedDate,
    description: fitText(cleanText(given.description), 30),
    note: cleanText(given.reference),
  };
}

interface ChargesPart {
  readonly charges: readonly IntentCharge[];
  /** Discount of the whole order that is to be spread over the lines; zero when there is none. */
  readonly spread: Decimal;
  /** All charges of the store, with tax, discounts below zero. */
  readonly sum: Decimal;
}

/** The connection's charge id for a word of ours; other codes are charge ids already. */
const CHARGE_SETTINGS: Readonly<Record<string, keyof M3Settings>> = {
  freight: 'freightCharge',
  handling: 'handlingCharge',
  fee: 'feeCharge',
  discount: 'discountCharge',
  tax: 'taxCharge',
};

/** Checks the charges and translates their codes. Charges of zero are left out. */
export function readCharges(
  given: readonly OrderCharge[],
  settings: M3Settings,
  canSpread: boolean,
): ChargesPart | Failure {
  const charges: IntentCharge[] = [];
  let spread = new Decimal(0);
  let sum = new Decimal(0);
  for (const [index, charge] of given.entries()) {
    const read = readDecimal(charge.amount);
    if (!read)
      return invalid(`charges[${index}].amount`, `Charge ${charge.code} is no amount: "${String(charge.amount)}".`);
    const amount = charge.code === 'discount' ? read.abs().neg() : read;
    sum = sum.add(amount);
    if (amount.isZero() || (charge.code === 'tax' && settings.tax === 'm3')) continue;
    if (charge.code === 'discount' && canSpread) {
      spread = spread.add(amount.neg());
      continue;
    }
    const setting = CHARGE_SETTINGS[charge.code];
    const chargeId = setting ? String(settings[setting] as string) : cleanText(charge.code);
    if (chargeId === '' || chargeId.length > 6) {
      return m3Failure('m3.charge-code-missing', {
        field: `charges[${index}].code`,
        message: `There is no usable M3 charge id for "${charge.code}" (${amount.toFixed()}).`,
      });
    }
    charges.push({ index, chargeId, amount, description: fitText(cleanText(charge.description), 30) });
  }
  return { charges, spread, sum };
}

/** What a line costs: price times quantity less its discounts, not rounded. */
function lineNet({ price, quantity, discountAmount, discountPercent }: IntentLine): Decimal {
  const gross = (price ?? new Decimal(0)).mul(quantity);
  const reduced = discountPercent ? gross.mul(new Decimal(100).sub(discountPercent)).div(100) : gross;
  return discountAmount ? reduced.sub(discountAmount) : reduced;
}

/** Spreads an amount over the lines by their value; half up to the currency's decimals, the remainder on the last line. */
export function spreadDiscount(lines: readonly IntentLine[], amount: Decimal, decimals: number): IntentLine[] {
  const nets = lines.map(lineNet);
  const whole = nets.reduce((total, net) => total.add(net), new Decimal(0));
  if (amount.isZero() || whole.lte(0)) return [...lines];
  let left = amount;
  return lines.map((line, index) => {
    const isLast = index === lines.length - 1;
    const net = nets[index] ?? new Decimal(0);
    const share = isLast ? left : amount.mul(net).div(whole).toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP);
    left = left.sub(share);
    return { ...line, discountAmount: (line.discountAmount ?? new Decimal(0)).add(share) };
  });
}

/**
 * Compares lines and charges with the total the shopper saw. Up to the tolerance for each line is rounding; more is
 * held, because nobody can say which of the figures is wrong.
 */
export function checkTotal(
  lines: readonly IntentLine[],
  charges: Decimal,
  total: Decimal | undefined,
  settings: M3Settings,
  currency: string,
): Failure | undefined {
  if (!total || settings.priceSource === 'm3' || lines.some(({ price }) => price === undefined)) return undefined;
  const decimals = currencyDecimals(currency, settings.currencyDecimals);
  const sum = lines.reduce(
    (so, line) => so.add(lineNet(line).toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP)),
    new Decimal(charges),
  );
  const difference = sum.sub(total).abs();
  if (difference.lte(new Decimal(settings.tolerancePerLine || '0').mul(lines.length))) return undefined;
  return m3Failure('m3.totals-differ', {
    field: 'total',
    message:
      `Lines and charges make ${sum.toFixed(decimals)}, the order says ${total.toFixed(decimals)} ${currency}`.trim() +
      '.',
  });
}
