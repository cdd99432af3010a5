import type { JsonObject } from '../../../core/json.ts';
import type { ConnectionClient, PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { askOfEach } from './ask.ts';

export const DELIVERY_CHANGED = 'm3.delivery.changed';

/** What a flow may read as `event`. */
export const DELIVERY_EVENT = objectSchema(
  {
    deliveryNumber: textSchema('Delivery number in M3'),
    orderNumber: textSchema('Order number in M3'),
    webOrderNumber: textSchema('Web order number, when M3 tells it'),
    warehouse: textSchema('Warehouse'),
    shipped: { type: 'boolean', description: 'The goods have left' },
    trackingNumber: textSchema('Tracking number; empty while the carrier has given none'),
  },
  ['deliveryNumber', 'orderNumber'],
);

/** How a delivery stood when it was last looked at. */
interface Seen {
  readonly shipped: boolean;
  readonly tracking: string;
  /** When it was first seen to have left, milliseconds since 1970; 0 before. */
  readonly leftAt: number;
  /** How many changes were told; part of the event's id. */
  readonly n: number;
}

type SeenOrders = Readonly<Record<string, Readonly<Record<string, Seen>>>>;

const DAY_MS = 86_400_000;
const SHIPPED_FROM = 60;
const HEAD_COLUMNS = ['DLIX', 'RIDN', 'WHLO', 'PGRS', 'ETRN', 'CUOR'];

/**
 * Tells of deliveries that have left, and again of a tracking number that came later. Orders and deliveries have no list
 * of changes in M3, so the open web orders are asked for (MWS411MI/LstDelLnByOrd), many in a call; heads are read only
 * of deliveries that are not complete.
 */
export const deliveriesTrigger: PollTrigger = {
  name: 'deliveries',
  title: 'Deliveries of web orders',
  events: [DELIVERY_CHANGED],
  watches: 'order',
  subject: 'status',
  everySeconds: (settings) => readM3Settings(settings).deliveriesEverySeconds,
  poll: async ({ client, settings: stored, cursor, linked, now, full }) => {
    const settings = readM3Settings(stored);
    const before = (full ? {} : (cursor?.['seen'] ?? {})) as unknown as SeenOrders;
    const known = await listDeliveries(client, settings, linked);
    const due = [...known].flatMap(([order, numbers]) =>
      numbers
        .filter((number) => !isComplete(before[order]?.[number], settings, now))
        .map((number) => ({ order, number })),
    );
    const heads = await readHeads(
      client,
      settings,
      due.map(({ number }) => number),
    );
    const seen: Record<string, Record<string, Seen>> = {};
    for (const order of linked) if (before[order]) seen[order] = { ...before[order] };
    const events: TriggerEvent[] = [];
    for (const { order, number } of due) {
      const head = heads.get(number);
      if (!head) continue;
      const shipped = Number(head['PGRS']) >= SHIPPED_FROM;
      const tracking = (head['ETRN'] ?? '').trim();
      const last = before[order]?.[number];
      const isNews = shipped && (!last?.shipped || last.tracking !== tracking);
      const n = (last?.n ?? 0) + (isNews ? 1 : 0);
      const leftAt = shipped ? last?.leftAt || now : 0;
      seen[order] = { ...seen[order], [number]: { shipped, tracking, leftAt, n } };
      if (isNews) events.push(eventOf(head, number, order, tracking, n, settings, now));
    }
    return { events, cursor: { seen } as unknown as JsonObject, more: false };
  },
};

function isComplete(seen: Seen | undefined, { trackingDays }: M3Settings, now: number): boolean {
  return seen !== undefined && seen.shipped && (seen.tracking !== '' || now - seen.leftAt > trackingDays * DAY_MS);
}

/** Delivery numbers of each order, in M3's order. */
async function listDeliveries(
  client: ConnectionClient,
  settings: M3Settings,
  orders: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const list = { program: 'MWS411MI', maxRecords: 0 };
  const answers = await askOfEach(client, settings, list, orders, (RIDN) => ({
    transaction: 'LstDelLnByOrd',
    record: { RORC: '3', RIDN },
    columns: ['DLIX', 'RIDN'],
  }));
  for (const [order, result] of answers) {
    const numbers = (result?.records ?? []).map(({ DLIX = '' }) => DLIX.trim()).filter((each) => each !== '');
    if (numbers.length > 0) found.set(order, [...new Set(numbers)]);
  }
  return found;
}

async function readHeads(
  client: ConnectionClient,
  settings: M3Settings,
  numbers: readonly string[],
): Promise<Map<string, MiRecord>> {
  const heads = new Map<string, MiRecord>();
  const answers = await askOfEach(client, settings, { program: 'MWS410MI' }, numbers, (DLIX) => ({
    transaction: 'GetHead',
    record: { DLIX },
    columns: HEAD_COLUMNS,
  }));
  for (const [number, result] of answers) {
    const head = result?.records[0];
    if (head) heads.set(number, head);
  }
  return heads;
}

function eventOf(
  head: MiRecord,
  deliveryNumber: string,
  orderNumber: string,
  trackingNumber: string,
  n: number,
  { webOrderNumberField }: M3Settings,
  now: number,
): TriggerEvent {
  const webOrderNumber = webOrderNumberField === 'customerOrderNumber' ? (head['CUOR'] ?? '').trim() : '';
  return {
    type: DELIVERY_CHANGED,
    id: `${deliveryNumber}/${n}:${trackingNumber || 'left'}`,
    subject: deliveryNumber,
    time: new Date(now).toISOString(),
    data: {
      deliveryNumber,
      orderNumber,
      ...(webOrderNumber ? { webOrderNumber } : {}),
      warehouse: head['WHLO'] ?? '',
      shipped: true,
      trackingNumber,
    },
  };
}
