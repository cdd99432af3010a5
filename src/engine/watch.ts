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
  /** True when there is a next page of what is watched. */
  readonly more: boolean;
  /** What is to be stored as the cursor. */
  cursorWith(cursor: JsonObject): JsonObject;
  /** Keeps what the poll has seen; its events must be stored before. */
  save(polled: {
    readonly seen?: Readonly<Record<string, JsonObject>>;
    readonly closed?: readonly string[];
  }): Promise<void>;
}

/** Begins a look where the one before has ended: at the next page of what is watched, or at its beginning again. */
export async function beginLook(
  store: WatchStore,
  source: Pick<PollSource, 'tenant' | 'connection' | 'name' | 'watches' | 'watchOnly' | 'watchers' | 'finds'>,
  stored: JsonObject | undefined,
  full = false,
): Promise<Look> {
  const { [AFTER]: after, ...own } = stored ?? {};
  const cursor = stored === undefined ? undefined : own;
  const kind = source.watches ?? source.finds ?? '';
  const watcher: Watcher = { tenant: source.tenant, kind, system: source.connection, poll: source.name };
  const only = full ? 'all' : source.watchOnly;
  const page = source.watches
    ? await store.list(watcher, {
        limit: PAGE,
        ...(after === undefined ? {} : { after: after as unknown as WatchPlace }),
        ...(only === undefined ? {} : { only }),
      })
    : { records: [] };
  const { next } = page;
  return {
    cursor,
    linked: page.records,
    find: async (ids) => (kind === '' || ids.length === 0 ? [] : await store.find(watcher, ids)),
    more: next !== undefined,
    cursorWith: (polled) => (next === undefined ? polled : { ...polled, [AFTER]: { ...next } }),
    save: async ({ seen = {}, closed = [] }) => {
      const changes = changesOf(seen, closed);
      // A full reading tells everything once more, and is no look of the poll.
      if (!full && source.watches && changes.length > 0) await store.save(watcher, changes, source.watchers ?? []);
    },
  };
}

function changesOf(seen: Readonly<Record<string, JsonObject>>, closed: readonly string[]): WatchChange[] {
  const over = new Set(closed);
  return [...new Set([...Object.keys(seen), ...closed])].map((id) => ({
    id,
    ...(seen[id] === undefined ? {} : { seen: seen[id] }),
    ...(over.has(id) ? { closed: true } : {}),
  }));
}
