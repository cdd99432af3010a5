import type { JsonObject } from '../../../core/json.ts';
import type { ConnectionClient, PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import { selectCall, splitRow } from '../wire/export-rows.ts';
import { OVERLAP_MS } from './ask.ts';
import { askAll, type ChangeList, type ChangesCursor, readChangedRows } from './changed-rows.ts';
import { type NumberList, readNumberPage } from './number-pages.ts';

export const CUSTOMER_CHANGED = 'm3.customer.changed';

/** What a flow may read as `event` (or as one of `event.items`). */
export const CUSTOMER_EVENT = objectSchema(
  {
    customerNumber: textSchema('Customer number'),
    addressId: textSchema('Address that changed, when it is known'),
  },
  ['customerNumber'],
);

/** Customers changed since a time. */
const CHANGES: ChangeList = {
  program: 'CRS610MI',
  transaction: 'LstByNumber',
  keyOf: (row) => row['CUNO'] ?? '',
};

const ALL: NumberList = { program: 'CRS610MI', transaction: 'LstByNumber', field: 'CUNO' };

interface Cursor extends ChangesCursor {
  /** Changes of addresses that the overlap shows again: time of change by customer and address. */
  readonly addresses?: Readonly<Record<string, string>>;
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
    if (full) {
      const page = await readNumberPage(client, settings, ALL, settings.customerPageSize, cursor, now);
      const events = page.numbers.map((number) => eventOf(number, page.mark, now));
      return { events, cursor: page.cursor, more: page.more };
    }
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

interface ChangedAddress {
  readonly customerNumber: string;
  readonly addressId: string;
  readonly changedAt: string;
}

async function readAddresses(
  client: ConnectionClient,
  { company, ...settings }: M3Settings,
  { watermark, addresses: told = {} }: Cursor,
): Promise<{ seen: Record<string, string>; changed: ChangedAddress[] }> {
  const where = `OPCONO = ${Number(company)} and OPLMTS >= ${Math.max(0, Math.trunc(watermark - OVERLAP_MS))}`;
  const select = [selectCall(`OPCUNO,OPADID,OPLMTS from OCUSAD where ${where}`)];
  const [result] = await askAll(client, { company, ...settings }, 'EXPORTMI', select);
  const seen: Record<string, string> = {};
  const changed: ChangedAddress[] = [];
  for (const row of result?.records ?? []) {
    const [customerNumber = '', addressId = '', changedAt = ''] = splitRow(row);
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
