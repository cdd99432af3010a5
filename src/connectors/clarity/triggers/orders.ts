import type { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/json.ts';
import {
  type ConnectionClient,
  type Polled,
  PollFailed,
  type PollTrigger,
  type TriggerEvent,
} from '../../kit/connector.ts';
import { contentHashOf, exportedNumberOf } from '../model/content-hash.ts';
import type { Order, OrderHead } from '../model/order.ts';
import type { OrderFilter, OrderReply } from '../model/request.ts';
import { type ClaritySettings, readClaritySettings } from '../setup/settings.ts';
import { ask } from './ask.ts';
import { orderEvent } from './events.ts';
import { closeCursor, type PollCursor, readCursor, sinceOf, stampOfVersion, startCursor } from './poll-cursor.ts';

/** Orders read in one look, at most and for so long; the rest waits for the next, which follows at once. */
const BATCH = 200;
const READ_FOR_MS = 5_000;
const MOST_PAGES = 200;
/** A stamp further ahead than any zone explains must not carry the watermark away. */
const FARTHEST_AHEAD_MS = 26 * 3_600_000;
const GROUP_SPAN_MS = 3_600_000;

/**
 * Finds the orders that no webhook told (docs/systems/clarity-ecommerce.md, "Reading changes without webhooks"). Rows of
 * the list carry no time of change, so each is read in full; what was seen before in the overlap gives nothing again.
 */
export const ordersPoll: PollTrigger = {
  name: 'orders',
  title: 'New and changed orders',
  events: ['clarity.order.created', 'clarity.order.updated'],
  everySeconds: (settings) => readClaritySettings(settings).pollSeconds,
  async poll({ client, settings: stored, cursor: kept, now }): Promise<Polled> {
    const settings = readClaritySettings(stored);
    const overlapMs = settings.overlapMinutes * 60_000;
    let cursor = readCursor(kept) ?? startCursor(await firstBeginning(client, settings, now));
    if (cursor.pending.length === 0) {
      const changed = await listChanged(client, settings, sinceOf(cursor, overlapMs, settings.zone), cursor.seen);
      cursor = { ...cursor, pending: changed, reached: cursor.watermark };
    }
    const events: TriggerEvent[] = [];
    const { pending: listed } = cursor;
    const readings = await readSome(client, listed.slice(0, BATCH), Math.min(settings.concurrency, 8));
    let judged = 0;
    try {
      for (const reading of readings) {
        const id = listed[judged] ?? '';
        const event = await judge(client, settings, cursor, id, reading);
        if (event !== undefined) events.push(event);
        cursor = remember(cursor, id, reading, now);
        judged += 1;
      }
    } catch (error) {
      // What was judged before counts; the others follow with the next look.
      if (judged === 0 || !(error instanceof PollFailed)) throw error;
    }
    const pending = listed.slice(judged);
    const next = pending.length > 0 ? { ...cursor, pending } : closeCursor(cursor, overlapMs, settings.zone);
    return { events, cursor: next as unknown as JsonObject, more: pending.length > 0 };
  },
};

/**
 * The first look goes back by a setting, in our clock. Where the newest order is older than that, it begins right behind
 * that order: then a store whose clock or zone is off loses nothing that is placed from now on.
 */
async function firstBeginning(client: ConnectionClient, settings: ClaritySettings, now: number): Promise<string> {
  const wanted = new Date(now - settings.firstLookMs).toISOString();
  const { orders } = await ask<'order-list'>(client, { ask: 'order-list', newest: true });
  const newest = orders[0]?.placedAt;
  return newest !== undefined && newest < wanted ? new Date(Date.parse(newest) + 1).toISOString() : wanted;
}

/** Ids of orders that changed since then, oldest first, without those that are known to be as they were. */
async function listChanged(
  client: ConnectionClient,
  settings: ClaritySettings,
  since: string,
  seen: PollCursor['seen'],
): Promise<readonly string[]> {
  const filters: OrderFilter[] = [{ modifiedSince: since }];
  // The current generation leaves out records that were never changed when it is asked for changes.
  if (settings.dialect === 'phoenix') filters.push({ placedFrom: since });
  const rows = new Map<string, OrderHead>();
  for (const filter of filters) {
    for (const row of await listAll(client, filter)) rows.set(row.id, row);
  }
  return [...rows.values()]
    .filter((row) => row.updatedAt === undefined || seen[row.id] !== `${row.updatedAt}#${row.status}`)
    .toSorted((left, right) => (left.placedAt < right.placedAt ? -1 : Number(left.placedAt > right.placedAt)))
    .map(({ id }) => id);
}

/**
 * All that fit. The older generation's list for integrations comes in one piece, whatever its length; after a long
 * absence that is more than anybody should read at once, and would be more still at each later try. Then it is read by
 * pages.
 */
async function listAll(client: ConnectionClient, filter: OrderFilter): Promise<readonly OrderHead[]> {
  try {
    return await listPages(client, filter);
  } catch (error) {
    if (!(error instanceof PollFailed) || error.failure.code !== 'connection.no-usable-answer') throw error;
    return await listPages(client, { ...filter, paged: true });
  }
}

async function listPages(client: ConnectionClient, filter: OrderFilter): Promise<readonly OrderHead[]> {
  const rows: OrderHead[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { orders, more } = await ask<'order-list'>(client, { ask: 'order-list', ...filter, page });
    rows.push(...orders);
    if (!more) break;
  }
  return rows;
}

/** An order, or why it could not be used although the store answered. */
type Reading = OrderReply | { readonly failure: Failure };

/**
 * Readings of the first orders, in their order. It ends at one that cannot be read now: what was read before it counts, so
 * that a store which fails now and then does not keep the whole look from getting on.
 * @throws PollFailed when not even the first could be read.
 */
async function readSome(client: ConnectionClient, ids: readonly string[], width: number): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  const until = performance.now() + READ_FOR_MS;
  for (let start = 0; start < ids.length && performance.now() < until; start += width) {
    const some = ids.slice(start, start + width).map((id) => readOne(client, id));
    for (const reading of await Promise.allSettled(some)) {
      if (reading.status === 'fulfilled') readings.push(reading.value);
      else if (readings.length > 0) return readings;
      else throw reading.reason;
    }
  }
  return readings;
}

async function readOne(client: ConnectionClient, id: string): Promise<Reading> {
  try {
    return await ask<'order-read'>(client, { ask: 'order-read', id });
  } catch (error) {
    const isOfRecord = error instanceof PollFailed && ['missing', 'rejected'].includes(error.failure.kind);
    if (isOfRecord) return { failure: error.failure };
    throw error;
  }
}

async function judge(
  client: ConnectionClient,
  settings: ClaritySettings,
  cursor: PollCursor,
  id: string,
  reading: Reading,
): Promise<TriggerEvent | undefined> {
  if ('failure' in reading) return unreadable(settings, cursor, id, reading.failure);
  const { order, active, hash } = reading;
  const before = cursor.seen[id];
  if (!active || before === order.version) return undefined;
  if (exportedNumberOf(order, settings.markerAttribute) === undefined) {
    const isNone = order.status.toLowerCase() === 'void' || (await isLeftOut(client, settings, order));
    return isNone ? undefined : orderEvent('order.created', order, settings.storeName);
  }
  // W14: our own writing left its hash; only a status that changed since the last look is somebody else's.
  const isOwn = hash !== undefined && hash === contentHashOf(order);
  const statusBefore = before?.slice(before.indexOf('#') + 1);
  if (isOwn && (statusBefore === undefined || statusBefore === order.status)) return undefined;
  return orderEvent('order.updated', order, settings.storeName, isOwn ? ['StatusKey'] : undefined);
}

/** An order that cannot be read goes on as new: its run fails by name and stands where people see it. */
function unreadable(
  settings: ClaritySettings,
  cursor: PollCursor,
  id: string,
  failure: Failure,
): TriggerEvent | undefined {
  const isKnown = cursor.seen[id]?.endsWith(markOf(failure)) ?? false;
  if (failure.kind === 'missing' || isKnown) return undefined;
  const version = cursor.watermark + markOf(failure);
  const data = { store: settings.storeName, entity: 'order', entityId: id, version, guest: false };
  return { type: 'clarity.order.created', id: `poll:${id}:${version}`, subject: id, time: cursor.watermark, data };
}

const markOf = ({ code, field = '' }: Failure): string => `#${code}:${field}`;

/** Of a group either the master or its parts are exported; a master without parts is an order like any other. */
async function isLeftOut(client: ConnectionClient, settings: ClaritySettings, order: Order): Promise<boolean> {
  if (order.groupId === undefined) return false;
  if (settings.groupedOrders === 'master') return !order.isMaster;
  if (!order.isMaster) return false;
  if (settings.surface === 'portal') return true;
  const at = Date.parse(order.placedAt);
  const { orders } = await ask<'order-list'>(client, {
    ask: 'order-list',
    partOfGroup: true,
    placedFrom: new Date(at - GROUP_SPAN_MS).toISOString(),
    placedUntil: new Date(at + GROUP_SPAN_MS).toISOString(),
  });
  return orders.some((each) => each.groupId === order.groupId && !each.isMaster);
}

function remember(cursor: PollCursor, id: string, reading: Reading, now: number): PollCursor {
  if ('failure' in reading) {
    return { ...cursor, seen: { ...cursor.seen, [id]: cursor.watermark + markOf(reading.failure) } };
  }
  const { version } = reading.order;
  const stamp = stampOfVersion(version);
  const isSane = Date.parse(stamp) <= now + FARTHEST_AHEAD_MS;
  const reached = isSane && stamp > cursor.reached ? stamp : cursor.reached;
  return { ...cursor, reached, seen: { ...cursor.seen, [id]: version } };
}
