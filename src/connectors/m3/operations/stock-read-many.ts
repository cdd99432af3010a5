import type { JsonObject } from '../../../core/json.ts';
import type { CallRecord, Operation } from '../../../core/operation.ts';
import { STOCK_READ_MANY_SAMPLE } from '../samples/stock.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import type { MiRecord, MiTransactionCall } from '../wire/request.ts';
import { type Asked, bulkLimit, callsThisRound, failLost, failureOf, readAll, resultsOf } from './history.ts';
import { countReadings, type ReadCounts, readingsSchema, UNANSWERED } from './read-many.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

/** One balance: an item in a warehouse. */
export interface StockKey {
  readonly itemNumber: string;
  readonly warehouse: string;
}

export interface StockReadManyInput {
  readonly items: readonly StockKey[];
}

export interface StockReading extends StockKey {
  readonly outcome: 'read' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string;
  /** What can be sold, by the figure that the connection names. Can be below zero. */
  readonly figure?: string;
  readonly unit?: string;
  /** What M3's planning keeps back (SSQT). */
  readonly safetyStock?: string;
  /** When it was asked for, ISO 8601 in UTC: the figure is at least as new. */
  readonly readAt?: string;
}

export interface StockReadManyOutput {
  readonly items: readonly StockReading[];
  readonly counts: ReadCounts;
}

type Figure = M3Settings['stockFigure'];

const KEY = { itemNumber: textSchema('Item number', { minLength: 1 }), warehouse: textSchema('Warehouse') };
const amount = (what: string) => textSchema(what, { format: 'decimal' });

/** Reads what can be sold of many items, many in one call. */
export const stockReadMany: Operation<StockReadManyInput, StockReadManyOutput, JsonObject> = {
  name: 'stock.read-many',
  title: 'Read stock of many items',
  description:
    'Reads the figure that the connection names (AV01, AV02 or AVTQ) of items in warehouses, as many in a call as the connection allows. An item that M3 does not know is skipped with its reason; the rest goes on.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ items: listSchema(objectSchema(KEY, ['itemNumber', 'warehouse'])) }, ['items']),
  output: readingsSchema(KEY, {
    figure: amount('What can be sold; can be below zero'),
    unit: textSchema('Basic unit'),
    safetyStock: amount('What planning keeps back'),
    readAt: textSchema('When it was asked for (ISO 8601, UTC)'),
  }),
  sample: STOCK_READ_MANY_SAMPLE,
  next: (view) => {
    const { items } = view.input;
    const settings = readM3Settings(view.settings);
    const figure = settings.stockFigure;
    const calls = callsThisRound(view, 'read');
    const lost = failLost(calls);
    if (lost) return lost;
    const program = figure === 'AVTQ' ? 'OIS100MI' : 'MMS200MI';
    const transactions = items.map((item) => transactionOf(item, figure));
    const read = readAll('read', program, transactions, calls, bulkLimit(settings), 1);
    if ('next' in read) return read.next;
    const rows = readings(items, calls, figure);
    const warnings = rows.flatMap(({ outcome, itemNumber, warehouse, reason }) =>
      outcome === 'skipped' ? [`Item ${itemNumber} in warehouse ${warehouse}: ${reason}`] : [],
    );
    return {
      do: 'done',
      output: countReadings(rows),
      ...(warnings.length > 0 ? { warnings: warnings.slice(0, 20) } : {}),
    };
  },
};

function transactionOf({ itemNumber, warehouse }: StockKey, figure: Figure): MiTransactionCall {
  if (figure === 'AVTQ') {
    const record = { ITNO: itemNumber, WHLO: warehouse };
    return { transaction: 'GetATP', record, columns: ['AVTQ', 'UNMS'], needs: ['AVTQ'] };
  }
  // The summed balance tells unit and safety stock with the figures, which the plain balance does not.
  const columns = ['ITNO', 'WHLO', 'AV01', 'AV02', 'SSQT', 'UNMS'];
  return { transaction: 'GetSumWhsBal', record: { WHLO: warehouse, POPN: itemNumber }, columns, needs: ['ITNO'] };
}

function readings(items: readonly StockKey[], calls: readonly CallRecord[], figure: Figure): StockReading[] {
  const results = calls.flatMap((call) => resultsOf([call]).map((result) => ({ result, readAt: call.sentAt })));
  return items.map(({ itemNumber, warehouse }, index): StockReading => {
    const key = { itemNumber, warehouse };
    const { result, readAt = 0 } = results[index] ?? {};
    const reason = reasonOf(result, itemNumber);
    const row: MiRecord = result?.records[0] ?? {};
    if (reason !== undefined) return { ...key, outcome: 'skipped', reason };
    return {
      ...key,
      outcome: 'read',
      figure: row[figure] || '0',
      unit: row['UNMS'] ?? '',
      ...(row['SSQT'] ? { safetyStock: row['SSQT'] } : {}),
      readAt: new Date(readAt).toISOString(),
    };
  });
}

function reasonOf(result: Asked | undefined, itemNumber: string): string | undefined {
  if (!result) return UNANSWERED;
  const failure = failureOf(result);
  if (failure) return failure.message;
  const row = result.records[0];
  if (!row) return 'M3 has no balance for it';
  // An alias of another item can look like an item number.
  const answered = row['ITNO']?.trim();
  return answered !== undefined && answered.toUpperCase() !== itemNumber.trim().toUpperCase()
    ? `M3 knows it as item ${answered}`
    : undefined;
}
