import type { SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import { readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { askMany } from './ask.ts';
import { type OrderHead, readHeads } from './order-heads.ts';

const COLUMNS = ['PONR', 'POSX', 'CUPO', 'ITNO', 'ORQA', 'ORQT', 'SAPR', 'NLAM', 'ORST'];
/** Line status of what was closed without delivery. */
const CLOSED = 90;

/** Lines of the live orders that came from the store. */
export const lineReader: RecordReader = {
  title: 'Order lines',
  picks: 50,
  page: async (reading) => {
    const { priceSource } = readM3Settings(reading.settings);
    const orders = reading.only && [...new Set(reading.only.map(orderOf))];
    const { heads, cursor } = await readHeads(reading, orders);
    const transactions = heads.map(({ orderNumber }) => ({
      transaction: 'LstLine',
      record: { ORNO: orderNumber },
      columns: COLUMNS,
    }));
    const results = await askMany(reading, 'OIS100MI', transactions);
    const records = heads.flatMap((head, index) =>
      (results[index]?.records ?? []).map((line) => recordOf(head, line, priceSource === 'store')),
    );
    return { records, ...(cursor ? { cursor } : {}) };
  },
};

const orderOf = (key: string): string => key.slice(0, key.lastIndexOf('/'));

/**
 * M3 keeps the store's line number as the customer's. A line without one was entered in M3, or added when the order was
 * changed in the store: OIS100MI AddOrderLine has no field for the number.
 */
function recordOf(head: OrderHead, line: MiRecord, comparesPrice: boolean): SideRecord {
  const { webOrderNumber, orderNumber, currency, day, changedAt } = head;
  const own = Number(line['PONR'] ?? '0');
  const webLine = Number(line['CUPO']?.trim() || '0');
  const amount = number(line['NLAM']);
  return {
    key: matchKey(`${webOrderNumber}/${webLine > 0 ? webLine : `M3-${own}`}`),
    id: `${orderNumber}/${own}/${Number(line['POSX'] ?? '0')}`,
    ...(day === '' ? {} : { day }),
    ...(amount === null ? {} : { amount }),
    currency,
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(webLine > 0 ? {} : { unnumbered: true }),
    ...(Number(line['ORST'] ?? '0') >= CLOSED ? { optional: true } : {}),
    fields: {
      item: line['ITNO']?.trim() || null,
      quantity: number(line['ORQA']) ?? number(line['ORQT']),
      price: comparesPrice ? number(line['SAPR']) : null,
    },
  };
}

const number = (text: string | undefined): string | null => text?.replace(',', '.').trim() || null;
