import type { JsonObject } from '../../../core/json.ts';
import type { LinkedRecord } from '../../../core/linked-record.ts';
import type { ConnectionClient, PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { askOfEach, NOTHING_COMES_MS } from './ask.ts';

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

/** What was seen of the deliveries of an order, by number. */
type SeenOrder = Readonly<Record<string, Seen>>;

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
  poll: async ({ client, settings: stored, linked, now }) => {
    const settings = readM3Settings(stored);
    const before = new Map(linked.map(({ id, seen }) => [id, (seen ?? {}) as unknown as SeenOrder]));
    const known = await listDeliveries(client, settings, [...before.keys()]);
    const due = [...known].flatMap(([order, numbers]) =>
      numbers
        .filter((number) => !isComplete(before.get(order)?.[number], settings, now))
        .map((number) => ({ order, number })),
    );
    const heads = await readHeads(
      client,
      settings,
      due.map(({ number }) => number),
    );
    const after = new Map(before);
    const events: TriggerEvent[] = [];
    for (const { order, number } of due) {
      const head = heads.get(number);
      if (!head) continue;
      const shipped = Number(head['PGRS']) >= SHIPPED_FROM;
      const tracking = (head['ETRN'] ?? '').trim();
      const last = before.get(order)?.[number];
      const isNews = shipped && (!last?.shipped || last.tracking !== tracking);
      const n = (last?.n ?? 0) + (isNews ? 1 : 0);
      const leftAt = shipped ? last?.leftAt || now : 0;
      if (last && !isNews && last.leftAt === leftAt) continue;
      after.set(order, { ...after.get(order), [number]: { shipped, tracking, leftAt, n } });
      if (isNews) events.push(eventOf(head, number, order, tracking, n, settings, now));
    }
    const seen: Record<string, JsonObject> = {};
    for (const [order, one] of after) if (one !== before.get(order)) seen[order] = one as unknown as JsonObject;
    // Nothing more is delivered of an order that is over in M3.
    const isDone = ({ id, since }: LinkedRecord): boolean => {
      const numbers = known.get(id) ?? [];
      if (numbers.length === 0) return now - since > NOTHING_COMES_MS;
      return numbers.every((number) => isComplete(after.get(id)?.[number], settings, now));
    };
    const closed = linked.filter((record) => record.over && isDone(record));
    return { events, seen, closed: closed.map(({ id }) => id), cursor: {}, more: false };
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
