import type { EffectLog } from './state/effect-log.ts';
import type { Usage } from './state/usage.ts';

/** Counts calls and tokens at once in memory, and now and then in the log, so that counting costs no write per call. */
export class UsageCounter {
  readonly #usage: Usage;
  readonly #log: EffectLog;
  #calls: Record<string, number> = {};
  #tokens = 0;

  constructor(usage: Usage, log: EffectLog) {
    this.#usage = usage;
    this.#log = log;
  }

  countCall(name: string): void {
    const { calls } = this.#usage;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    this.#calls[name] = (this.#calls[name] ?? 0) + 1;
  }

  countToken(): void {
    this.#usage.tokens += 1;
    this.#tokens += 1;
  }

  /** Writes what was counted since the last time. */
  save(at: number): void {
    if (this.#tokens === 0 && Object.keys(this.#calls).length === 0) return;
    this.#log.append({ kind: 'usage.counted', at, calls: this.#calls, tokens: this.#tokens });
    this.#calls = {};
    this.#tokens = 0;
  }
}
