import type { JsonObject } from '../../../core/json.ts';
import type { ConnectionClient, PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import { askAll, type ChangeList, type ChangesCursor, readChangedRows } from './changed-rows.ts';

export const CUSTOMER_CHANGED = 'm3.customer.changed';

/** What a flow may read as `event` (or as one of `event.items`). */
export const CUSTOMER_EVENT = objectSchema(
  {
    customerNumber: textSchema('Customer number'),
    addressId: textSchema('Address that changed, when it is known'),
  },
  ['customerNumber'],
);

/** Customers changed since a time; the list begins at a number and reads on, and none sorts before `!`. */
const CHANGES: ChangeList = {
  program: 'CRS610MI',
  transaction: 'LstByNumber',
  keyOf: (row) => row['CUNO'] ?? '',
};

const FIRST = '!';
const OVERLAP_MS = 300_000;

interface Cursor extends ChangesCursor {
  /** Changes of addresses that the overlap shows again: time of change by customer and address. */
  readonly addresses?: Readonly<Record<string, string>>;
}

interface FullCursor {
  /** Last customer of the page before; empty at the beginning. */
  readonly after: string;
  readonly mark: string;
}

/** Tells which customers changed; a full reading goes through all of them in pages. */
export const customersTrigger: PollTrigger = {
  name: 'customers',
  title: 'Customer changed in M3',
  subject: 'customers',
  events: [CUSTOMER_CHANGED],
  everySeconds: (settings) => readM3Settings(settings).customersEverySeconds,
  poll: async ({ client, settings: stored, cursor, full, now }) => {
    const settings = readM3Settings(stored);
    if (full) return await readPage(client, settings, cursor as FullCursor | undefined, now);
    const before = cursor as unknown as Cursor | undefined;
    const changed = await readChangedRows(client, settings, CHANGES, before);
    const addresses =
      settings.addressChanges === 'export' && before
        ? await readAddresses(client, settings, before)
        : { seen: {}, changed: [] };
    const events = changed.rows.map((row) => eventOf(row['CUNO'] ?? '', String(changed.serverTime), now));
    const next: Cursor = { ...changed.cursor, addresses: addresses.seen };
    return {
      events: [...events, ...addresses.changed.map((row) => addressEvent(row, now))],
      cursor: next as unknown as JsonObject,
      more: false,
      ...(changed.notes.length > 0 ? { notes: changed.notes } : {}),
    };
  },
};

async function readPage(
  client: ConnectionClient,
  settings: M3Settings,
  cursor: FullCursor | undefined,
  now: number,
): ReturnType<PollTrigger['poll']> {
  const { after, mark } = cursor ?? { after: '', mark: `full-${now}` };
  const transactions = [{ transaction: 'LstByNumber', record: { CUNO: after || FIRST }, columns: ['CUNO'] }];
  const [page] = await askAll(client, settings, 'CRS610MI', transactions, settings.customerPageSize);
  const numbers = (page?.records ?? []).map((row) => row['CUNO'] ?? '');
  // Positioned on the last one of the page before, so that one comes again and is left out.
  const fresh = numbers.filter((number) => number !== '' && number !== after);
  return {
    events: fresh.map((number) => eventOf(number, mark, now)),
    cursor: { after: fresh.at(-1) ?? after, mark },
    more: numbers.length >= settings.customerPageSize && fresh.length > 0,
  };
}

interface ChangedAddress {
  readonly customerNumber: string;
  readonly addressId: string;
  readonly changedAt: string;
}

const SEPARATOR = ';';

async function readAddresses(
  client: ConnectionClient,
  { company, ...settings }: M3Settings,
  { watermark, addresses: told = {} }: Cursor,
): Promise<{ seen: Record<string, string>; changed: ChangedAddress[] }> {
  const where = `OPCONO = ${Number(company)} and OPLMTS >= ${Math.max(0, Math.trunc(watermark - OVERLAP_MS))}`;
  const record = { QERY: `OPCUNO,OPADID,OPLMTS from OCUSAD where ${where}`, SEPC: SEPARATOR, HDRS: '0' };
  const select = [{ transaction: 'Select', record, columns: ['REPL'] }];
  const [result] = await askAll(client, { company, ...settings }, 'EXPORTMI', select);
  const seen: Record<string, string> = {};
  const changed: ChangedAddress[] = [];
  for (const { REPL = '' } of result?.records ?? []) {
    const [customerNumber = '', addressId = '', changedAt = ''] = REPL.split(SEPARATOR).map((part) => part.trim());
    if (customerNumber === '') continue;
    const key = `${customerNumber}/${addressId}`;
    if (told[key] !== changedAt) changed.push({ customerNumber, addressId, changedAt });
    seen[key] = changedAt;
  }
  return { seen, changed };
}

function eventOf(customerNumber: string, mark: string, now: number): TriggerEvent {
  return {
    type: CUSTOMER_CHANGED,
    id: `customer:${customerNumber}:${mark}`,
    subject: customerNumber,
    time: new Date(now).toISOString(),
    data: { customerNumber },
  };
}

function addressEvent({ customerNumber, addressId, changedAt }: ChangedAddress, now: number): TriggerEvent {
  const event = eventOf(customerNumber, `${addressId}:${changedAt}`, now);
  return { ...event, data: { customerNumber, addressId } };
}
