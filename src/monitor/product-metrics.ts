import { RUN_STATES } from '../core/run/states.ts';
import type { Meter } from '../engine/ports.ts';
import type { ConnectionHealth, Today } from '../engine/read-ports.ts';
import type { MetricRegistry } from './metrics.ts';

/** Buckets for what people and other systems wait for, seconds; the first ten are those of OpenTelemetry for HTTP. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600] as const;

/** What the server reports of the requests it takes. */
export interface ServerMeter {
  requestEnded(request: { method: string; route: string; status: number; tookMs: number }): void;
  webhookEnded(webhook: { connection: string; outcome: string; tookMs: number }): void;
  signIn(outcome: 'ok' | 'refused' | 'locked'): void;
  liveListeners(count: number): void;
}

/** One call of a connector's HTTP client, as the kit publishes it. */
interface ExchangeReport {
  readonly connection: string;
  readonly method: string;
  readonly reached: string;
  readonly status: number | undefined;
  readonly elapsedMs: number;
}

/** The product's metrics by who writes them. */
export interface ProductMetrics {
  readonly engine: Meter;
  readonly server: ServerMeter;
  /** To be handed to the kit's `onExchange`. */
  exchange(report: ExchangeReport): void;
}

/** Defines the metrics of events, runs, calls and requests. Names are stable: dashboards read them. */
export function defineProductMetrics(registry: MetricRegistry): ProductMetrics {
  const events = registry.counter<{ connection: string; via: string; new: string }>({
    name: 'landbridge_events_total',
    help: 'Events taken in; new="false" had been known already.',
  });
  const runs = registry.counter<{ flow: string; state: string }>({
    name: 'landbridge_runs_ended_total',
    help: 'Runs that came to a stand or an end, by state.',
  });
  const runSeconds = registry.histogram<{ flow: string; state: string }>({
    name: 'landbridge_run_duration_seconds',
    help: 'Arrival of the event to the state.',
    buckets: SECONDS,
  });
  const callSeconds = registry.histogram<{ connection: string; operation: string; outcome: string }>({
    name: 'landbridge_call_duration_seconds',
    help: 'Calls of operations to connected systems.',
    buckets: SECONDS,
  });
  const exchangeSeconds = registry.histogram<{ connection: string; method: string; status: string }>({
    name: 'landbridge_client_request_duration_seconds',
    help: 'HTTP requests to connected systems; status is a class such as 2xx, or what hindered an answer.',
    buckets: SECONDS,
  });
  const leases = registry.counter({ name: 'landbridge_leases_lost_total', help: 'Runs taken over by another worker.' });
  const requestSeconds = registry.histogram<{ method: string; route: string; status: string }>({
    name: 'http_server_request_duration_seconds',
    help: 'Requests to this server.',
    buckets: SECONDS,
  });
  const webhookSeconds = registry.histogram<{ connection: string; outcome: string }>({
    name: 'landbridge_webhook_duration_seconds',
    help: 'Webhooks by what became of them.',
    buckets: SECONDS,
  });
  const signIns = registry.counter<{ outcome: string }>({
    name: 'landbridge_sign_ins_total',
    help: 'Tries to sign in.',
  });
  const listeners = registry.gauge({ name: 'landbridge_live_listeners', help: 'Open streams of live changes.' });

  return {
    engine: {
      callEnded: ({ connection, operation, outcome, tookMs }) =>
        callSeconds.observe({ connection, operation, outcome }, tookMs / 1_000),
      runEnded: ({ flow, state, tookMs }) => {
        runs.add({ flow, state });
        runSeconds.observe({ flow, state }, tookMs / 1_000);
      },
      eventTaken: ({ connection, via, isNew }) => events.add({ connection, via, new: String(isNew) }),
      leaseLost: () => leases.add({}),
    },
    server: {
      requestEnded: ({ method, route, status, tookMs }) =>
        requestSeconds.observe({ method, route, status: String(status) }, tookMs / 1_000),
      webhookEnded: ({ connection, outcome, tookMs }) =>
        webhookSeconds.observe({ connection, outcome }, tookMs / 1_000),
      signIn: (outcome) => signIns.add({ outcome }),
      liveListeners: (count) => listeners.set({}, count),
    },
    exchange: ({ connection, method, reached, status, elapsedMs }) =>
      exchangeSeconds.observe(
        { connection, method, status: status === undefined ? reached : `${Math.trunc(status / 100)}xx` },
        elapsedMs / 1_000,
      ),
  };
}

/** Reads the state of the work and of the connections whenever the metrics are printed. */
export function collectStates(
  registry: MetricRegistry,
  sources: { today(): Promise<Today>; connections(): readonly ConnectionHealth[]; now(): number },
): void {
  const open = registry.gauge<{ flow: string; state: string }>({
    name: 'landbridge_runs_open',
    help: 'Runs that are not final, by state.',
  });
  const oldest = registry.gauge<{ flow: string }>({
    name: 'landbridge_oldest_run_age_seconds',
    help: 'Age of the oldest run that is not final.',
  });
  const held = registry.gauge<{ queue: string; code: string }>({
    name: 'landbridge_held_runs',
    help: 'Runs that wait for a person, by cause.',
  });
  const breaker = registry.gauge<{ connection: string }>({
    name: 'landbridge_breaker_state',
    help: 'Breaker of a connection: 0 closed, 1 half-open, 2 open, 3 stopped by hand.',
  });
  registry.onCollect(() => {
    for (const { name, breaker: state } of sources.connections()) {
      breaker.set({ connection: name }, { closed: 0, 'half-open': 1, open: 2, isolated: 3 }[state]);
    }
  });
  registry.onCollect(async () => {
    const today = await sources.today();
    for (const gauge of [open, oldest, held]) gauge.clear();
    for (const row of today.flows) {
      for (const state of RUN_STATES) {
        if (state !== 'completed' && state !== 'canceled') open.set({ flow: row.flow, state }, row[state]);
      }
      const since = row.oldestOpenAt === undefined ? undefined : Date.parse(row.oldestOpenAt);
      oldest.set({ flow: row.flow }, since === undefined ? 0 : Math.max(0, (sources.now() - since) / 1_000));
    }
    for (const group of today.holds) held.set({ queue: group.queue, code: group.code }, group.count);
  });
}
