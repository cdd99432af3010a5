import type { JsonObject } from '../../../core/json.ts';
import type { ConnectionClient, Polled, PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { isValid, type PriceHead } from '../operations/price-heads.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { askAll, type ChangeList, type ChangesCursor, readChangedRows } from './changed-rows.ts';
import { readHeads, readRows } from './price-lists.ts';

export const PRICE_CHANGED = 'm3.price.changed';

/** What a flow may read as `event` (or as one of `event.items`). */
export const PRICE_EVENT = objectSchema(
  {
    itemNumber: textSchema('Item number'),
    priceList: textSchema('Price list'),
    currency: textSchema('Currency of the list'),
    customerNumber: textSchema('Customer whose own list it is; left out for lists that count for everybody'),
    until: textSchema('Last day of the list, YYYYMMDD, when this is told because the list has ended'),
  },
  ['itemNumber'],
);

const CHANGES: ChangeList = {
  program: 'OIS320MI',
  transaction: 'LstNewPrices',
  keyOf: ({ PRRF = '', CUCD = '', CUNO = '', FVDT = '', ITNO = '', QTYL = '' }) =>
    [PRRF, CUCD, CUNO, FVDT, ITNO, QTYL].join('/'),
};

interface DeltaCursor extends ChangesCursor {
  /** Day of the last look, YYYYMMDD: lists that begin or cease to count on a later day change prices by themselves. */
  readonly day?: string;
}

interface FullCursor {
  readonly heads: readonly PriceHead[];
  readonly at: number;
  readonly mark: string;
}

/**
 * Tells which prices of lists changed, also because a list began to count or has ended; a full reading goes list by list.
 */
export const pricesTrigger: PollTrigger = {
  name: 'prices',
  title: 'Price changed in M3',
  subject: 'prices',
  events: [PRICE_CHANGED],
  everySeconds: (settings) => readM3Settings(settings).pricesEverySeconds,
  poll: async ({ client, settings: stored, cursor, full, now }) => {
    const settings = readM3Settings(stored);
    return full
      ? await readFull(client, settings, cursor as unknown as FullCursor | undefined, now)
      : await readDelta(client, settings, cursor as unknown as DeltaCursor | undefined, now);
  },
};

async function readDelta(
  client: ConnectionClient,
  settings: M3Settings,
  cursor: DeltaCursor | undefined,
  now: number,
): Promise<Polled> {
  const changed = await readChangedRows(client, settings, CHANGES, cursor);
  // A day has come when both clocks say so: prices are read by ours, and a day told too early would never be told again.
  const day = dayOf(Math.min(changed.serverTime, now));
  const before = cursor?.day ?? day;
  const { begun, ended } = before < day ? await readTurned(client, settings, before, day) : NOTHING_TURNED;
  const mark = String(changed.serverTime);
  const events = [
    ...[...changed.rows, ...begun].map((row) => eventOf(row, mark, now)),
    ...ended.map(({ row, until }) => eventOf(row, mark, now, until)),
  ];
  return {
    events: [...new Map(events.map((event) => [event.id, event])).values()],
    cursor: { ...changed.cursor, day } as unknown as JsonObject,
    more: false,
    ...(changed.notes.length > 0 ? { notes: changed.notes } : {}),
  };
}

interface Turned {
  /** Rows of lists that have begun to count. */
  readonly begun: readonly MiRecord[];
  /** Rows of lists that have ended, with the last day of the list. */
  readonly ended: readonly { readonly row: MiRecord; readonly until: string }[];
}

const NOTHING_TURNED: Turned = { begun: [], ended: [] };

/** What began to count after one day and by another, and what ended on the one or between the two. */
async function readTurned(client: ConnectionClient, settings: M3Settings, after: string, day: string): Promise<Turned> {
  const begun: MiRecord[] = [];
  const ended: { row: MiRecord; until: string }[] = [];
  for (const head of await readHeads(client, settings)) {
    const { validFrom, validTo: until } = head;
    const hasEnded = until >= after && !isValid(head, day) && validFrom <= day;
    const hasBegun = validFrom > after && isValid(head, day);
    if (!hasBegun && !hasEnded) continue;
    const rows = await readRows(client, settings, head);
    if (hasBegun) begun.push(...rows);
    else ended.push(...rows.map((row) => ({ row, until })));
  }
  return { begun, ended };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
}

async function readFull(
  client: ConnectionClient,
  settings: M3Settings,
  cursor: FullCursor | undefined,
  now: number,
): Promise<Polled> {
  const { heads, at, mark } = cursor ?? { heads: await readValidHeads(client, settings), at: 0, mark: `full-${now}` };
  const head = heads[at];
  const rows = head ? await readRows(client, settings, head) : [];
  return {
    events: rows.map((row) => eventOf(row, mark, now)),
    cursor: { heads, at: at + 1, mark } as unknown as JsonObject,
    more: at + 1 < heads.length,
  };
}

async function readValidHeads(client: ConnectionClient, settings: M3Settings): Promise<PriceHead[]> {
  const time = { transaction: 'GetServerTime', record: {}, columns: ['DATE'] };
  const [clock] = await askAll(client, settings, 'OIS017MI', [time]);
  const day = clock?.records[0]?.['DATE'] ?? '';
  return (await readHeads(client, settings)).filter((head) => isValid(head, day));
}

function eventOf(
  { ITNO = '', PRRF = '', CUCD = '', CUNO = '' }: MiRecord,
  mark: string,
  now: number,
  until?: string,
): TriggerEvent {
  const list = [PRRF, CUCD, ...(CUNO ? [CUNO] : [])].join('/');
  return {
    type: PRICE_CHANGED,
    id: `price:${ITNO}@${list}:${mark}`,
    subject: `${ITNO}@${list}`,
    time: new Date(now).toISOString(),
    data: {
      itemNumber: ITNO,
      priceList: PRRF,
      currency: CUCD,
      ...(CUNO ? { customerNumber: CUNO } : {}),
      ...(until ? { until } : {}),
    },
  };
}
