import type { JsonObject } from '../core/json.ts';
import type { LinkedRecord } from '../core/linked-record.ts';

/** A poll that watches linked records: of which kind, in which system, and who else watches the same. */
export interface Watcher {
  readonly tenant: string;
  readonly kind: string;
  /** The connection that is polled. */
  readonly system: string;
  readonly poll: string;
}

/** A place in the list of linked records, opaque. */
export interface WatchPlace {
  readonly at: string;
  readonly id: string;
}

export interface WatchPage {
  readonly records: readonly LinkedRecord[];
  /** Where the next page begins; absent after the last. */
  readonly next?: WatchPlace;
}

/** Records that somebody has named to a poll, and for each what `forget` needs to know which naming was looked at. */
export interface HintedRecords {
  readonly records: readonly LinkedRecord[];
  readonly marks: Readonly<Record<string, string>>;
}

/** What a look has changed about a record. */
export interface WatchChange {
  readonly id: string;
  readonly seen?: JsonObject;
  /** The poll expects nothing more of it. Left out of a record that was closed: all its polls watch it again. */
  readonly closed?: true;
}

/** Linked records that polls watch, and what each poll has seen of them. */
export interface WatchStore {
  /**
   * A page of the records that the poll still watches, oldest first; those whose run is under way are left out.
   * `only`: `unseen` leaves out what it has looked at; `all` gives also what it watches no more, and nothing it has seen.
   */
  list(
    watcher: Watcher,
    page: { readonly after?: WatchPlace; readonly limit: number; readonly only?: 'unseen' | 'all' },
  ): Promise<WatchPage>;
  /** Those of these ids that are linked, watched or not. */
  find(watcher: Watcher, ids: readonly string[]): Promise<readonly LinkedRecord[]>;
  /** Marks those of these ids that are linked, watched or not, to be looked at next. Gives how many there are. */
  hint(watcher: Watcher, ids: readonly string[]): Promise<number>;
  /** The marked records, oldest link first; those whose run is under way stay for later. */
  hinted(watcher: Watcher, limit: number): Promise<HintedRecords>;
  /** Takes the marks off; one that was set again meanwhile stays. */
  forget(watcher: Watcher, marks: HintedRecords['marks']): Promise<void>;
  /** `together`: names of all polls that watch the same records; one that all of them have closed is never listed again. */
  save(watcher: Watcher, changes: readonly WatchChange[], together: readonly string[]): Promise<void>;
}
