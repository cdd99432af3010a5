import { Decimal } from 'decimal.js';
import type { Failure } from '../../../../core/failure.ts';
import type { M3Settings } from '../../setup/settings.ts';
import { cleanRecord, cleanText, currencyDecimals, invalid, readDecimal } from '../values.ts';
import type { OrderInput } from './input.ts';
import type { OrderIntent } from './intent.ts';
import { readAddress, readHead } from './read-head.ts';
import { checkTotal, readCharges, readLines, spreadDiscount } from './read-lines.ts';

const intents = new WeakMap<OrderInput, { settings: M3Settings; result: OrderIntent | Failure }>();

/**
 * Makes an order fit to be sent, or says which field keeps it from that. Pure, and cheap to ask again with the same
 * objects, which happens at every step of the protocol.
 */
export function readIntent(input: OrderInput, settings: M3Settings): OrderIntent | Failure {
  const known = intents.get(input);
  if (known?.settings === settings) return known.result;
  const result = makeIntent(input, settings);
  intents.set(input, { settings, result });
  return result;
}

/** Tells an intent from a failure. */
export function isIntent(result: OrderIntent | Failure): result is OrderIntent {
  return 'lookup' in result;
}

function makeIntent(input: OrderInput, settings: M3Settings): OrderIntent | Failure {
  const warnings: string[] = [];
  if (cleanText(input.orderKey) === '') return invalid('orderKey', 'The order has no web order number.');
  const head = readHead(input, settings, warnings);
  if (!('lookup' in head)) return head;
  const address = readAddress(input.shipTo, warnings);
  if (address && 'kind' in address) return address as Failure;
  const read = readLines(input, settings);
  if (!Array.isArray(read)) return read;
  // Without prices there is nothing to spread a discount by; it goes over as a charge then.
  const canSpread = settings.discounts === 'prorata' && read.every(({ price }) => price?.gt(0));
  const charges = readCharges(input.charges ?? [], settings, canSpread);
  if (!('spread' in charges)) return charges;
  const total = readTotal(input.total);
  if (total && !(total instanceof Decimal)) return total;
  const currency = head.head['CUCD'] ?? '';
  const wrong = checkTotal(read, charges.sum, total, settings, currency);
  if (wrong) return wrong;
  const decimals = currencyDecimals(currency, settings.currencyDecimals);
  const texts = (input.texts ?? []).flatMap(({ text, place = 'before' }) =>
    cleanText(text) ? [{ text: cleanText(text), place }] : [],
  );
  const addressId = cleanText(input.shipTo?.addressId);
  return {
    orderKey: input.orderKey,
    customerNumber: head.head['CUNO'] ?? '',
    head: addressId ? { ...head.head, ADID: addressId } : head.head,
    ...(head.markerField ? { markerField: head.markerField } : {}),
    lookup: head.lookup,
    ...(address ? { address: address as Readonly<Record<string, string>> } : {}),
    lines: spreadDiscount(read, charges.spread, decimals),
    charges: charges.charges,
    texts: [...head.texts, ...texts],
    ...(total ? { total } : {}),
    warnings,
    extraLine: cleanRecord(input.extra?.line ?? {}),
  };
}

function readTotal(total: string | undefined): Decimal | Failure | undefined {
  if (total === undefined || total === null || total === '') return undefined;
  return readDecimal(total) ?? invalid('total', `The total is no amount: "${total}".`);
}
