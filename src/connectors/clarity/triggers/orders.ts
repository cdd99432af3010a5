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
import { ask, askAgain } from './ask.ts';
import { orderEvent } from './events.ts';
import { closeCursor, type PollCursor, readCursor, sinceOf, stampOfVersion, startCursor } from './poll-cursor.ts';

/** Orders read in one look, at most and for so long; the rest waits for the next, which follows at once. */
const BATCH = 200;
const READ_FOR_MS = 2_000;
const MOST_PAGES = 200;
/** A stamp further ahead than any zone explains must not carry the watermark away. */
const FARTHEST_AHEAD_MS = 26 * 3_600_000;
const GROUP_SPAN_MS = 3_600_000;
/** What a change may take from its stamp until others see it, so that all of that time is read once more at each look. */
const RECENT_MS = 10_000;
/** How often the whole overlap is listed, for what came later still or with a clock that is off. */
const WIDE_EVERY_MS = 60_000;

/**
 * Finds the orders that no webhook told (docs/systems/clarity-ecommerce.md, "Reading changes without webhooks"). Rows of
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
    if (cursor.pending.length === 0) cursor = await listAgain(client, settings, cursor, now);
    const { pending: listed } = cursor;
    const tried = await readSome(client, listed.slice(0, BATCH), Math.min(settings.concurrency, 8));
    const told = new Map<string, Told | PollFailed>();
    for (const [id, reading] of tried) told.set(id, await tell(client, settings, cursor, id, reading));
    const failures = [...told.values()].filter((each) => each instanceof PollFailed);
    // Nothing at all could be read: that is the store, and people are to see it.
    if (failures[0] !== undefined && failures.length === told.size) throw failures[0];
    const events: TriggerEvent[] = [];
    const unread: string[] = [];
    for (const [id, each] of told) {
      if (each instanceof PollFailed) unread.push(id);
      else {
        if (each.event !== undefined) events.push(each.event);
        cursor = remember(cursor, id, each.reading, now);
      }
    }
    const pending = listed.filter((id) => !tried.has(id));
    const read = { ...cursor, pending, unread: [...cursor.unread, ...unread] };
    const isEnd = pending.length === 0;
    const next = isEnd ? closeCursor(read, settings.overlapMinutes * 60_000, settings.zone) : read;
    return { events, cursor: next as unknown as JsonObject, more: !isEnd };
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

/** The cursor with what is to be read next: what could not be read before, and what changed since. */
async function listAgain(
  client: ConnectionClient,
  settings: ClaritySettings,
  cursor: PollCursor,
  now: number,
): Promise<PollCursor> {
  const { seen, watermark, unread } = cursor;
  const isWide = now - cursor.widenedAt >= WIDE_EVERY_MS || now < cursor.widenedAt;
  const recent = await listSince(client, settings, sinceOf(cursor, RECENT_MS, settings.zone));
  const rows = new Map(recent.filter((row) => isNews(row, seen[row.id])).map((row) => [row.id, row]));
  if (isWide) {
    const since = sinceOf(cursor, settings.overlapMinutes * 60_000, settings.zone);
    for (const row of await listSince(client, settings, since))
      if (looksOther(row, seen[row.id])) rows.set(row.id, row);
  }
  const listed = [...rows.values()]
    .toSorted((left, right) => (left.placedAt < right.placedAt ? -1 : Number(left.placedAt > right.placedAt)))
    .map(({ id }) => id);
  const pending = [...new Set([...unread, ...listed])];
  return { ...cursor, pending, unread: [], reached: watermark, widenedAt: isWide ? now : cursor.widenedAt };
}

/** Rows that do not tell when they changed have to be read. */
function isNews({ updatedAt, status }: OrderHead, seen: string | undefined): boolean {
  return updatedAt === undefined || seen !== `${updatedAt}#${status}`;
}

/** A row of long ago that was never read, or that shows another status than the one that was read. */
function looksOther(row: OrderHead, seen: string | undefined): boolean {
  if (seen === undefined || row.updatedAt !== undefined) return isNews(row, seen);
  return !seen.endsWith(`#${row.status}`);
}

async function listSince(
  client: ConnectionClient,
  settings: ClaritySettings,
  since: string,
): Promise<readonly OrderHead[]> {
  const changed = await listAll(client, { modifiedSince: since });
  if (settings.dialect !== 'phoenix') return changed;
  // The current generation leaves out records that were never changed when it is asked for changes.
  return [...changed, ...(await listAll(client, { placedFrom: since }))];
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
    if (!(error instanceof PollFailed) || !isTooLong(error.failure)) throw error;
    return await listPages(client, { ...filter, paged: true });
  }
}

/** What a list says that is longer than anybody should read at once, among other reasons. */
function isTooLong({ code }: Failure): boolean {
  return code === 'connection.no-usable-answer';
}

async function listPages(client: ConnectionClient, filter: OrderFilter): Promise<readonly OrderHead[]> {
  const rows: OrderHead[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { orders, more } = await askAgain<'order-list'>(
      client,
      { ask: 'order-list', ...filter, page },
      filter.paged ? undefined : isTooLong,
    );
    rows.push(...orders);
    if (!more) break;
  }
  return rows;
}

/** An order, or why it could not be used although the store answered. */
type Reading = OrderReply | { readonly failure: Failure };

/** A reading, and what is to be told of it. */
interface Told {
  readonly reading: Reading;
  readonly event: TriggerEvent | undefined;
}

/**
 * Readings of the first orders, in their order; a failure is one that may be read another time. What cannot be read now,
 * or only slowly, does not keep the others: a store that fails now and then would let no look get on. It ends when the
 * time is up, and where so many in a row could not be read.
 */
async function readSome(
  client: ConnectionClient,
  ids: readonly string[],
  width: number,
): Promise<ReadonlyMap<string, Reading | PollFailed>> {
  const answers = new Map<string, Reading | PollFailed>();
  const until = performance.now() + READ_FOR_MS;
  const waiting = ids.values();
  let failedInARow = 0;
  const readOn = async (): Promise<void> => {
    while (performance.now() < until && failedInARow < width) {
      const { value: id } = waiting.next();
      if (id === undefined) return;
      const answer = await readOne(client, id);
      failedInARow = answer instanceof PollFailed ? failedInARow + 1 : 0;
      answers.set(id, answer);
    }
  };
  await Promise.all(Array.from({ length: width }, readOn));
  return new Map(
    ids.flatMap((id) => {
      const answer = answers.get(id);
      return answer === undefined ? [] : [[id, answer] as const];
    }),
  );
}

async function readOne(client: ConnectionClient, id: string): Promise<Reading | PollFailed> {
  try {
    return await ask<'order-read'>(client, { ask: 'order-read', id });
  } catch (error) {
    if (!(error instanceof PollFailed)) throw error;
    return ['missing', 'rejected'].includes(error.failure.kind) ? { failure: error.failure } : error;
  }
}

/** What is to be told of an order, or why that cannot be said now. */
async function tell(
  client: ConnectionClient,
  settings: ClaritySettings,
  cursor: PollCursor,
  id: string,
  reading: Reading | PollFailed,
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
