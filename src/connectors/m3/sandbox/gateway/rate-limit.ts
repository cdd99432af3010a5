import type { SandboxSettings } from '../settings.ts';

/** Counts calls in fixed time windows, as a gateway policy does. */
export class RateLimit {
  #windowStart = 0;
  #calls = 0;

  /** Milliseconds until the next window when this call is one too many, else 0. */
  take(limit: SandboxSettings['rateLimit'], now: number): number {
    if (!limit) return 0;
    if (now - this.#windowStart >= limit.windowMs) {
      this.#windowStart = now;
      this.#calls = 0;
    }
    this.#calls += 1;
    return this.#calls > limit.max ? this.#windowStart + limit.windowMs - now : 0;
  }
}
