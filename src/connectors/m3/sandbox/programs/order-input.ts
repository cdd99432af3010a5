import { Decimal } from 'decimal.js';
import type { Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Customer } from '../state/customers.ts';
import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Item } from '../state/items.ts';
import { quantityText } from '../state/quantities.ts';
import { CURRENCIES, FACILITIES } from '../state/reference.ts';
import { badNumber, badQuantity, isRefusal, itemOf, notForSale, unknownCode } from './checks.ts';
import { PIECES_PER_BOX } from './money.ts';

/** Defaults that an order head takes from its customer. */
const FROM_CUSTOMER = ['ORTP', 'FACI', 'WHLO', 'CUCD', 'TEPY', 'TEDL', 'MODL', 'LNCD', 'PYCD'];

/** An order head with what M3 fills in: customer defaults, dates, division. */
export function fillHead({ fields, customerNumber }: Customer, input: Readonly<MiRecord>, now: number): MiRecord {
  const head: MiRecord = {};
  for (const name of FROM_CUSTOMER) head[name] = fields[name] ?? '';
  for (const [name, value] of Object.entries(input)) if (name !== 'CONO') head[name] = value;
  const today = dayOf(now);
  head['CUNO'] = customerNumber;
  head['ORDT'] ??= today;
  head['RLDT'] ??= head['RLDZ'] ?? today;
  head['PYNO'] ??= customerNumber;
  head['INRC'] ??= customerNumber;
  head['DIVI'] = FACILITIES[head['FACI'] ?? '']?.division ?? 'AAA';
  return head;
}

/**
 * A checked order line with unit and warehouse filled in. The quantity is in the item's basic unit afterwards;
 * what was asked for in the alternate unit stays in ORQA and ALUN.
 */
export function buildLine(
  sandbox: Sandbox,
  head: MiRecord,
  input: Readonly<MiRecord>,
  lateItemCheck: boolean,
): MiRecord | Refusal {
  const item = itemOf(sandbox, input['ITNO']);
  const passLate = lateItemCheck && isRefusal(item);
  if (isRefusal(item) && !passLate) return item;
  const bad =
    unknownCode(input) ?? badNumber(input) ?? (lateItemCheck || isRefusal(item) ? undefined : notForSale(item));
  if (bad) return bad;
  const line: MiRecord = {};
  for (const [name, value] of Object.entries(input)) if (name !== 'CONO' && name !== 'ORNO') line[name] = value;
  line['ORQT'] ??= '1';
  line['WHLO'] ??= head['WHLO'] ?? '001';
  line['DWDT'] ??= line['DWDZ'] ?? head['RLDT'] ?? '';
  if (isRefusal(item)) return line;
  const units = [item.fields['UNMS'], item.fields['ALUN'], item.fields['SPUN']];
  if (line['SPUN'] !== undefined && !units.includes(line['SPUN'])) return refuse('XRE0103', 'SPUN', line['SPUN']);
  const unit = line['ALUN'] ?? item.fields['UNMS'] ?? 'EA';
  line['ORQA'] = line['ORQT'];
  line['ALUN'] = unit;
  if (unit !== item.fields['UNMS']) {
    if (unit !== item.fields['ALUN']) return refuse('XRE0103', 'ALUN', unit);
    line['ORQT'] = quantityText(Number(line['ORQT']) / PIECES_PER_BOX);
    return Number(line['ORQA']) > 0 ? line : refuse('WORQT01', 'ORQT', line['ORQA']);
  }
  return badQuantity(line['ORQT'], item) ?? line;
}

/** Adds what M3 knows of the item: texts, unit, and the price when the caller gave none. */
export function completeLine(item: Item, line: MiRecord, currency: string): MiRecord {
  const { fields } = item;
  const { price, discountPercent } = priceFor(item, line['ORQT'] ?? '1', currency);
  const priced =
    line['SAPR'] === undefined ? { SAPR: price, ...(discountPercent ? { DIP1: discountPercent } : {}) } : {};
  return {
    ITDS: (fields['ITDS'] ?? '').slice(0, 30),
    UNMS: fields['UNMS'] ?? '',
    SPUN: fields['SPUN'] ?? '',
    SACD: '1',
    LTYP: '0',
    ...priced,
    ...line,
  };
}

/** List price in a currency, with 5 per cent off from 100 units on. */
export function priceFor(item: Item, quantity: string, currency: string): { price: string; discountPercent: string } {
  const rate = CURRENCIES[currency] ?? '1';
  const price = new Decimal(item.fields['SAPR'] ?? '0').mul(rate).toFixed(2);
  return { price, discountPercent: Number(quantity) >= 100 ? '5' : '' };
}
