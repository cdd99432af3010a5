import type { Failure } from '../../../core/failure.ts';
import { type ConnectionClient, PollFailed } from '../../kit/connector.ts';
import type { OrderHead } from '../model/order.ts';
import type { OrderFilter } from '../model/request.ts';
import type { ClaritySettings } from '../setup/settings.ts';
import { askAgain } from './ask.ts';
import { type PollCursor, sinceOf } from './poll-cursor.ts';

const MOST_PAGES = 200;
/** What a change may take from its stamp until others see it, so that all of that time is read once more at each look. */
const RECENT_MS = 10_000;
/** How often the whole overlap is listed, for what came later still or with a clock that is off; in slices of no less. */
const SWEEP_EVERY_MS = 60_000;
const LEAST_SLICE_MS = 60_000;
/** What is shorter is not cut. */
const LEAST_HALF_MS = 2_000;
/** How long a look goes on sweeping; the rest waits for the next, which follows at once. */
const SWEEP_FOR_MS = 2_000;

/** The cursor with what is to be read next: what could not be read before, and what changed since; `more` is to be listed. */
export async function listOrders(
  client: ConnectionClient,
  settings: ClaritySettings,
  cursor: PollCursor,
  now: number,
): Promise<{ readonly cursor: PollCursor; readonly more: boolean }> {
  const { seen, watermark, unread } = cursor;
  const recentSince = sinceOf(cursor, RECENT_MS, settings.zone);
  const recent = await listChanged(client, settings, recentSince);
  const rows = new Map(recent.filter((row) => isNews(row, seen.get(row.id))).map((row) => [row.id, row]));
  const swept = await sweep(client, settings, cursor, recentSince, now);
  for (const row of swept.rows) if (looksOther(row, seen.get(row.id))) rows.set(row.id, row);
  const listed = [...rows.values()]
    .toSorted((left, right) => (left.placedAt < right.placedAt ? -1 : Number(left.placedAt > right.placedAt)))
    .map(({ id }) => id);
  const { sweptTo: _, ...rest } = cursor;
  const pending = [...new Set([...unread, ...listed])];
  return { cursor: { ...rest, ...swept.progress, pending, unread: [], reached: watermark }, more: swept.more };
}

interface Swept {
  readonly rows: readonly OrderHead[];
  readonly progress: Pick<PollCursor, 'sweptAt' | 'sweptTo'>;
  /** The time was up before its end. */
  readonly more: boolean;
}

/**
 * Lists the overlap once more, in slices of time from its beginning up to what is recent. How far it came is kept, so that
 * a slow store and a process that dies do not make it begin anew. A record that changes meanwhile is met in a later slice.
 */
async function sweep(
  client: ConnectionClient,
  settings: ClaritySettings,
  cursor: PollCursor,
  until: string,
  now: number,
): Promise<Swept> {
  const { sweptAt, sweptTo } = cursor;
  const isDue = sweptTo !== undefined || now - sweptAt >= SWEEP_EVERY_MS || now < sweptAt;
  if (!isDue) return { rows: [], progress: { sweptAt }, more: false };
  const overlapMs = settings.overlapMinutes * 60_000;
  const since = sinceOf(cursor, overlapMs, settings.zone);
  const sliceMs = Math.max(LEAST_SLICE_MS, overlapMs / 10);
  const rows: OrderHead[] = [];
  const endsAt = performance.now() + SWEEP_FOR_MS;
  let from = sweptTo !== undefined && sweptTo > since ? sweptTo : since;
  while (from < until) {
    const sliceEnd = new Date(Date.parse(from) + sliceMs).toISOString();
    const to = sliceEnd < until ? sliceEnd : until;
    try {
      rows.push(...(await listChanged(client, settings, from, to)));
    } catch (error) {
      // What is recent was listed: the sweep goes on with the next look.
      if (error instanceof PollFailed) return { rows, progress: { sweptAt, sweptTo: from }, more: false };
      throw error;
    }
    from = to;
    if (performance.now() > endsAt && from < until) return { rows, progress: { sweptAt, sweptTo: from }, more: true };
  }
  return { rows, progress: { sweptAt: now }, more: false };
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

/** Orders that changed in that time, both ends included; without an end up to now. */
async function listChanged(
  client: ConnectionClient,
  settings: ClaritySettings,
  since: string,
  until?: string,
): Promise<readonly OrderHead[]> {
  const to = (name: 'modifiedUntil' | 'placedUntil'): OrderFilter => (until === undefined ? {} : { [name]: until });
  const changed = await listAll(client, settings, { modifiedSince: since, ...to('modifiedUntil') });
  if (settings.dialect !== 'phoenix') return changed;
  // The current generation leaves out records that were never changed when it is asked for changes.
  return [...changed, ...(await listAll(client, settings, { placedFrom: since, ...to('placedUntil') }))];
}

/**
 * All that fit. The older generation's list for integrations comes in one piece, whatever its length; after a long absence
 * that is more than anybody should read at once, and would be more still at each later try. Then it is cut in time, the
 * earlier half first: who changes meanwhile is met in the later one.
 */
async function listAll(
  client: ConnectionClient,
  settings: ClaritySettings,
  filter: OrderFilter,
): Promise<readonly OrderHead[]> {
  try {
    return await listPages(client, filter);
  } catch (error) {
    if (!(error instanceof PollFailed) || !isTooLong(error.failure)) throw error;
    const halves = settings.surface === 'full' ? await halve(client, filter) : undefined;
    // Pages show no parts of split orders: the last resort, for thousands of changes within a second or two.
    if (halves === undefined) return await listPages(client, { ...filter, paged: true });
    const [earlier, later] = halves;
    return [...(await listAll(client, settings, earlier)), ...(await listAll(client, settings, later))];
  }
}

/** The same list in two, cut at the middle; one without an end is cut at the order that was placed last. */
async function halve(client: ConnectionClient, filter: OrderFilter): Promise<[OrderFilter, OrderFilter] | undefined> {
  const { modifiedSince, modifiedUntil } = filter;
  if (modifiedSince === undefined) return undefined;
  const from = Date.parse(modifiedSince);
  const end =
    modifiedUntil ?? (await askAgain<'order-list'>(client, { ask: 'order-list', newest: true })).orders[0]?.placedAt;
  if (end === undefined || Date.parse(end) - from < LEAST_HALF_MS) return undefined;
  const middle = modifiedUntil === undefined ? end : new Date((from + Date.parse(end)) / 2).toISOString();
  return [
    { ...filter, modifiedUntil: middle },
    { ...filter, modifiedSince: middle },
  ];
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
