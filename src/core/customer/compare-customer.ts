import { canonical, sameAcross } from '../agree/canonical.ts';
import type { FieldRule } from '../agree/model.ts';
import type { Json, JsonObject } from '../json.ts';

/** One field of a customer in both systems, for people. */
export interface ComparedField {
  readonly name: string;
  readonly label: string;
  readonly m3?: string;
  readonly store?: string;
  /** False only when both sides have a value and mean something else. */
  readonly same: boolean;
}

/** One address in both systems. `same` is true when its content is on both sides. */
export interface ComparedAddress {
  readonly label: string;
  readonly lines: readonly string[];
  readonly inM3: boolean;
  readonly inStore: boolean;
  /** Number of the address in M3, as the store's contact names it. */
  readonly m3Id?: string;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly rule: Pick<FieldRule, 'kind' | 'ignoreCase' | 'm3' | 'store'>;
  readonly m3?: string;
  readonly store?: string;
}

/** Which member of each side's record a field is. Widths are those of M3's CRS610MI. */
const FIELDS: readonly Field[] = [
  {
    name: 'name',
    label: 'Name',
    rule: { kind: 'text', ignoreCase: true, m3: { maxLength: 36 } },
    m3: 'name',
    store: 'name',
  },
  { name: 'vatNumber', label: 'VAT number', rule: { kind: 'code' }, m3: 'vatNumber', store: 'vatNumber' },
  { name: 'email', label: 'E-mail', rule: { kind: 'email', m3: { maxLength: 50 } }, m3: 'email', store: 'email' },
  { name: 'phone', label: 'Telephone', rule: { kind: 'phone', m3: { maxLength: 16 } }, m3: 'phone', store: 'phone' },
  { name: 'creditLimit', label: 'Credit limit', rule: { kind: 'decimal' }, m3: 'creditLimit', store: 'credit' },
  { name: 'currency', label: 'Currency', rule: { kind: 'code' }, m3: 'currency', store: 'creditCurrency' },
  { name: 'stopped', label: 'Stopped, on hold', rule: { kind: 'flag' }, m3: 'stopped', store: 'onHold' },
  { name: 'status', label: 'Status', rule: { kind: 'text' }, m3: 'status' },
  { name: 'paymentTerms', label: 'Payment terms', rule: { kind: 'text' }, m3: 'paymentTerms' },
  { name: 'deliveryTerms', label: 'Delivery terms', rule: { kind: 'text' }, m3: 'deliveryTerms' },
  { name: 'storeStatus', label: 'Status in the store', rule: { kind: 'text' }, store: 'status' },
];

/** Fields of a customer side by side; a field that neither side has is left out. */
export function compareFields(m3: JsonObject | undefined, store: JsonObject | undefined): ComparedField[] {
  return FIELDS.flatMap((field) => {
    const left = field.m3 === undefined ? undefined : m3?.[field.m3];
    const right = field.store === undefined ? undefined : store?.[field.store];
    if (isBlank(left) && isBlank(right)) return [];
    const values = {
      ...(isBlank(left) ? {} : { m3: words(left) }),
      ...(isBlank(right) ? {} : { store: words(right) }),
    };
    return [{ name: field.name, label: field.label, ...values, same: isSame(field, left, right) }];
  });
}

function isSame({ rule }: Field, left: Json | undefined, right: Json | undefined): boolean {
  if (isBlank(left) || isBlank(right)) return true;
  return sameAcross(canonical(left, rule), canonical(right, rule), rule);
}

const isBlank = (value: Json | undefined): value is undefined | null | '' =>
  value === undefined || value === null || value === '';

function words(value: Json): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Addresses of both sides, one entry for the same content. M3's main address comes first. */
export function compareAddresses(m3: JsonObject | undefined, store: JsonObject | undefined): ComparedAddress[] {
  const found = new Map<string, ComparedAddress>();
  const main = m3 && linesOf([...list(m3['addressLines']), townOf(m3), m3['country']]);
  if (main && main.length > 0) {
    found.set(keyOf(main), { label: 'Main address in M3', lines: main, inM3: true, inStore: false });
  }
  for (const entry of list(store?.['contacts'])) {
    const contact = object(object(entry)['contact']);
    const lines = linesOf([
      contact['street1'],
      contact['street2'],
      contact['street3'],
      townOf(contact),
      contact['country'],
    ]);
    if (lines.length === 0) continue;
    const key = keyOf(lines);
    const known = found.get(key);
    const m3Id = contact['key'];
    found.set(key, {
      label: known?.label ?? labelOf(object(entry)),
      lines: known?.lines ?? lines,
      inM3: known?.inM3 ?? !isBlank(m3Id),
      inStore: true,
      ...(isBlank(m3Id) ? {} : { m3Id: words(m3Id) }),
    });
  }
  return [...found.values()];
}

function labelOf(entry: JsonObject): string {
  const name = entry['name'];
  if (!isBlank(name)) return words(name);
  if (entry['billing'] === true) return 'Billing address';
  return entry['primary'] === true ? 'Default delivery address' : 'Delivery address';
}

function townOf(record: JsonObject): string {
  return [record['postalCode'], record['city'], record['region']]
    .filter((part) => !isBlank(part))
    .map((part) => words(part ?? ''))
    .join(' ');
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function linesOf(parts: readonly (Json | undefined)[]): string[] {
  return parts.flatMap((part) => (isBlank(part) || words(part).trim() === '' ? [] : [words(part).trim()]));
}

/** Countries are left out: one side writes a code of two letters, the other one of three. */
function keyOf(lines: readonly string[]): string {
  return canonical(lines.slice(0, -1).join(' '), { kind: 'code' }) ?? '';
}
