import type { BreakerKey, BreakerStore, KeptBreaker } from './away-ports.ts';
import {
  afterEvent,
  BREAKER,
  type Breaker,
  type BreakerEvent,
  type BreakerTiming,
  type CallCount,
  closedBreaker,
  countCall,
  mayProbe,
  noCalls,
} from './breaker.ts';
import type { Clock } from './ports.ts';
import { Recheck } from './recheck.ts';

/** Whether a call may go out; one that tries whether the system is back tells how that ended. */
export type Admission =
  | { readonly admitted: true; readonly probe: boolean }
  | { readonly admitted: false; readonly breaker: Breaker };

interface Held {
  readonly key: BreakerKey;
  breaker: Breaker;
  count: CallCount;
  /** Changes of this process that are on their way to the others. */
  writing: number;
}

const idOf = ({ tenant, connection, operation }: BreakerKey): string => `${tenant}/${connection}/${operation}`;

/**
 * The breakers of all operations. Each process counts its own calls; when one opens a breaker, all of them stop within
 * a second, and only one call of all processes tries whether the system is back.
 */
export class Breakers {
  readonly #store: BreakerStore;
  readonly #clock: Clock;
  readonly #timing: BreakerTiming;
  readonly #held = new Map<string, Held>();
  readonly #shared = new Recheck(() => this.#read());

  constructor(store: BreakerStore, clock: Clock, timing: BreakerTiming = BREAKER) {
    this.#store = store;
    this.#clock = clock;
    this.#timing = timing;
  }

  /** Asks for leave to make one call. */
  async admit(key: BreakerKey, effect: 'read' | 'write'): Promise<Admission> {
    await this.#shared.look();
    const held = this.#of(key);
    const { breaker } = held;
    if (breaker.mode === 'closed') return { admitted: true, probe: false };
    if (!mayProbe(breaker, effect, this.#clock.now(), this.#timing)) return { admitted: false, breaker };
    const probe = await this.#change(held, { type: 'probe', effect });
    if (probe) return { admitted: true, probe: true };
    return held.breaker.mode === 'closed'
      ? { admitted: true, probe: false }
      : { admitted: false, breaker: held.breaker };
  }

  /** Tells how an admitted call ended. `failed` means that the system did not do its part. */
  async ended(
    key: BreakerKey,
    call: { readonly probe: boolean; readonly failed: boolean; readonly reason?: string },
  ): Promise<void> {
    const held = this.#of(key);
    const reason = call.reason ?? 'The system did not answer.';
    if (call.probe) {
      await this.#change(held, call.failed ? { type: 'fail', reason } : { type: 'answer' });
      return;
    }
    // Late answers of calls from before say nothing about now.
    if (held.breaker.mode !== 'closed') return;
    const { count, trips } = countCall(held.count, call.failed, this.#clock.now(), this.#timing);
    held.count = count;
    if (trips) await this.#change(held, { type: 'trip', reason });
  }

  /** All that are not closed, as of at most a second ago. */
  async standing(): Promise<readonly KeptBreaker[]> {
    await this.#shared.look();
    return this.known().filter(({ mode }) => mode !== 'closed');
  }

  /** One, as this process knows it without asking anybody. */
  of(key: BreakerKey): Breaker {
    return this.#of(key).breaker;
  }

  /** What this process knows without asking anybody. */
  known(): readonly KeptBreaker[] {
    return [...this.#held.values()].map(({ key, breaker }) => ({ ...key, ...breaker }));
  }

  /** Whether a run of this operation should be woken now: it is closed, or it is time to try. */
  async isFree(key: BreakerKey): Promise<'yes' | 'to-try' | 'no'> {
    await this.#shared.look();
    const { breaker } = this.#of(key);
    if (breaker.mode === 'closed') return 'yes';
    return mayProbe(breaker, 'read', this.#clock.now(), this.#timing) ? 'to-try' : 'no';
  }

  /** Closes one that no work waits for, when nobody has come to try for a long time. */
  async lapse(key: BreakerKey): Promise<void> {
    const held = this.#of(key);
    // Asked every second: what is not due by this process's clock is not written.
    if (afterEvent(held.breaker, { type: 'lapse' }, this.#clock.now(), this.#timing))
      await this.#change(held, { type: 'lapse' });
  }

  /** Look again at once: a person has just changed something. */
  forget(): void {
    this.#shared.forget();
  }

  #of(key: BreakerKey): Held {
    const id = idOf(key);
    const known = this.#held.get(id);
    if (known) return known;
    const made: Held = { key, breaker: closedBreaker(this.#clock.now()), count: noCalls, writing: 0 };
    this.#held.set(id, made);
    return made;
  }

  /** Changes it for all; this process goes by it at once, also while the others cannot be told. */
  async #change(held: Held, event: BreakerEvent): Promise<boolean> {
    const before = held.breaker;
    const own = afterEvent(before, event, this.#clock.now(), this.#timing);
    if (own) held.breaker = own;
    held.count = noCalls;
    held.writing += 1;
    try {
      const kept = await this.#store.change(held.key, (breaker, now) => afterEvent(breaker, event, now, this.#timing));
      held.breaker = kept.breaker;
      return kept.changed;
    } catch {
      // Without the shared state nobody may try; a breaker that opened stays open here.
      if (event.type === 'probe') held.breaker = before;
      return false;
    } finally {
      held.writing -= 1;
    }
  }

  async #read(): Promise<void> {
    const rows = await this.#store.list().catch(() => undefined);
    for (const { tenant, connection, operation, ...breaker } of rows ?? []) {
      const held = this.#of({ tenant, connection, operation });
      if (held.writing === 0) held.breaker = breaker;
    }
  }
}

/** Breakers that this process shares with nobody. */
export function ownBreakers(clock: Clock): BreakerStore {
  const kept = new Map<string, KeptBreaker>();
  return {
    list: () => Promise.resolve([...kept.values()]),
    change: (key, decide) => {
      const before = kept.get(idOf(key)) ?? closedBreaker(clock.now());
      const next = decide(before, clock.now());
      if (next) kept.set(idOf(key), { ...key, ...next });
      return Promise.resolve({ breaker: next ?? before, changed: next !== undefined });
    },
  };
}
