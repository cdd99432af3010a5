import type { Call, CallResult } from '../core/operation.ts';
import { afterCall, type BreakerState, closedBreaker, mayCall, retryAt } from './breaker.ts';
import { engineFailure } from './errors.ts';
import type { Clock, Meter, OpenConnection } from './ports.ts';
import { RateLimit } from './rate-limit.ts';

interface Gate {
  readonly connection: OpenConnection;
  readonly limit: RateLimit;
  breaker: BreakerState;
  calls: { at: number; tookMs: number; failed: boolean }[];
}

/** What a connection looks like from this process. */
export interface GateHealth {
  readonly breaker: BreakerState['mode'];
  readonly since: number;
  readonly reason?: string;
  readonly callsLastMinute: number;
  readonly failuresLastMinute: number;
  readonly inFlight: number;
  /** Median of the last minute, milliseconds. */
  readonly p50Ms?: number;
}

/** Every outgoing call passes here: breaker first, then the limits, then exactly one exchange. */
export class Gates {
  readonly #gates = new Map<string, Gate>();
  readonly #clock: Clock;
  readonly #meter: Meter;

  constructor(clock: Clock, meter: Meter) {
    this.#clock = clock;
    this.#meter = meter;
  }

  /**
   * Makes one call. An open breaker answers `not-sent` without a call; nothing is ever repeated here.
   * `timeoutMs` ends the wait for the answer; a write is then `ambiguous`.
   */
  async send(
    tenant: string,
    connection: OpenConnection,
    operation: string,
    call: Call,
    timeoutMs: number | undefined,
  ): Promise<CallResult> {
    const gate = this.#gate(tenant, connection);
    if (!mayCall(gate.breaker, call.effect, this.#clock.now())) return this.#heldBack(gate);
    const release = await gate.limit.acquire();
    const startedAt = this.#clock.now();
    try {
      const signal = timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) };
      const result = await connection.send(call, signal);
      this.#ended(gate, operation, result, startedAt);
      return result;
    } finally {
      release();
    }
  }

  health(tenant: string, name: string): GateHealth | undefined {
    const gate = this.#gates.get(`${tenant}/${name}`);
    if (!gate) return undefined;
    const since = this.#clock.now() - 60_000;
    const recent = gate.calls.filter((call) => call.at > since);
    const times = recent.map((call) => call.tookMs).toSorted((a, b) => a - b);
    const p50Ms = times[Math.floor(times.length / 2)];
    return {
      breaker: gate.breaker.mode,
      since: gate.breaker.since,
      ...(gate.breaker.reason === undefined ? {} : { reason: gate.breaker.reason }),
      callsLastMinute: recent.length,
      failuresLastMinute: recent.filter((call) => call.failed).length,
      inFlight: gate.limit.inFlight,
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
      breaker: known?.breaker ?? closedBreaker(this.#clock.now()),
      calls: known?.calls ?? [],
    };
    this.#gates.set(key, gate);
    return gate;
  }

  #heldBack(gate: Gate): CallResult {
    const now = this.#clock.now();
    return {
      outcome: 'not-sent',
      failure: engineFailure('connection.breaker-open', {
        record: `connection ${gate.connection.name}`,
        retryAfterMs: retryAt(gate.breaker, now) - now,
      }),
    };
  }

  #ended(gate: Gate, operation: string, result: CallResult, startedAt: number): void {
    const now = this.#clock.now();
    const failed =
      result.outcome === 'ambiguous' || (result.outcome === 'not-sent' && result.failure?.kind !== 'throttled');
    gate.breaker = afterCall(gate.breaker, failed, now, result.failure?.message);
    gate.calls.push({ at: now, tookMs: now - startedAt, failed });
    if (gate.calls.length > 2_000) gate.calls.splice(0, 1_000);
    this.#meter.callEnded({
      connection: gate.connection.name,
      operation,
      outcome: result.outcome,
      tookMs: now - startedAt,
    });
  }
}
