import type { Failure } from '../../core/failure.ts';
import type { Grant, Token } from './token-grants.ts';

interface Held {
  readonly value: string;
  /** From here on a new one is asked for while this one is still used. */
  readonly renewAt: number;
  /** From here on this one is not used any more. */
  readonly endsAt: number;
}

/** After a refused login nobody asks again for this long, however many calls are waiting. */
const REFUSAL_MEMORY_MS = 5_000;
const RENEW_AT_SHARE = 0.8;
const LONGEST_MARGIN_MS = 60_000;

/**
 * Holds the access token of one connection. Renews it at 80 % of its life in the background, never uses it in its last
 * minute (or last tenth, when it lives shorter than ten minutes), and makes one request at a time however many ask.
 */
export class TokenHolder {
  readonly #grant: Grant;
  /** Monotonic milliseconds, so that a jumping clock changes nothing. */
  readonly #clock: () => number;
  #held: Held | undefined;
  #pending: Promise<Held | Failure> | undefined;
  #refusal: { readonly failure: Failure; readonly until: number } | undefined;

  constructor(grant: Grant, clock: () => number = () => performance.now()) {
    this.#grant = grant;
    this.#clock = clock;
  }

  /** A token that can be used now, or why there is none. */
  async bearer(): Promise<string | Failure> {
    const now = this.#clock();
    const held = this.#held;
    if (held && now < held.endsAt) {
      if (now >= held.renewAt) void this.#renew();
      return held.value;
    }
    return valueOf(await this.#renew());
  }

  /**
   * Call this when a call with `refusedToken` was answered 401. Gives the token to try once more with: a newer one that
   * somebody else got meanwhile, or a new one.
   */
  async bearerAfterRefusal(refusedToken: string): Promise<string | Failure> {
    const held = this.#held;
    if (held && held.value !== refusedToken && this.#clock() < held.endsAt) return held.value;
    this.#held = undefined;
    return valueOf(await this.#renew());
  }

  /** Secrets this holder has now, for redaction. */
  secrets(): readonly string[] {
    return this.#held ? [this.#held.value] : [];
  }

  #renew(): Promise<Held | Failure> {
    if (this.#refusal && this.#clock() < this.#refusal.until) return Promise.resolve(this.#refusal.failure);
    this.#pending ??= this.#ask().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #ask(): Promise<Held | Failure> {
    const askedAt = this.#clock();
    const answer = await this.#grant();
    if (!('value' in answer)) {
      if (answer.kind === 'unauthorized') {
        this.#refusal = { failure: answer, until: this.#clock() + REFUSAL_MEMORY_MS };
      }
      return answer;
    }
    this.#refusal = undefined;
    this.#held = holdFrom(answer, askedAt);
    return this.#held;
  }
}

function holdFrom({ value, lifeSeconds }: Token, askedAt: number): Held {
  const lifeMs = lifeSeconds * 1_000;
  const margin = Math.min(LONGEST_MARGIN_MS, lifeMs * 0.1);
  return { value, renewAt: askedAt + lifeMs * RENEW_AT_SHARE, endsAt: askedAt + lifeMs - margin };
}

function valueOf(result: Held | Failure): string | Failure {
  return 'value' in result ? result.value : result;
}
