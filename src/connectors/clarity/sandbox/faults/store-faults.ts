import { type Random, seededRandom } from '../../../kit/sandbox/random.ts';
import type { FaultLevelName } from '../../../kit/sandbox/faults.ts';

/**
 * Faults that only a store has, for one API call:
 *
 * - `action-failed`: 200 with `ActionSucceeded: false`, nothing was done.
 * - `email-failed`: the status is saved, the e-mail is not queued, the answer is `ActionSucceeded: false`.
 * - `stale-read`: the answer that the cache last held for this address, however old.
 * - `session-lost`: every session ends and the call is answered with 401.
 * - `forbidden`: 403.
 * - `login-page`: 200 with the log-in page of a content system in front of the API, nothing was done.
 * - `timed-out`: 400 with the code of a database time-out, nothing was done.
 */
export const STORE_FAULT_KINDS = [
  'action-failed',
  'email-failed',
  'stale-read',
  'session-lost',
  'forbidden',
  'login-page',
  'timed-out',
] as const;

export type StoreFaultKind = (typeof STORE_FAULT_KINDS)[number];

/**
 * Faults of one webhook message:
 *
 * - `duplicate`: sent twice at the same time.
 * - `late`: sent some seconds later.
 * - `out-of-order`: held back until the next message was sent.
 * - `bad-signature`: the first attempt is signed with another key; the repeat is right.
 * - `dropped`: never sent.
 */
export const WEBHOOK_FAULT_KINDS = ['duplicate', 'late', 'out-of-order', 'bad-signature', 'dropped'] as const;

export type WebhookFaultKind = (typeof WEBHOOK_FAULT_KINDS)[number];

type Chances<K extends string> = Partial<Record<K, number>>;

const STORE_LEVELS: Record<FaultLevelName, Chances<StoreFaultKind>> = {
  none: {},
  light: {},
  harsh: { 'session-lost': 0.001, 'email-failed': 0.01, 'timed-out': 0.01 },
};

const WEBHOOK_LEVELS: Record<FaultLevelName, Chances<WebhookFaultKind>> = {
  none: {},
  light: { duplicate: 0.02, late: 0.02 },
  harsh: { duplicate: 0.05, late: 0.05, 'out-of-order': 0.05, 'bad-signature': 0.03, dropped: 0.03 },
};

/** The next `times` calls (or events) of this name get the fault; `*` is any. */
export interface ChanceRule<K extends string> {
  call: string;
  kind: K;
  times: number;
}

/** Decides by rules first, then by the level's chances; deterministic for a seed. */
export class ChancePlan<K extends string> {
  readonly kinds: readonly K[];
  readonly #levels: Record<FaultLevelName, Chances<K>>;
  readonly #random: Random;
  readonly #rules: ChanceRule<K>[] = [];
  #level: FaultLevelName;

  constructor(kinds: readonly K[], levels: Record<FaultLevelName, Chances<K>>, level: FaultLevelName, seed: number) {
    this.kinds = kinds;
    this.#levels = levels;
    this.#level = level;
    this.#random = seededRandom(seed);
  }

  setLevel(level: FaultLevelName): void {
    this.#level = level;
  }

  add(rule: ChanceRule<K>): void {
    this.#rules.push({ ...rule });
  }

  clear(): void {
    this.#rules.length = 0;
    this.#level = 'none';
  }

  /** Rules that still wait for their calls. */
  get rules(): readonly ChanceRule<K>[] {
    return this.#rules.filter((rule) => rule.times > 0).map((rule) => ({ ...rule }));
  }

  draw(call: string): K | undefined {
    for (const rule of this.#rules) {
      if (rule.times === 0 || (rule.call !== '*' && rule.call !== call)) continue;
      rule.times -= 1;
      return rule.kind;
    }
    if (this.#level === 'none') return undefined;
    let remaining = this.#random.next();
    for (const kind of this.kinds) {
      remaining -= this.#levels[this.#level][kind] ?? 0;
      if (remaining < 0) return kind;
    }
    return undefined;
  }
}

export function storeFaultPlan(level: FaultLevelName, seed: number): ChancePlan<StoreFaultKind> {
  return new ChancePlan(STORE_FAULT_KINDS, STORE_LEVELS, level, seed);
}

export function webhookFaultPlan(level: FaultLevelName, seed: number): ChancePlan<WebhookFaultKind> {
  return new ChancePlan(WEBHOOK_FAULT_KINDS, WEBHOOK_LEVELS, level, seed);
}
