/** What other processes share is read again after this time, milliseconds. */
const RECHECK_MS = 1_000;

/**
 * Keeps what this process knows of shared state at most a second old. Whoever asks while it is being read waits for
 * that reading; one that throws is thrown on, and the next who asks reads again.
 */
export class Recheck {
  readonly #read: () => Promise<void>;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(read: () => Promise<void>) {
    this.#read = read;
  }

  /** Reads when what is known is too old. */
  async look(): Promise<void> {
    if (performance.now() - this.#readAt < RECHECK_MS) return;
    await this.lookNow();
  }

  /** Reads, however new what is known may be. */
  async lookNow(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** The next who asks reads: a person has just changed something. */
  forget(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  async #readOnce(): Promise<void> {
    const asked = performance.now();
    await this.#read();
    this.#readAt = asked;
  }
}
