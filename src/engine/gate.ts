import type { Call, CallResult } from '../core/operation.ts';
import type { KeptBreaker, Stop } from './away-ports.ts';
import type { BreakerMode } from './breaker.ts';
import { Breakers, ownBreakers } from './breakers.ts';
import { engineFailure } from './errors.ts';
import { breakerStop } from './pauses.ts';
import type { Clock, Meter, OpenConnection } from './ports.ts';
import { RateLimit } from './rate-limit.ts';

interface Gate {
  readonly connection: OpenConnection;
  readonly limit: RateLimit;
  /** When this process first used it, milliseconds since 1970. */
  readonly openedAt: number;
  calls: { at: number; tookMs: number; failed: boolean }[];
}

/** Leave to make a call, given beforehand; a call that tries whether the system is back says so. */
export interface Pass {
  readonly probe: boolean;
  /** Where the work comes from: callers of different lanes take turns. */
  readonly lane?: string;
  /** A turn that was taken beforehand, by {@link Gates.takeTurns}; the call gives it back. */
  readonly turn?: Turn;
}

/** A place among the calls of a connection. Called, it is given back. */
export type Turn = () => void;

/** What a connection looks like from this process. */
export interface GateHealth {
  /** The worst of its operations. */
  readonly breaker: BreakerMode;
  readonly since: number;
  readonly reason?: string;
  /** Operations that are held back or stopped. */
  readonly breakers: readonly KeptBreaker[];
  readonly callsLastMinute: number;
  readonly failuresLastMinute: number;
  readonly inFlight: number;
  /** Median of the last minute, milliseconds. */
  readonly p50Ms?: number;
}

/** What one word says about a connection whose operations differ: the first of these that any of them is. */
const WORST: readonly BreakerMode[] = ['open', 'half-open', 'isolated'];

/** Every outgoing call passes here: breaker first, then the limits, then exactly one exchange. */
export class Gates {
  readonly breakers: Breakers;
  readonly #gates = new Map<string, Gate>();
  readonly #clock: Clock;
  readonly #meter: Meter;

  constructor(clock: Clock, meter: Meter, breakers: Breakers = new Breakers(ownBreakers(clock), clock)) {
    this.#clock = clock;
    this.#meter = meter;
    this.breakers = breakers;
  }

  /** Leave for the next call of an operation, or what keeps it from being made. */
  async admit(
    tenant: string,
    connection: OpenConnection,
    operation: string,
    effect: Call['effect'],
  ): Promise<{ readonly pass: Pass } | { readonly stop: Stop }> {
    const key = { tenant, connection: connection.name, operation };
    const leave = await this.breakers.admit(key, effect);
    return leave.admitted ? { pass: { probe: leave.probe } } : { stop: breakerStop(key, leave.breaker) };
  }

  /**
   * Waits for the connection's limits, for a caller who has something to do between its turn and the call. The first turn
   * is waited for, up to `most` are taken that are free just then: who waits for a second one while holding the first could
   * wait for ever for somebody who does the same. Each must be given back, by the call that gets it or by hand.
   */
  async takeTurns(
    tenant: string,
    connection: OpenConnection,
    most: number,
    lane: string | undefined,
  ): Promise<readonly Turn[]> {
    const { limit } = this.#gate(tenant, connection);
    const turns = [await limit.acquire(lane)];
    while (turns.length < most) {
      const turn = limit.tryAcquire();
      if (!turn) break;
      turns.push(turn);
    }
    return turns;
  }

  /** What keeps an operation from being called, as this process knows it now. */
  stopOf(tenant: string, connection: string, operation: string): Stop | undefined {
    const key = { tenant, connection, operation };
    const breaker = this.breakers.of(key);
    return breaker.mode === 'closed' ? undefined : breakerStop(key, breaker);
  }

  /**
   * Makes one call. Without a `pass` it asks for leave itself, and an open breaker answers `not-sent` without a call;
   * nothing is ever repeated here. `timeoutMs` ends the wait for the answer; a write is then `ambiguous`.
   */
  async send(
    tenant: string,
    connection: OpenConnection,
    operation: string,
    call: Call,
    timeoutMs: number | undefined,
    pass?: Pass,
  ): Promise<CallResult> {
    const leave = pass ? { pass } : await this.admit(tenant, connection, operation, call.effect);
    if ('stop' in leave) return this.#heldBack(connection, leave.stop);
    const gate = this.#gate(tenant, connection);
    const release = leave.pass.turn ?? (await gate.limit.acquire(leave.pass.lane));
    const startedAt = this.#clock.now();
    try {
      const signal = timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) };
      const result = await connection.send(call, signal);
      await this.#ended({ tenant, gate, operation, result, startedAt, probe: leave.pass.probe });
      return result;
    } finally {
      release();
    }
  }

  /** Nothing when this process has made no call over it and nothing of it is held back. */
  health(tenant: string, name: string): GateHealth | undefined {
    const gate = this.#gates.get(`${tenant}/${name}`);
    const breakers = this.breakers
      .known()
      .filter((each) => each.tenant === tenant && each.connection === name && each.mode !== 'closed');
    if (!gate && breakers.length === 0) return undefined;
    const since = this.#clock.now() - 60_000;
    const recent = (gate?.calls ?? []).filter((call) => call.at > since);
    const times = recent.map((call) => call.tookMs).toSorted((a, b) => a - b);
    const p50Ms = times[Math.floor(times.length / 2)];
    const worst = WORST.flatMap((mode) => breakers.find((each) => each.mode === mode) ?? [])[0];
    return {
      breaker: worst?.mode ?? 'closed',
      since: worst?.since ?? gate?.openedAt ?? this.#clock.now(),
      ...(worst?.reason === undefined ? {} : { reason: worst.reason }),
      breakers,
      callsLastMinute: recent.length,
      failuresLastMinute: recent.filter((call) => call.failed).length,
      inFlight: gate?.limit.inFlight ?? 0,
      ...(p50Ms === undefined ? {} : { p50Ms }),
    };
  }

  #gate(tenant: string, connection: OpenConnection): Gate {
    const key = `${tenant}/${connection.name}`;
    const known = this.#gates.get(key);
    if (known?.connection === connection) return known;
    const gate: Gate = {
      connection,
      limit: new RateLimit(connection.limits),
      openedAt: known?.openedAt ?? this.#clock.now(),
      calls: known?.calls ?? [],
    };
    this.#gates.set(key, gate);
    return gate;
  }

  #heldBack({ name }: OpenConnection, { code, why, until }: Stop): CallResult {
    const retryAfterMs = Math.max(1_000, (until ?? 0) - this.#clock.now());
    return {
      outcome: 'not-sent',
      failure: engineFailure(code, { record: `connection ${name}`, message: why, retryAfterMs }),
    };
  }

  async #ended(call: {
    readonly tenant: string;
    readonly gate: Gate;
    readonly operation: string;
    readonly result: CallResult;
    readonly startedAt: number;
    readonly probe: boolean;
  }): Promise<void> {
    const { tenant, gate, operation, result, startedAt, probe } = call;
    const now = this.#clock.now();
    const failed =
      result.outcome === 'ambiguous' || (result.outcome === 'not-sent' && result.failure?.kind !== 'throttled');
    gate.calls.push({ at: now, tookMs: now - startedAt, failed });
    if (gate.calls.length > 2_000) gate.calls.splice(0, 1_000);
    this.#meter.callEnded({
      connection: gate.connection.name,
      operation,
      outcome: result.outcome,
      tookMs: now - startedAt,
    });
    const reason = result.failure?.message;
    await this.breakers.ended(
      { tenant, connection: gate.connection.name, operation },
      { probe, failed, ...(reason === undefined ? {} : { reason }) },
    );
  }
}
