import type { Json, JsonObject } from '../json.ts';
import type { JournalEntry } from '../run/journal.ts';

/** Stands in the place of a text that was taken out. */
export const ERASED = '(erased)';

/**
 * Names of fields whose short texts stay, in lower case: numbers and codes that accounts and the story of a run need and that
 * say nothing of a person. Whatever is not here goes, so that a new field is erased before anybody has thought of it.
 */
const KEPT: ReadonlySet<string> = new Set(
  `id type kind code state status step outcome effect operation program transaction queue scope resume followers
  ordernumber weborder weborderid order erporder entityid linenumber lineid customerline itemnumber sku quantity unit
  price unitprice listprice amount total subtotal tax shipping discount currency exchangerate warehouse facility division
  company ordertype customernumber erpcustomer accountid invoicenumber invoiceyear deliverynumber vouchernumber paymentid
  date time placedat createdat updatedat changedat requesteddate deliverydate
  orno ornr ponr posx posn itno orqt sapr cucd whlo orst orsl orsh stat cono divi faci alun ortp ordt rldt dwdt cuno cupo
  key1 line ivno vono yea4 acqt crme`
    .trim()
    .split(/\s+/),
);
const PERSONAL_NUMBER = /phone|mobile|fax|zip|post|birth|vat|^pono$|^phno$/i;
const LONGEST_KEPT = 40;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/;

/** The same value with every text of a person taken out; its shape stays. `key` is the name it stands under. */
export function eraseBody(value: Json, key = ''): Json {
  if (typeof value === 'string') return keepsText(key, value) ? value : ERASED;
  if (typeof value === 'number') return PERSONAL_NUMBER.test(key) ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => eraseBody(each, key));
  return mapObject(value as JsonObject, eraseBody);
}

function keepsText(key: string, value: string): boolean {
  if (value === '' || (ISO_TIME.test(value) && !/birth/i.test(key))) return true;
  return KEPT.has(key.toLowerCase()) && value.length <= LONGEST_KEPT && !/[@\s]/.test(value);
}

/** Parts of a journal entry that are ours and name nobody outside. */
const OURS: ReadonlySet<string> = new Set([
  'type',
  'step',
  'call',
  'effect',
  'outcome',
  'operation',
  'connection',
  'by',
  'verb',
  'links',
]);

/** A journal entry that still tells what was done and when, with what came of it, and not to whom. */
export function eraseEntry(entry: JournalEntry): JournalEntry {
  const erased = mapObject(entry as unknown as JsonObject, (value, key) =>
    OURS.has(key) ? value : eraseBody(value, key),
  );
  return erased as unknown as JournalEntry;
}

/** Facts of a run that stay: numbers and money. */
const KEPT_FACTS: ReadonlySet<string> = new Set([
  'order',
  'erpOrder',
  'customer',
  'erpCustomer',
  'amount',
  'currency',
  'store',
]);

/** The facts of a run without a name, an address, or a reference that somebody typed. */
export function eraseFacts(facts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]): [string, string][] =>
      value !== undefined && KEPT_FACTS.has(name) && !value.includes('@') ? [[name, value]] : [],
    ),
  );
}

function mapObject(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]): [string, Json][] =>
      value === undefined ? [] : [[key, change(value, key)]],
    ),
  );
}
