/** Runs that go on in one turn of the event loop once the way is free; intake is looked at between turns. */
const TOGETHER = 4;

export interface RightOfWayOptions {
  /** Longest pause of a run at one crossing, so that a flood of events slows the work down but never stops it. */
  readonly mostMs?: number;
}

/**
 * Events that come in go before the work on runs of the same process: a sender waits for its answer and gives up,
 * a run does not. Work asks before each piece; while events are being stored it waits, for a moment at most.
 */
export class RightOfWay {
  readonly #mostMs: number;
  readonly #waiting = new Set<() => void>();
  #taking = 0;
  #releasing = false;

  constructor(options: RightOfWayOptions = {}) {
    this.#mostMs = options.mostMs ?? 400;
  }

  /** Does the work of an event that comes in, and holds the others up while it lasts. */
  async first<T>(work: () => Promise<T>): Promise<T> {
    this.#taking += 1;
    try {
      return await work();
    } finally {
      this.#taking -= 1;
      this.#release();
    }
  }

  /** Undefined when the way is free; else resolves when it is, or when this one has waited long enough. */
  pass(): Promise<void> | undefined {
    if (this.#taking === 0) return undefined;
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, this.#mostMs);
      this.#waiting.add(go);
    });
  }

  #release(): void {
    if (this.#releasing || this.#taking > 0 || this.#waiting.size === 0) return;
    this.#releasing = true;
    setImmediate(() => {
      this.#releasing = false;
      if (this.#taking > 0) return;
      let left = TOGETHER;
      for (const go of this.#waiting) {
        if (left === 0) break;
        left -= 1;
        go();
      }
      this.#release();
    });
  }
}
