import type { JsonObject } from '../../../core/json.ts';
import {
  type ConnectionClient,
  type Polled,
  PollFailed,
  type PollTrigger,
  type TriggerEvent,
} from '../../kit/connector.ts';
import { m3Failure } from '../errors.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import { FIRST } from '../wire/request.ts';
import { askToTake, OVERLAP_MS, readServerTime } from './ask.ts';
import { judgeChanges, type Told } from './stock-changes.ts';
import { type FullReading, isDoubtful, type Snapshot, startFull } from './stock-snapshot.ts';

export const STOCK_CHANGED = 'm3.stock.changed';
export const STOCK_DOUBTFUL = 'm3.stock.snapshot-doubtful';

/** What a flow may read as `event` (or as one of `event.items`). */
export const STOCK_EVENT = objectSchema({ itemNumber: textSchema('Item number'), warehouse: textSchema('Warehouse') }, [
  'itemNumber',
  'warehouse',
]);

/** A full reading that was not applied, because it gave far less than the one before. */
export const STOCK_DOUBTFUL_EVENT = objectSchema(
  {
    rows: { type: 'integer', description: 'Rows of this reading' },
    rowsBefore: { type: 'integer', description: 'Rows of the reading before' },
    zeros: { type: 'integer', description: 'Rows with nothing to sell' },
    zerosBefore: { type: 'integer', description: 'Such rows of the reading before' },
  },
  ['rows', 'zeros'],
);

interface Cursor {
  /** M3's own time before the last look. */
  readonly watermark: number;
  /** What was told of the balances that the overlap shows again, by item and warehouse. */
  readonly told: Told;
  readonly snapshot?: Snapshot;
  readonly full?: FullReading;
}

/**
 * Tells which balances changed: by M3's own clock with an overlap; a full reading goes through every warehouse in
 * pages. Events name item and warehouse only: whoever acts on one reads the figure then.
 */
export const stockTrigger: PollTrigger = {
  name: 'stock',
  title: 'Stock changed in M3',
  subject: 'stock',
  events: [STOCK_CHANGED, STOCK_DOUBTFUL],
  everySeconds: (settings) => readM3Settings(settings).stockEverySeconds,
  poll: async ({ client, settings: stored, cursor: saved, full, now }) => {
    const settings = readM3Settings(stored);
    const cursor = saved as Cursor | undefined;
    if (cursor?.full) return await readPage(client, settings, cursor, cursor.full, now);
    if (full) return await beginFull(client, settings, cursor, now);
    return await readChanges(client, settings, cursor, now);
  },
};

async function readChanges(
  client: ConnectionClient,
  settings: M3Settings,
  cursor: Cursor | undefined,
  now: number,
): Promise<Polled> {
  const serverTime = await readServerTime(client, 'OIS100MI');
  // The first look only takes the time: what is there already comes with a full reading.
  if (!cursor) return polled([], { watermark: serverTime, told: {} });
  // A watermark ahead of M3's clock (set back since) must not hide what changes now.
  const since = Math.min(cursor.watermark, serverTime) - OVERLAP_MS;
  const record = { LMTS: String(Math.max(0, since)) };
  const transactions = [{ transaction: 'LstNewBalances', record, columns: ['WHLO', 'ITNO', 'AV01', 'AV02'] }];
  const [result] = await askToTake(client, { program: 'OIS100MI', transactions, maxRecords: 0 });
  const wanted = (result?.records ?? []).filter((row) => isWanted(settings, row['WHLO']));
  const { changed, told } = judgeChanges(wanted, cursor.told);
  const events = changed.map(({ itemNumber, warehouse }) => eventOf(itemNumber, warehouse, String(serverTime), now));
  return polled(events, { ...cursor, watermark: serverTime, told });
}

async function beginFull(
  client: ConnectionClient,
  settings: M3Settings,
  cursor: Cursor | undefined,
  now: number,
): Promise<Polled> {
  const serverTime = await readServerTime(client, 'OIS100MI');
  const warehouses = settings.stockWarehouses.length > 0 ? settings.stockWarehouses : await readWarehouses(client);
  const base = cursor ?? { watermark: serverTime, told: {} };
  return await readPage(client, settings, base, startFull(warehouses, serverTime), now);
}

/** One page of a full reading. The first pass counts, and only a count that can be believed is told in a second one. */
async function readPage(
  client: ConnectionClient,
  settings: M3Settings,
  cursor: Cursor,
  full: FullReading,
  now: number,
): Promise<Polled> {
  const warehouse = full.warehouses[full.at];
  if (warehouse === undefined) return endPass(cursor, full, now);
  // Positioned on the last item of the page before, so that one comes again and is left out.
  const record = { WHLO: warehouse, POPN: full.after || FIRST };
  const figure = settings.stockFigure === 'AV01' ? 'AV01' : 'AV02';
  const transactions = [{ transaction: 'LstSumWhsBal', record, columns: ['ITNO', figure] }];
  const [result] = await askToTake(client, { program: 'MMS200MI', transactions, maxRecords: settings.stockPageSize });
  if (result?.error) throw new PollFailed(m3Failure('m3.rejected', { message: `M3: ${result.error.message}` }));
  const page = result?.records ?? [];
  const rows = page.filter((row) => row['ITNO'] !== full.after);
  const zeros = rows.filter((row) => Number(row[figure] || '0') <= 0).length;
  const isLast = page.length < settings.stockPageSize || rows.length === 0;
  const next: FullReading = {
    ...full,
    rows: full.rows + rows.length,
    zeros: full.zeros + zeros,
    at: isLast ? full.at + 1 : full.at,
    after: isLast ? '' : (rows.at(-1)?.['ITNO'] ?? ''),
  };
  const events = full.counting
    ? []
    : rows.map((row) => eventOf(row['ITNO'] ?? '', warehouse, `full-${full.startedAt}`, now));
  return { ...polled(events, { ...cursor, full: next }), more: true };
}

function endPass(cursor: Cursor, full: FullReading, now: number): Polled {
  const { full: _, ...rest } = cursor;
  const snapshot = { rows: full.rows, zeros: full.zeros };
  if (!full.counting) return polled([], { ...rest, snapshot });
  if (!isDoubtful(snapshot, cursor.snapshot)) {
    const again = startFull(full.warehouses, full.startedAt);
    return { ...polled([], { ...rest, full: { ...again, counting: false } }), more: true };
  }
  const before = cursor.snapshot ?? { rows: 0, zeros: 0 };
  const doubt: TriggerEvent = {
    type: STOCK_DOUBTFUL,
    id: `doubt-${full.startedAt}`,
    subject: 'stock',
    time: new Date(now).toISOString(),
    data: { ...snapshot, rowsBefore: before.rows, zerosBefore: before.zeros },
  };
  // The next full reading is compared with this one: asking again says that it is right.
  return polled([doubt], { ...rest, snapshot });
}

function polled(events: readonly TriggerEvent[], cursor: Cursor): Polled {
  return { events, cursor: cursor as unknown as JsonObject, more: false };
}

function eventOf(itemNumber: string, warehouse: string, mark: string, now: number): TriggerEvent {
  const subject = `${itemNumber}@${warehouse}`;
  const data = { itemNumber, warehouse };
  return { type: STOCK_CHANGED, id: `${subject}:${mark}`, subject, time: new Date(now).toISOString(), data };
}

function isWanted({ stockWarehouses }: M3Settings, warehouse = ''): boolean {
  return stockWarehouses.length === 0 || stockWarehouses.includes(warehouse);
}

async function readWarehouses(client: ConnectionClient): Promise<string[]> {
  const transactions = [{ transaction: 'LstWarehouses', record: {}, columns: ['WHLO'] }];
  const [result] = await askToTake(client, { program: 'MMS005MI', transactions, maxRecords: 0 });
  return (result?.records ?? []).flatMap((row) => (row['WHLO'] ? [row['WHLO']] : []));
}
