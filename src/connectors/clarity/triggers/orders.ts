import type { Failure } from '../../../core/failure.ts';
import {
  type ConnectionClient,
  type Polled,
  PollFailed,
  type PollTrigger,
  type TriggerEvent,
} from '../../kit/connector.ts';
import { contentHashOf, exportedNumberOf } from '../model/content-hash.ts';
import type { Order } from '../model/order.ts';
import { type ClaritySettings, readClaritySettings } from '../setup/settings.ts';
import { ask } from './ask.ts';
import { orderEvent } from './events.ts';
import { listOrders } from './order-lists.ts';
import { type OrderReading, readOrders } from './order-readings.ts';
import { closeCursor, type PollCursor, readCursor, stampOfVersion, startCursor, storeCursor } from './poll-cursor.ts';

/** Orders read in one look at most. */
const BATCH = 200;
/** A stamp further ahead than any zone explains must not carry the watermark away. */
const FARTHEST_AHEAD_MS = 26 * 3_600_000;
const GROUP_SPAN_MS = 3_600_000;

/**
 * Finds the orders that no webhook told (docs/systems/clarity-ecommerce.md, "Reading"). Rows of
 * the list carry no time of change, so each that is recent is read in full; what was seen before gives nothing again.
 */
export const ordersPoll: PollTrigger = {
  name: 'orders',
  title: 'New and changed orders',
  events: ['clarity.order.created', 'clarity.order.updated'],
  everySeconds: (settings) => readClaritySettings(settings).pollSeconds,
  async poll({ client, settings: stored, cursor: kept, now }): Promise<Polled> {
    const settings = readClaritySettings(stored);
    let cursor = readCursor(kept) ?? startCursor(await firstBeginning(client, settings, now));
    const list = cursor.pending.length > 0 ? { cursor, more: false } : await listOrders(client, settings, cursor, now);
    cursor = list.cursor;
    const { pending: listed } = cursor;
    const tried = await readOrders(client, listed.slice(0, BATCH), Math.min(settings.concurrency, 8));
    const told = new Map<string, Told | PollFailed>();
    for (const [id, reading] of tried) told.set(id, await tell(client, settings, cursor, id, reading));
    const failures = [...told.values()].filter((each) => each instanceof PollFailed);
    // Nothing at all could be read: that is the store, and people are to see it.
    if (failures[0] !== undefined && failures.length === told.size) throw failures[0];
    const events: TriggerEvent[] = [];
    const unread: string[] = [];
    const readings = new Map<string, OrderReading>();
    for (const [id, each] of told) {
      if (each instanceof PollFailed) unread.push(id);
      else {
        if (each.event !== undefined) events.push(each.event);
        readings.set(id, each.reading);
      }
    }
    const pending = listed.filter((id) => !tried.has(id));
    const read = { ...remember(cursor, readings, now), pending, unread: [...cursor.unread, ...unread] };
    const isRead = pending.length === 0;
    const next = isRead ? closeCursor(read, settings.overlapMinutes * 60_000, settings.zone) : read;
    return { events, cursor: storeCursor(next), more: list.more || !isRead };
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

/** A reading, and what is to be told of it. */
interface Told {
  readonly reading: OrderReading;
  readonly event: TriggerEvent | undefined;
}

/** What is to be told of an order, or why that cannot be said now. */
async function tell(
  client: ConnectionClient,
  settings: ClaritySettings,
  cursor: PollCursor,
  id: string,
  reading: OrderReading | PollFailed,
): Promise<Told | PollFailed> {
  if (reading instanceof PollFailed) return reading;
  try {
    return { reading, event: await judge(client, settings, cursor, id, reading) };
  } catch (error) {
    if (error instanceof PollFailed) return error;
    throw error;
  }
}

async function judge(
  client: ConnectionClient,
  settings: ClaritySettings,
  cursor: PollCursor,
  id: string,
  reading: OrderReading,
): Promise<TriggerEvent | undefined> {
  if ('failure' in reading) return unreadable(settings, cursor, id, reading.failure);
  const { order, active, hash } = reading;
  const before = cursor.seen.get(id);
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
  const isKnown = cursor.seen.get(id)?.endsWith(markOf(failure)) ?? false;
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

/** The cursor with all that was read, put together once: it holds thousands of orders where many come. */
function remember(cursor: PollCursor, readings: ReadonlyMap<string, OrderReading>, now: number): PollCursor {
  const seen = new Map(cursor.seen);
  let { reached } = cursor;
  for (const [id, reading] of readings) {
    if ('failure' in reading) {
      seen.set(id, cursor.watermark + markOf(reading.failure));
      continue;
    }
    const { version } = reading.order;
    const stamp = stampOfVersion(version);
    const isSane = Date.parse(stamp) <= now + FARTHEST_AHEAD_MS;
    if (isSane && stamp > reached) reached = stamp;
    seen.set(id, version);
  }
  return { ...cursor, reached, seen };
}
