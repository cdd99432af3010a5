import type { RecordPage, SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader, RecordReading } from '../../kit/connector.ts';
import type { Order } from '../model/order.ts';
import { readClaritySettings } from '../setup/settings.ts';
import { ask, pageOf } from './ask.ts';
import { isLeftOut, orderAgain, prefixOf, readHeads } from './orders.ts';

/** Orders read in full for one page: lists show no lines. */
const BATCH = 20;

interface Cursor {
  readonly page: number;
  /** Ids of listed orders that are not read yet. */
  readonly pending: readonly string[];
  readonly more: boolean;
}

/** Lines of the store's orders. */
export const lineReader: RecordReader = {
  title: 'Order lines',
  picks: 50,
  page: async (reading) => {
    if (reading.only) {
      const prefix = matchKey(prefixOf(reading));
      const orders = new Set(reading.only.map((key) => key.slice(prefix.length).split('/')[0] ?? ''));
      return { records: await readOrders(reading, [...orders]) };
    }
    return await readNext(reading);
  },
  tellAgain: (record, { settings, mark, now }) =>
    orderAgain(record.id.split('/')[0] ?? '', record, settings, mark, now),
};

async function readNext(reading: RecordReading): Promise<RecordPage> {
  const cursor = (reading.cursor as unknown as Cursor | undefined) ?? (await list(reading));
  const batch = cursor.pending.slice(0, BATCH);
  const records = await readOrders(reading, batch);
  const pending = cursor.pending.slice(batch.length);
  if (pending.length > 0) return { records, cursor: { ...cursor, pending } };
  if (!cursor.more) return { records };
  const next = await list({ ...reading, cursor: { page: cursor.page + 1 } });
  return { records, cursor: { ...next } };
}

async function list(reading: RecordReading): Promise<Cursor> {
  const { orders, more } = await readHeads(reading);
  const wanted = orders.filter(({ active, status }) => active && status.toLowerCase() !== 'void');
  return { page: pageOf(reading), pending: wanted.map(({ id }) => id), more };
}

async function readOrders(reading: RecordReading, ids: readonly string[]): Promise<SideRecord[]> {
  const settings = readClaritySettings(reading.settings);
  const records: SideRecord[] = [];
  for (const id of ids) {
    const reply = await ask<'order-read'>(reading, { ask: 'order-read', id });
    if (!reply || !reply.active || reply.order.status.toLowerCase() === 'void') continue;
    const { order } = reply;
    records.push(...linesOf(order, prefixOf(reading), isLeftOut(order, settings)));
  }
  return records;
}

function linesOf(order: Order, prefix: string, isOptional: boolean): SideRecord[] {
  const { id, number, placedAt, updatedAt, currency, lines } = order;
  return lines
    .filter(({ type }) => type === 'item')
    .map(({ lineNumber, sku, quantity, unitPrice, extendedPrice }) => ({
      key: matchKey(`${prefix}${number}/${lineNumber}`),
      id: `${id}/${lineNumber}`,
      day: placedAt.slice(0, 10),
      amount: extendedPrice,
      currency,
      changedAt: updatedAt ?? placedAt,
      ...(isOptional ? { optional: true } : {}),
      fields: { item: sku ?? null, quantity, price: unitPrice },
    }));
}
