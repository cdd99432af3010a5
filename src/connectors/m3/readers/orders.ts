import type { SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { askMany } from './ask.ts';
import { type OrderHead, readHeads } from './order-heads.ts';

/** Live orders that came from the store, with their values. */
export const orderReader: RecordReader = {
  title: 'Orders',
  picks: 50,
  page: async (reading) => {
    const settings = readM3Settings(reading.settings);
    const { heads, cursor } = await readHeads(reading, reading.only);
    const transactions = heads.map(({ orderNumber }) => ({
      transaction: 'GetOrderValue',
      record: { ORNO: orderNumber },
      columns: ['ORVA'],
    }));
    const values = await askMany(reading, 'OIS100MI', transactions, 1);
    const records = heads.map((head, index) => recordOf(head, values[index]?.records[0], settings));
    return { records, ...(cursor ? { cursor } : {}) };
  },
};

/** The order value has lines and charges. Where tax travels as a charge, it is in it, and M3 adds none. */
function recordOf(head: OrderHead, value: MiRecord | undefined, settings: M3Settings): SideRecord {
  const { orderNumber, webOrderNumber, customerNumber, currency, lowest, day, changedAt } = head;
  const amount = value?.['ORVA']?.replace(',', '.').trim() || undefined;
  const cancelled = Number(lowest) >= 90;
  return {
    key: matchKey(webOrderNumber),
    id: orderNumber,
    ...(day === '' ? {} : { day }),
    ...(amount === undefined ? {} : { amount }),
    currency,
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(cancelled ? { optional: true } : {}),
    fields: {
      erpNumber: orderNumber,
      customer: customerNumber,
      currency,
      net: settings.tax === 'm3' ? (amount ?? null) : null,
      gross: settings.tax === 'charge' ? (amount ?? null) : null,
      cancelled: cancelled ? 'yes' : 'no',
    },
  };
}
