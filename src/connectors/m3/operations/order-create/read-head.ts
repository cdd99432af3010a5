import type { Failure } from '../../../../core/failure.ts';
import { type M3Settings, webOrderField } from '../../setup/settings.ts';
import type { MiRecord } from '../../wire/request.ts';
import { readPostalAddress } from '../address.ts';
import { cleanRecord, cleanText, fitOrderKey, fitText, invalid, readDay } from '../values.ts';
import type { OrderAddress, OrderInput } from './input.ts';
import type { IntentText, OrderIntent } from './intent.ts';

type Field = Exclude<keyof OrderInput, 'lines' | 'charges' | 'texts' | 'shipTo' | 'extra' | 'total'>;

/** Codes that go over as they are. They are never cut: a cut code is another code. */
const HEAD_CODES: readonly { readonly from: Field; readonly to: string; readonly length: number }[] = [
  { from: 'customerNumber', to: 'CUNO', length: 10 },
  { from: 'orderType', to: 'ORTP', length: 3 },
  { from: 'facility', to: 'FACI', length: 3 },
  { from: 'warehouse', to: 'WHLO', length: 3 },
  { from: 'currency', to: 'CUCD', length: 3 },
  { from: 'paymentTerms', to: 'TEPY', length: 3 },
  { from: 'paymentMethod', to: 'PYCD', length: 3 },
  { from: 'paymentReference', to: 'PYRE', length: 25 },
  { from: 'deliveryTerms', to: 'TEDL', length: 3 },
  { from: 'deliveryMethod', to: 'MODL', length: 3 },
  { from: 'language', to: 'LNCD', length: 2 },
  { from: 'salesChannel', to: 'CUCH', length: 15 },
];

const REFERENCE_LENGTHS = { CUOR: 20, YREF: 30, OREF: 30 } as const;

export type HeadPart = Pick<OrderIntent, 'head' | 'markerField' | 'lookup'> & { readonly texts: readonly IntentText[] };

/** Builds the order head, or says which field cannot be sent. */
export function readHead(input: OrderInput, settings: M3Settings, warnings: string[]): HeadPart | Failure {
  const head: Record<string, string> = {};
  const defaults: Partial<Record<Field, string>> = {
    orderType: settings.orderType,
    facility: settings.facility,
    warehouse: settings.warehouse,
  };
  for (const { from, to, length } of HEAD_CODES) {
    const value = cleanText(input[from]) || defaults[from] || '';
    if (value.length > length) return invalid(from, `${from} takes at most ${length} characters, not "${value}".`);
    if (value) head[to] = value;
  }
  if (!head['CUNO']) return invalid('customerNumber', 'The order has no customer number.');
  for (const [from, to] of [
    ['orderDate', 'ORDT'],
    ['requestedDate', 'RLDT'],
  ] as const) {
    const value = cleanText(input[from]);
    const day = value ? readDay(value) : '';
    if (day === undefined) return invalid(from, `${from} is not a day: "${value}". Write it as 2026-02-28.`);
    if (day) head[to] = day;
  }
  const references = placeReferences(input, settings, warnings);
  const extra = input.extra?.head ?? {};
  return { ...references, head: { ...head, ...references.head, ...cleanRecord(extra) } };
}

/** Shares the three reference fields out: web order number, purchase order number, the draft's mark, your reference. */
function placeReferences(input: OrderInput, settings: M3Settings, warnings: string[]): HeadPart {
  const lookup = { field: webOrderField(settings), value: fitOrderKey(cleanText(input.orderKey)) };
  const webFirst = lookup.field === 'CUOR';
  const head: Record<string, string> = { [lookup.field]: lookup.value };
  const texts: IntentText[] = [];
  const free: (keyof typeof REFERENCE_LENGTHS)[] = webFirst ? ['OREF', 'YREF'] : ['CUOR', 'OREF'];
  const markerField = settings.draftMarker === 'none' ? undefined : (free[1] as 'YREF' | 'OREF');
  if (markerField) free.pop();
  for (const name of ['customerReference', 'yourReference'] as const) {
    const value = cleanText(input[name]);
    if (!value) continue;
    const field = free.shift();
    const length = field ? REFERENCE_LENGTHS[field] : 0;
    if (field) head[field] = fitText(value, length);
    if (value.length <= length) continue;
    const title = name === 'customerReference' ? 'Customer reference' : 'Your reference';
    texts.push({ text: `${title}: ${value}`, place: 'before' });
    warnings.push(`${title} "${value}" has no room in its field; it stands in the order text.`);
  }
  if (cleanText(input.orderKey) !== lookup.value)
    texts.push({ text: `Web order: ${cleanText(input.orderKey)}`, place: 'before' });
  return { head, lookup, texts, ...(markerField ? { markerField } : {}) };
}

/** Builds the one-off delivery address; nothing when there is none or the customer's own is meant. */
export function readAddress(shipTo: OrderAddress | undefined, warnings: string[]): MiRecord | Failure | undefined {
  if (!shipTo || cleanText(shipTo.addressId)) return undefined;
  const read = readPostalAddress(shipTo, 'shipTo', warnings);
  if (!read || !('fields' in read)) return read;
  const { fields, phone } = read;
  return phone ? { ...fields, [phone.length > 10 ? 'PHN2' : 'PHNO']: phone } : fields;
}
