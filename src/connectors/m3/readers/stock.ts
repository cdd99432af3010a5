import { Decimal, parseDecimal } from '../../../core/decimal.ts';
import type { RecordPage, SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader, RecordReading } from '../../kit/connector.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { askMany, askOne, FIRST } from './ask.ts';

interface Cursor {
  readonly warehouses: readonly string[];
  readonly at: number;
  readonly after: string;
}

/** What can be sold of each item in each warehouse, by the figure that the connection names. */
export const stockReader: RecordReader = {
  title: 'Stock',
  picks: 100,
  page: async (reading) => {
    const settings = readM3Settings(reading.settings);
    return reading.only ? await readSome(reading, settings, reading.only) : await readNext(reading, settings);
  },
  tellAgain: (record, { mark, now }) => {
    const [itemNumber = '', warehouse = ''] = record.id.split('@');
    const time = new Date(now).toISOString();
    const data = { itemNumber, warehouse };
    return { type: 'm3.stock.changed', id: `${mark}:${record.id}`, subject: record.id, time, data };
  },
};

async function readNext(reading: RecordReading, settings: M3Settings): Promise<RecordPage> {
  const cursor = (reading.cursor as unknown as Cursor | undefined) ?? (await begin(reading, settings));
  const warehouse = cursor.warehouses[cursor.at];
  if (warehouse === undefined) return { records: [] };
  const record = { WHLO: warehouse, POPN: cursor.after || FIRST };
  const columns = ['ITNO', 'AV01', 'AV02', 'SSQT'];
  const size = settings.stockPageSize;
  const rows = await askOne(reading, 'MMS200MI', { transaction: 'LstSumWhsBal', record, columns }, size);
  // Positioned on the last item of the page before, so that one comes again and is left out.
  const fresh = rows.filter(({ ITNO = '' }) => ITNO !== cursor.after);
  const isLast = rows.length < size || fresh.length === 0;
  const next: Cursor = isLast
    ? { ...cursor, at: cursor.at + 1, after: '' }
    : { ...cursor, after: fresh.at(-1)?.['ITNO'] ?? '' };
  const figures = await figuresOf(reading, settings, warehouse, fresh);
  const isOver = isLast && next.at >= cursor.warehouses.length;
  return { records: figures, ...(isOver ? {} : { cursor: { ...next } }) };
}

async function begin(reading: RecordReading, settings: M3Settings): Promise<Cursor> {
  if (settings.stockWarehouses.length > 0) return { warehouses: settings.stockWarehouses, at: 0, after: '' };
  const list = { transaction: 'LstWarehouses', record: {}, columns: ['WHLO'] };
  const rows = await askOne(reading, 'MMS005MI', list);
  return { warehouses: rows.flatMap(({ WHLO = '' }) => (WHLO === '' ? [] : [WHLO])), at: 0, after: '' };
}

async function readSome(reading: RecordReading, settings: M3Settings, keys: readonly string[]): Promise<RecordPage> {
  const pairs = keys.map((key) => key.split('@') as [string, string?]);
  const transactions = pairs.map(([item, warehouse = '']) => ({
    transaction: 'GetSumWhsBal',
    record: { WHLO: warehouse, POPN: item },
    columns: ['ITNO', 'AV01', 'AV02', 'SSQT'],
  }));
  const results = await askMany(reading, 'MMS200MI', transactions, 1);
  const records: SideRecord[] = [];
  for (const [index, { records: rows }] of results.entries()) {
    records.push(...(await figuresOf(reading, settings, pairs[index]?.[1] ?? '', rows)));
  }
  return { records };
}

/** AVTQ stands in no list: it is asked for item by item, many in one call. */
async function figuresOf(
  reading: RecordReading,
  { stockFigure }: M3Settings,
  warehouse: string,
  rows: readonly MiRecord[],
): Promise<SideRecord[]> {
  const promised =
    stockFigure === 'AVTQ'
      ? await askMany(
          reading,
          'OIS100MI',
          rows.map(({ ITNO = '' }) => ({
            transaction: 'GetATP',
            record: { ITNO, WHLO: warehouse },
            columns: ['AVTQ'],
          })),
          1,
        )
      : [];
  return rows.map((row, index) => {
    const item = row['ITNO']?.trim() ?? '';
    const figure = stockFigure === 'AVTQ' ? promised[index]?.records[0]?.['AVTQ'] : row[stockFigure];
    return {
      key: matchKey(`${item}@${warehouse}`),
      id: `${item}@${warehouse}`,
      fields: { quantity: sellable(figure ?? '0', reading) },
    };
  });
}

/** Never below zero, and less the safety that the stock flow keeps back. */
function sellable(figure: string, { options }: RecordReading): string {
  const safety = options['safetyQuantity'];
  const kept = typeof safety === 'number' || typeof safety === 'string' ? (parseDecimal(String(safety)) ?? 0) : 0;
  const left = (parseDecimal(figure.replace(',', '.')) ?? new Decimal(0)).minus(kept);
  return left.isNegative() ? '0' : left.toFixed();
}
