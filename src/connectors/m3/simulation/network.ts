import { connectionFailure } from '../../kit/errors.ts';
import { noClearAnswer } from '../../kit/outcome.ts';
import type { Call, CallResult } from '../../../core/operation.ts';
import type { Random } from '../../kit/sandbox/random.ts';
import type { MiResult } from '../wire/decode.ts';
import { type M3Request, readRequest } from '../wire/request.ts';
import { judgeAnswer } from '../wire/verdict.ts';

/** What stands behind the network. `isLate`: the effect comes after its caller gave up. */
export interface SimulatedSystem {
  run(request: M3Request, isLate: boolean): MiResult[];
}

/** Chance of each mishap for one call. */
export interface Mishaps {
  readonly requestLost: number;
  readonly replyLost: number;
  /** The caller hears nothing, and the effect comes up to `latestMs` later. */
  readonly lateEffect: number;
  readonly latestMs: number;
  /** Our process dies between the call and its journal entry. */
  readonly crash: number;
  /** Something in between sends the call twice. */
  readonly repeated: number;
}

/** Per call: 5 % request lost, 5 % reply lost, 3 % effect up to two minutes late, 5 % crash, 1 % sent twice. */
export const HARSH: Mishaps = {
  requestLost: 0.05,
  replyLost: 0.05,
  lateEffect: 0.03,
  latestMs: 120_000,
  crash: 0.05,
  repeated: 0.01,
};

const CALL_MS = 150;
const TIMEOUT_MS = 60_000;
const RESTART_MS = 5_000;

/** A network between us and the model, with its own time: waiting costs nothing, and late effects come when due. */
export class SimulatedNetwork {
  readonly model: SimulatedSystem;
  readonly #random: Random;
  readonly #mishaps: Mishaps;
  #now = 0;
  #late: { readonly at: number; readonly run: () => void }[] = [];

  constructor(model: SimulatedSystem, random: Random, mishaps: Mishaps) {
    this.model = model;
    this.#random = random;
    this.#mishaps = mishaps;
  }

  /** Milliseconds since the simulation began. */
  now(): number {
    return this.#now;
  }

  /** Lets time pass; late effects that fall due take place in order. */
  waitUntil(time: number): void {
    const due = this.#late.filter(({ at }) => at <= time).sort((left, right) => left.at - right.at);
    this.#late = this.#late.filter(({ at }) => at > time);
    for (const { run } of due) run();
    this.#now = Math.max(this.#now, time);
  }

  /** Makes one call, with whatever goes wrong. A read that fails is simply not answered. */
  send(call: Call): CallResult {
    const request = readRequest(call.request);
    const { requestLost, replyLost, lateEffect, latestMs, crash, repeated } = this.#mishaps;
    const draw = this.#random.next();
    const work = (isLate: boolean) => this.model.run(request, isLate);
    if (call.effect === 'read') {
      if (draw < requestLost + replyLost) return this.#unanswered(call, TIMEOUT_MS);
      return this.#answered(call, () => work(false), crash);
    }
    if (draw < requestLost) return this.#unanswered(call, TIMEOUT_MS);
    if (draw < requestLost + replyLost) {
      work(false);
      return this.#unanswered(call, TIMEOUT_MS);
    }
    if (draw < requestLost + replyLost + lateEffect) {
      const at = this.#now + this.#random.integer(1, latestMs);
      this.#late.push({ at, run: () => void work(true) });
      return this.#unanswered(call, 1_000);
    }
    const isTwice = this.#random.chance(repeated);
    return this.#answered(
      call,
      () => {
        const results = work(false);
        return isTwice ? (work(false), results) : results;
      },
      crash,
    );
  }

  #answered(call: Call, work: () => ReturnType<SimulatedSystem['run']>, crash: number): CallResult {
    const results = work();
    if (this.#random.chance(crash)) return this.#unanswered(call, RESTART_MS);
    this.waitUntil(this.#now + CALL_MS);
    return judgeAnswer({ results }, readRequest(call.request), call.effect);
  }

  #unanswered({ effect }: Call, afterMs: number): CallResult {
    this.waitUntil(this.#now + this.#random.integer(1, afterMs));
    if (effect === 'read') return { outcome: 'not-sent', failure: connectionFailure('connection.unreachable') };
    return noClearAnswer('write', 'simulated', {});
  }
}
