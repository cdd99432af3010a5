interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** How a {@link Batcher} gathers and flushes. */
export interface BatcherOptions {
  /** Items a flush takes at most. */
  readonly maximum: number;
  /** Flushes at the same time. */
  readonly flushers: number;
  /**
   * So many items must wait before another flush begins beside one that is under way; default 1. Fewer and fuller
   * flushes cost less. A flush that takes long, behind a lock for instance, does not hold the others up.
   */
  readonly crowd?: number;
  /**
   * A flush begins at least so many milliseconds after the beginning of the one before, unless a `crowd` waits;
   * default 0. Fewer and fuller commits carry many callers of whom each waits for something else in between. After a
   * pause the first item is flushed at once all the same.
   */
  readonly spacingMs?: number;
  /**
   * Whether a failed flush of several items is worth repeating item by item, so that one bad item does not spoil its
   * neighbours. False for a database that is away: the outcome of the flush is then unknown and must be read first.
   */
  readonly isolate: (error: unknown) => boolean;
}

const SLOW_MS = 50;

/**
 * Group commit: items that arrive while a flush is under way go together in the next one. The first item is flushed
 * at once, so an idle system waits for nothing; under load one statement and one commit serve many callers.
 */
export class Batcher<Item, Result> {
  readonly #flush: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #options: BatcherOptions;
  readonly #waiting: Waiting<Item, Result>[] = [];
  #active = 0;
  #scheduled = false;
  #spaced = false;
  /** When the last flush began, monotonic. */
  #startedAt = Number.NEGATIVE_INFINITY;

  /** @param flush answers one result for each item, in the same order. */
  constructor(flush: (items: readonly Item[]) => Promise<readonly Result[]>, options: BatcherOptions) {
    this.#flush = flush;
    this.#options = options;
  }

  /** Resolves with this item's result after the flush that carried it; rejects with that flush's error. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // Items of the same turn of the event loop travel together.
      if (this.#scheduled || this.#active >= this.#options.flushers) return;
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#pump();
      });
    });
  }

  /** Items that no flush has taken yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  #pump(): void {
    const { flushers, crowd = 1, spacingMs = 0 } = this.#options;
    while (this.#waiting.length > 0 && this.#active < flushers) {
      const since = performance.now() - this.#startedAt;
      if (this.#waiting.length < crowd) {
        if (this.#active > 0 && since <= SLOW_MS) return;
        if (since < spacingMs) {
          this.#pumpIn(spacingMs - since);
          return;
        }
      }
      this.#startedAt = performance.now();
      const batch = this.#waiting.splice(0, this.#options.maximum);
      this.#active += 1;
      void this.#run(batch).finally(() => {
        this.#active -= 1;
        this.#pump();
      });
    }
  }

  #pumpIn(ms: number): void {
    if (this.#spaced) return;
    this.#spaced = true;
    setTimeout(() => {
      this.#spaced = false;
      this.#pump();
    }, ms);
  }

  async #run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#flush(batch.map((entry) => entry.item));
      for (const [index, entry] of batch.entries()) entry.resolve(results[index] as Result);
    } catch (error) {
      if (batch.length === 1 || !this.#options.isolate(error)) {
        for (const entry of batch) entry.reject(error);
        return;
      }
      for (const entry of batch) await this.#run([entry]);
    }
  }
}
