import { randomUUID } from 'node:crypto';

/** Longest time a record may lie between reading and writing back: whatever happens meanwhile would be undone. */
const KEPT_MS = 60_000;
const MOST_RECORDS = 500;

/**
 * Keeps whole records of the store, in memory, from the reading that is meant for writing until the writing. A full
 * replace needs every member, also those that no flow may see: so they stay here, and flows, journals and screens get
 * a handle that says nothing. After a crash the handle is worth nothing either, and the record is read again.
 */
export class RecordKeeper {
  readonly #kept = new Map<string, { readonly record: Readonly<Record<string, unknown>>; readonly until: number }>();
  /** Monotonic milliseconds. */
  readonly #clock: () => number;

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** Keeps a record and gives the handle for it. */
  keep(record: Readonly<Record<string, unknown>>): string {
    this.#dropOld();
    const handle = randomUUID();
    this.#kept.set(handle, { record, until: this.#clock() + KEPT_MS });
    return handle;
  }

  /** The record behind a handle, if it is still fresh. */
  find(handle: string): Readonly<Record<string, unknown>> | undefined {
    const kept = this.#kept.get(handle);
    return kept && this.#clock() < kept.until ? kept.record : undefined;
  }

  drop(handle: string): void {
    this.#kept.delete(handle);
  }

  #dropOld(): void {
    const now = this.#clock();
    // Insertion order is age order, so the first fresh one ends the search.
    for (const [handle, { until }] of this.#kept) {
      if (until > now && this.#kept.size < MOST_RECORDS) return;
      this.#kept.delete(handle);
    }
  }
}
