import type { JsonObject } from '../../../core/json.ts';
import type { CallResult } from '../../../core/operation.ts';
import type { M3Request } from './request.ts';

const MOST_ANSWERS = 5_000;

/**
 * Answers to reads that may be used again for a short time. One connection has one: what one tenant or company was told
 * is never told to another. Only reads that succeeded are kept, and each says when M3 gave it.
 */
export class ReadCache {
  readonly #answers = new Map<string, { readonly result: CallResult; readonly at: number }>();
  /** Milliseconds since 1970. */
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The answer to the same request, if it is at most `forMs` old. */
  find(request: M3Request, forMs: number): CallResult | undefined {
    const known = this.#answers.get(keyOf(request));
    return known && this.#now() - known.at < forMs ? known.result : undefined;
  }

  /** Keeps an answer and puts `readAt` (ISO 8601) on it. */
  keep(request: M3Request, result: CallResult): CallResult {
    const at = this.#now();
    const marked = {
      ...result,
      reply: { ...(result.reply as JsonObject | undefined), readAt: new Date(at).toISOString() },
    };
    if (result.outcome !== 'applied') return result;
    const key = keyOf(request);
    this.#answers.delete(key);
    this.#answers.set(key, { result: marked, at });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
    return marked;
  }
}

function keyOf({ reuseForMs: _reuseForMs, ...request }: M3Request): string {
  return JSON.stringify(request);
}
