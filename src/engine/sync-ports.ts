import type { Failure } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';

/** What is read of one poll because a person asked. */
export interface Reading {
  readonly connection: string;
  readonly poll: string;
  readonly title: string;
  /** Event types it can give. */
  readonly events: readonly string[];
  readonly state: 'running' | 'done' | 'failed' | 'canceled';
  readonly pages: number;
  /** Records read, and events that were new. */
  readonly read: number;
  readonly fresh: number;
  /** Records there are, when the system tells. */
  readonly total?: number;
  /** The first subjects that were read. */
  readonly sample: readonly string[];
  /** Why it is not going on; of a running one, why the last page could not be read. */
  readonly failure?: Failure;
}

/** One `landbridge sync`: a reading of every poll of its subject. */
export interface Sync {
  readonly id: string;
  readonly subject: string;
  readonly full: boolean;
  readonly dryRun: boolean;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly readings: readonly Reading[];
}

/** What is left to be done with what was read: subjects that wait for a run, and runs that are not over. */
export interface SyncWork {
  readonly pending: number;
  readonly open: number;
  readonly held: number;
  /** Since the sync began. */
  readonly completed: number;
  readonly failed: number;
}

export interface SyncSource {
  readonly connection: string;
  readonly poll: string;
  readonly title: string;
  readonly events: readonly string[];
}

/** What people ask for and see. */
export interface SyncStore {
  /** Starts a sync, or answers the one under way for the same; `joined` tells which. */
  start(request: {
    readonly tenant: string;
    readonly subject: string;
    readonly full: boolean;
    readonly dryRun: boolean;
    readonly by: string;
    readonly sources: readonly SyncSource[];
  }): Promise<{ readonly id: string; readonly joined: boolean }>;
  get(tenant: string, id: string): Promise<Sync | undefined>;
  /** The newest that read everything of the subject and was no dry one, as far as they are kept. */
  newestFull(tenant: string, subject: string): Promise<Sync | undefined>;
  /** `flows` are those that start with the events. */
  work(tenant: string, flows: readonly string[], since: string): Promise<SyncWork>;
}

/** A reading that this process has taken over. */
export interface ClaimedReading {
  readonly tenant: string;
  readonly syncId: string;
  readonly connection: string;
  readonly poll: string;
  readonly full: boolean;
  readonly dryRun: boolean;
  /** Of a full or dry reading, where it got to; of a dry one that reads changes, at first the poll's own. */
  readonly cursor: JsonObject | undefined;
  readonly token: number;
}

/** What workers do with readings. */
export interface ReadingStore {
  /** One that is due and that no live process has. */
  claim(): Promise<ClaimedReading | undefined>;
  /** Adds a page to the counts; false when another process has the reading by now. */
  savePage(
    reading: ClaimedReading,
    page: {
      readonly cursor?: JsonObject;
      readonly subjects: readonly string[];
      readonly fresh: number;
      readonly total?: number;
      readonly done: boolean;
    },
  ): Promise<boolean>;
  /** Lets it go on after a while, from the same place. */
  postpone(reading: ClaimedReading, seconds: number, failure?: Failure): Promise<void>;
  /** Ends it: what failed does not pass by itself. */
  fail(reading: ClaimedReading, failure: Failure): Promise<void>;
  /** Gives the readings of this process back, for the next one. */
  release(): Promise<void>;
}
