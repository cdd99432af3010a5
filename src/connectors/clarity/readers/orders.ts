import { Decimal } from '../../../core/decimal.ts';
import type { RecordPage, SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader, RecordReading, TriggerEvent } from '../../kit/connector.ts';
import type { OrderHead, OrderTotals } from '../model/order.ts';
import { type ClaritySettings, readClaritySettings } from '../setup/settings.ts';
import { ask, pageOf } from './ask.ts';

/** Orders of the store, as its lists show them; single ones are read in full. */
export const orderReader: RecordReader = {
  title: 'Orders',
  picks: 20,
  page: async (reading) => {
    const settings = readClaritySettings(reading.settings);
    return reading.only ? await readSome(reading, settings, reading.only) : await readList(reading, settings);
  },
  tellAgain: (record, { settings, mark, now }) => orderAgain(record.id, record, settings, mark, now),
};

/** The event that takes an order over again. */
export function orderAgain(
  id: string,
  { changedAt }: Pick<SideRecord, 'changedAt'>,
  stored: RecordReading['settings'],
  mark: string,
  now: number,
): TriggerEvent {
  const { storeName } = readClaritySettings(stored);
  const time = new Date(now).toISOString();
  const data = { store: storeName, entity: 'order', entityId: id, version: changedAt ?? time, guest: false };
  return { type: 'clarity.order.created', id: `${mark}:${id}`, subject: id, time, data };
}

/** What stands before the store's order numbers in M3. */
export function prefixOf({ options }: RecordReading): string {
  return typeof options['orderPrefix'] === 'string' ? options['orderPrefix'] : '';
}

/**
 * Heads of the orders of a page. The list that has pages shows no parts of split orders
 * (docs/systems/clarity-ecommerce.md, "Reading"), so the first page has all of them besides, from the list for integrations.
 */
export async function readHeads(
  reading: RecordReading,
): Promise<{ readonly orders: readonly OrderHead[]; readonly more: boolean }> {
  const since = reading.since === undefined ? {} : { placedFrom: reading.since };
  const page = pageOf(reading);
  const reply = await ask<'order-list'>(reading, { ask: 'order-list', ...since, page, paged: true });
  const { orders, more } = reply ?? { orders: [], more: false };
  const { dialect, surface, groupedOrders } = readClaritySettings(reading.settings);
  if (page > 1 || dialect !== 'cef' || surface !== 'full' || groupedOrders !== 'subs') return { orders, more };
  const parts = await ask<'order-list'>(reading, { ask: 'order-list', ...since, partOfGroup: true });
  const known = new Set(orders.map(({ id }) => id));
  return { orders: [...orders, ...(parts?.orders ?? []).filter(({ id }) => !known.has(id))], more };
}

async function readList(reading: RecordReading, settings: ClaritySettings): Promise<RecordPage> {
  const { orders, more } = await readHeads(reading);
  const records = orders.map((order) => recordOf(order, order.totals, reading, settings));
  return { records, ...(more ? { cursor: { page: pageOf(reading) + 1 } } : {}) };
}

async function readSome(
  reading: RecordReading,
  settings: ClaritySettings,
  keys: readonly string[],
): Promise<RecordPage> {
  const prefix = matchKey(prefixOf(reading));
  const records: SideRecord[] = [];
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const reply = await ask<'order-read'>(reading, { ask: 'order-read', id: key.slice(prefix.length) });
    if (!reply) continue;
    const { order, active } = reply;
    const { account } = order;
    const head = { ...order, active, ...(account?.key === undefined ? {} : { accountKey: account.key }) };
    records.push(recordOf(head, order.totals, reading, settings));
  }
  return { records };
}

function recordOf(
  order: OrderHead,
  totals: OrderTotals | undefined,
  reading: RecordReading,
  settings: ClaritySettings,
): SideRecord {
  const { id, key, number, active, placedAt, updatedAt, status, accountKey, currency } = order;
  const isVoid = status.toLowerCase() === 'void';
  const sent = totals && sentOf(totals, reading);
  const ownKey = settings.markerAttribute === undefined ? key : undefined;
  return {
    key: matchKey(prefixOf(reading) + number),
    id,
    day: placedAt.slice(0, 10),
    ...(sent ? { amount: sent.net } : {}),
    ...(currency === undefined ? {} : { currency }),
    changedAt: updatedAt ?? placedAt,
    ...(isVoid || !active || isLeftOut(order, settings) ? { optional: true } : {}),
    fields: {
      erpNumber: ownKey ?? null,
      customer: accountKey ?? null,
      currency: currency ?? null,
      net: sent?.net ?? null,
      gross: sent?.gross ?? null,
      cancelled: isVoid ? 'yes' : 'no',
    },
  };
}

/** Of a group either the head or its parts go to M3; a head without parts looks the same in a list. */
export function isLeftOut(
  { isMaster, groupId }: Pick<OrderHead, 'isMaster' | 'groupId'>,
  { groupedOrders }: ClaritySettings,
): boolean {
  return groupId !== undefined && isMaster === (groupedOrders === 'subs');
}

/** What of the total goes to M3: parts that the flow does not send are no difference. */
function sentOf(totals: OrderTotals, { options }: RecordReading): { readonly net: string; readonly gross: string } {
  const parts = [
    totals.subTotal,
    options['sendFreight'] === false ? '0' : totals.shipping,
    options['sendHandling'] === false ? '0' : totals.handling,
    options['sendFees'] === false ? '0' : totals.fees,
    options['sendDiscounts'] === false ? '0' : totals.discounts,
  ];
  const net = parts.reduce((sum, part) => sum.plus(part), new Decimal(0));
  return { net: net.toFixed(), gross: net.plus(totals.tax).toFixed() };
}
