import { Decimal, parseDecimal } from '../../../core/decimal.ts';
import type { RecordPage, SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader, RecordReading } from '../../kit/connector.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import { FIRST, type MiRecord } from '../wire/request.ts';
import { askMany, askOne } from './ask.ts';

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
  const columns = ['ITNO', 'AV01', 'AV02', 'SSQT', 'UNMS'];
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

/** Item and warehouse of a key, which names the place in the store. */
function warehouseOf(key: string, { options }: RecordReading): readonly [string, string?] {
  const [item = '', place = ''] = key.split('@');
  const places = Object.entries(crosswalk(options, 'warehouse') ?? {});
  return [item, places.find(([, each]) => matchKey(each) === place)?.[0] ?? place];
}

async function readSome(reading: RecordReading, settings: M3Settings, keys: readonly string[]): Promise<RecordPage> {
  const pairs = keys.map((key) => warehouseOf(key, reading));
  const transactions = pairs.map(([item, warehouse = '']) => ({
    transaction: 'GetSumWhsBal',
    record: { WHLO: warehouse, POPN: item },
    columns: ['ITNO', 'AV01', 'AV02', 'SSQT', 'UNMS'],
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
  const place = placeOf(warehouse, reading);
  if (place === undefined) return [];
  return rows.map((row, index) => {
    const item = row['ITNO']?.trim() ?? '';
    const figure = stockFigure === 'AVTQ' ? promised[index]?.records[0]?.['AVTQ'] : row[stockFigure];
    const id = `${item}@${warehouse}`;
    return {
      key: matchKey(`${item}@${place}`),
      id,
      fields: { quantity: sellable(figure ?? '0', item, warehouse, row, reading) },
    };
  });
}

/** Where the store keeps the stock of a warehouse; undefined for one that does not go to the store. */
function placeOf(warehouse: string, { options }: RecordReading): string | undefined {
  const places = crosswalk(options, 'warehouse');
  return places === undefined ? warehouse : places[warehouse] || undefined;
}

function crosswalk(options: RecordReading['options'], name: string): Readonly<Record<string, string>> | undefined {
  return (options['crosswalks'] as Readonly<Record<string, Readonly<Record<string, string>>>> | undefined)?.[name];
}

/** As the stock flow works it out: less what orders on their way take, less safety, whole units, never below zero. */
function sellable(figure: string, item: string, warehouse: string, row: MiRecord, { options }: RecordReading): string {
  const own = crosswalk(options, 'safety-stock') ?? {};
  const usual = own[`${item}@${warehouse}`] ?? own[item] ?? String((options['safetyStock'] as number | undefined) ?? 0);
  const safety = options['useM3Safety'] === true ? (row['SSQT'] ?? '0') : usual;
  const lines = (options['promised'] ?? []) as unknown as readonly Promised[];
  const taken = lines
    .filter((line) => line.item === item && (line.warehouse === undefined || line.warehouse === warehouse))
    .reduce((sum, { quantity }) => sum.plus(parseDecimal(quantity) ?? 0), new Decimal(0));
  const left = number(figure).minus(taken).minus(number(safety));
  const decimals = Number(crosswalk(options, 'unit-decimals')?.[row['UNMS'] ?? ''] ?? 0);
  return Decimal.max(0, left).toDecimalPlaces(decimals, Decimal.ROUND_FLOOR).toFixed();
}

interface Promised {
  readonly item: string;
  readonly warehouse?: string;
  readonly quantity: string;
}

const number = (text: string): Decimal => parseDecimal(text.replace(',', '.')) ?? new Decimal(0);
