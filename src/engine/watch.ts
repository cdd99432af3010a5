import type { JsonObject } from '../core/json.ts';
import type { LinkedRecord } from '../core/linked-record.ts';
import type { PollSource } from './ports.ts';
import type { WatchChange, Watcher, WatchPlace, WatchStore } from './watch-ports.ts';

/** Watched records that a poll is given at once: a few calls in bulk, so that one lost answer does not cost much. */
const PAGE = 500;
/** Where in the stored cursor the next page begins. Connectors have names of their own in theirs. */
const AFTER = 'landbridge:after';

/** One look of a poll at the records it watches. */
export interface Look {
  /** The poll's own cursor. */
  readonly cursor: JsonObject | undefined;
  readonly linked: readonly LinkedRecord[];
  readonly find: (ids: readonly string[]) => Promise<readonly LinkedRecord[]>;
  /** True when there is a next page of what is watched, or of what was named. */
  readonly more: boolean;
  /** What is to be stored as the cursor. */
  cursorWith(cursor: JsonObject): JsonObject;
  /** Keeps what the poll has seen; its events must be stored before. */
  save(polled: {
    readonly seen?: Readonly<Record<string, JsonObject>>;
    readonly closed?: readonly string[];
    readonly later?: readonly string[];
  }): Promise<void>;
}

/**
 * Begins a look where the one before has ended: at the next page of what is watched, or at its beginning again. Records
 * that an event has named come before them.
 */
export async function beginLook(
  store: WatchStore,
  source: Pick<PollSource, 'tenant' | 'connection' | 'name' | 'watches' | 'watchOnly' | 'watchers' | 'finds'>,
  stored: JsonObject | undefined,
  full = false,
): Promise<Look> {
  const { [AFTER]: after, ...own } = stored ?? {};
  const cursor = stored === undefined ? undefined : own;
  const watcher = watcherOf(source);
  const only = full ? 'all' : source.watchOnly;
  const page = source.watches
    ? await store.list(watcher, {
        limit: PAGE,
        ...(after === undefined ? {} : { after: after as unknown as WatchPlace }),
        ...(only === undefined ? {} : { only }),
      })
    : { records: [] };
  const { next } = page;
  const named = source.watches && !full ? await store.hinted(watcher, PAGE) : { records: [], marks: {} };
  return {
    cursor,
    linked: named.records.length === 0 ? page.records : once([...named.records, ...page.records]),
    find: async (ids) => (watcher.kind === '' || ids.length === 0 ? [] : await store.find(watcher, ids)),
    more: next !== undefined || named.records.length === PAGE,
    cursorWith: (polled) => (next === undefined ? polled : { ...polled, [AFTER]: { ...next } }),
    save: async ({ seen = {}, closed = [], later = [] }) => {
      // A full reading tells everything once more, and is no look of the poll.
      if (full || !source.watches) return;
      const changes = changesOf(seen, closed);
      if (changes.length > 0) await store.save(watcher, changes, source.watchers ?? []);
      if (named.records.length > 0) await store.forget(watcher, named.marks);
      if (later.length > 0) await store.hint(watcher, later);
    },
  };
}

/** A poll as the list of what is watched knows it; without a kind where it has no linked records. */
export function watcherOf({
  tenant,
  connection,
  name,
  watches,
  finds,
}: Pick<PollSource, 'tenant' | 'connection' | 'name' | 'watches' | 'finds'>): Watcher {
  return { tenant, kind: watches ?? finds ?? '', system: connection, poll: name };
}

const once = (records: readonly LinkedRecord[]): LinkedRecord[] => [
  ...new Map(records.map((record) => [record.id, record])).values(),
];

function changesOf(seen: Readonly<Record<string, JsonObject>>, closed: readonly string[]): WatchChange[] {
  const over = new Set(closed);
  return [...new Set([...Object.keys(seen), ...closed])].map((id) => ({
    id,
    ...(seen[id] === undefined ? {} : { seen: seen[id] }),
    ...(over.has(id) ? { closed: true } : {}),
  }));
}
