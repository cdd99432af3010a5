import { type Random, seededRandom } from './random.ts';

/**
 * Faults that a sandbox can inject into one call. The names say what the caller sees and whether the effect happened:
 *
 * - `drop-before`: the socket closes, nothing was done.
 * - `drop-after`: the work is done, then the socket closes.
 * - `late-effect`: the socket closes now, the work is done `lateMs` later.
 * - `gateway-timeout`: the work is done, then 504 is answered.
 * - `throttle`: 429 with Retry-After, nothing was done.
 * - `unavailable`: 503, nothing was done.
 * - `server-error`: 500, nothing was done.
 * - `slow`: the work is done and answered after `slowMs`.
 * - `html`: the work is done, then 200 with an HTML page is answered.
 * - `truncated`: the work is done, then half of the JSON is answered.
 */
export const FAULT_KINDS = [
  'drop-before',
  'drop-after',
  'late-effect',
  'gateway-timeout',
  'throttle',
  'unavailable',
  'server-error',
  'slow',
  'html',
  'truncated',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Chance of each fault for a read and for a write, by name of the level. */
export interface FaultLevel {
  read: Partial<Record<FaultKind, number>>;
  write: Partial<Record<FaultKind, number>>;
  slowMs: number;
  lateMs: number;
}

export const FAULT_LEVELS = {
  none: { read: {}, write: {}, slowMs: 0, lateMs: 0 },
  light: {
    read: { slow: 0.02, throttle: 0.01, unavailable: 0.01 },
    write: { 'drop-before': 0.01, 'drop-after': 0.01, throttle: 0.01, unavailable: 0.01, slow: 0.02 },
    slowMs: 300,
    lateMs: 1_000,
  },
  harsh: {
    read: { slow: 0.02, throttle: 0.03, unavailable: 0.02, 'server-error': 0.01, html: 0.01, truncated: 0.01 },
    write: {
      'drop-before': 0.04,
      'drop-after': 0.04,
      'late-effect': 0.02,
      'gateway-timeout': 0.02,
      html: 0.01,
      truncated: 0.01,
      throttle: 0.03,
      unavailable: 0.02,
      slow: 0.02,
    },
    slowMs: 500,
    lateMs: 2_000,
  },
} as const satisfies Record<string, FaultLevel>;

export type FaultLevelName = keyof typeof FAULT_LEVELS;

/** A rule set at run time: the next `times` calls whose name matches get the fault. */
export interface FaultRule {
  /** Call name as the sandbox writes it, for example `OIS100MI/Confirm` or `PUT /Ordering/SalesOrder/Update`; `*` for any. */
  call: string;
  kind: FaultKind;
  times: number;
}

/** What became of the calls of one name, for whoever wants to know how much was really broken. */
export interface FaultCount {
  readonly effect: 'read' | 'write';
  calls: number;
  faults: Partial<Record<FaultKind, number>>;
}

/** Decides which fault, if any, the next call gets. Deterministic for a seed and a sequence of calls. */
export class FaultPlan {
  #level: FaultLevel;
  readonly #random: Random;
  readonly #rules: FaultRule[] = [];
  readonly #counts = new Map<string, FaultCount>();

  constructor(level: FaultLevelName, seed: number) {
    this.#level = FAULT_LEVELS[level];
    this.#random = seededRandom(seed);
  }

  get slowMs(): number {
    return this.#level.slowMs || 500;
  }

  get lateMs(): number {
    return this.#level.lateMs || 1_000;
  }

  setLevel(level: FaultLevelName): void {
    this.#level = FAULT_LEVELS[level];
  }

  /** Rules that still wait for their calls. */
  get rules(): readonly FaultRule[] {
    return this.#rules.filter((rule) => rule.times > 0).map((rule) => ({ ...rule }));
  }

  /**
   * Calls that were drawn for and the faults they got, by effect and name, since the start; a clear does not reset them.
   * One name can be both: a bulk call of M3 reads or writes.
   */
  get counts(): Readonly<Record<string, FaultCount>> {
    return Object.fromEntries(this.#counts);
  }

  /** Rules are used up before the level's chances are drawn. */
  add(rule: FaultRule): void {
    this.#rules.push({ ...rule });
  }

  clear(): void {
    this.#rules.length = 0;
    this.#level = FAULT_LEVELS.none;
  }

  /** The fault that a rule holds for this call, used up by it. For calls that the level's chances spare. */
  takeRule(call: string): FaultKind | undefined {
    const rule = this.#rules.find(
      (candidate) => candidate.times > 0 && (candidate.call === '*' || candidate.call === call),
    );
    if (rule) rule.times -= 1;
    return rule?.kind;
  }

  /** The fault of this call: by a rule, else by the chances of the level. */
  draw(call: string, effect: 'read' | 'write'): FaultKind | undefined {
    const kind = this.#choose(call, effect);
    const key = `${effect} ${call}`;
    const count = this.#counts.get(key) ?? { effect, calls: 0, faults: {} };
    count.calls += 1;
    if (kind) count.faults[kind] = (count.faults[kind] ?? 0) + 1;
    this.#counts.set(key, count);
    return kind;
  }

  #choose(call: string, effect: 'read' | 'write'): FaultKind | undefined {
    const ruled = this.takeRule(call);
    if (ruled) return ruled;
    let remaining = this.#random.next();
    for (const kind of FAULT_KINDS) {
      remaining -= this.#level[effect][kind] ?? 0;
      if (remaining < 0) return kind;
    }
    return undefined;
  }
}
