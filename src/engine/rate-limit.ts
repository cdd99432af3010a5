/**
 * Limits what goes out over one connection: so many calls at once, and so many starts a second with a burst (token
 * bucket). Callers of one lane wait in order of arrival; lanes take turns, so that a flood in one of them does not
 * starve the others. Times are of the monotonic clock, in milliseconds.
 */
export class RateLimit {
  readonly #concurrency: number;
  readonly #perMs: number;
  readonly #burst: number;
  readonly #now: () => number;
  /** By lane; the one whose turn it is comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #inFlight = 0;
  #tokens: number;
  #filledAt: number;
  #refillAwaited = false;

  constructor(
    limits: { readonly concurrency: number; readonly ratePerSecond?: number; readonly burst?: number },
    now: () => number = () => performance.now(),
  ) {
    this.#concurrency = Math.max(1, limits.concurrency);
    this.#perMs = (limits.ratePerSecond ?? Number.POSITIVE_INFINITY) / 1_000;
    this.#burst = Math.max(1, limits.burst ?? limits.ratePerSecond ?? 1);
    this.#tokens = this.#burst;
    this.#now = now;
    this.#filledAt = now();
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Resolves when the caller may send; call the result when the answer is there. */
  acquire(lane = ''): Promise<() => void> {
    return new Promise((resolve) => {
      const queue = this.#waiting.get(lane) ?? [];
      if (queue.length === 0) this.#waiting.set(lane, queue);
      queue.push(() => resolve(this.#turn()));
      this.#pump();
    });
  }

  /** The same for who does not want to wait; undefined when nothing is free, or when others wait. */
  tryAcquire(): (() => void) | undefined {
    if (this.#waiting.size > 0 || this.#inFlight >= this.#concurrency || !this.#takeToken()) return undefined;
    this.#inFlight += 1;
    return this.#turn();
  }

  #turn(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#inFlight -= 1;
      this.#pump();
    };
  }

  #pump(): void {
    while (this.#waiting.size > 0 && this.#inFlight < this.#concurrency && this.#takeToken()) {
      this.#inFlight += 1;
      this.#next()?.();
    }
  }

  /** The first of the lane whose turn it is; that lane goes to the end. */
  #next(): (() => void) | undefined {
    for (const [lane, queue] of this.#waiting) {
      this.#waiting.delete(lane);
      const first = queue.shift();
      if (queue.length > 0) this.#waiting.set(lane, queue);
      return first;
    }
    return undefined;
  }

  #takeToken(): boolean {
    if (this.#perMs === Number.POSITIVE_INFINITY) return true;
    const now = this.#now();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#filledAt) * this.#perMs);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return true;
    }
    if (!this.#refillAwaited) {
      this.#refillAwaited = true;
      setTimeout(() => this.#refilled(), Math.ceil((1 - this.#tokens) / this.#perMs));
    }
    return false;
  }

  #refilled(): void {
    this.#refillAwaited = false;
    this.#pump();
  }
}
