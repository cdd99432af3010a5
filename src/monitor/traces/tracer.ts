import type { RunTracer } from '../../engine/ports.ts';
import { currentContext, inContext, newSpanId, readTraceparent, writeTraceparent } from './context.ts';
import type { Span } from './spans.ts';

/** One exchange with another system, as the kit publishes it. */
interface TracedExchange {
  readonly connection: string;
  readonly label: string;
  readonly method: string;
  readonly origin: string;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly elapsedMs: number;
  /** What the other system was sent. */
  readonly traceparent: string | undefined;
}

/** A webhook that was answered. */
interface TracedWebhook {
  /** Kept with the event. */
  readonly traceparent: string;
  /** It is the sender's: this request is a part of theirs. Else it names this request itself. */
  readonly isSent: boolean;
  readonly connection: string;
  readonly outcome: string;
  readonly tookMs: number;
}

/** What reports spans. Without an exporter nothing is made but the ids that other systems and the log get. */
export interface Tracer extends RunTracer {
  /** The header for a call that is made now; undefined outside runs. */
  outgoing(): string | undefined;
  exchange(exchange: TracedExchange): void;
  webhook(webhook: TracedWebhook): void;
}

/** Makes the tracer of a process. `add` takes finished spans; absent when nobody wants them. */
export function createTracer(now: () => number, add: ((span: Span) => void) | undefined): Tracer {
  return {
    async inRun(run, work) {
      const parent = readTraceparent(run.traceparent);
      // A run whose event came without a trace has one of its own, the same after each restart.
      const traceId = parent?.traceId ?? run.id.replaceAll('-', '');
      const spanId = newSpanId();
      const { id, flow, tenant } = run;
      const startedAt = now();
      let error: string | undefined;
      try {
        return await inContext({ traceId, spanId, run: id, flow, tenant }, work);
      } catch (thrown) {
        error = thrown instanceof Error ? thrown.name : 'unknown';
        throw thrown;
      } finally {
        add?.({
          traceId,
          spanId,
          ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
          name: `advance ${flow}`,
          kind: 'internal',
          startedAt,
          endedAt: now(),
          attributes: { 'landbridge.run': id, 'landbridge.flow': flow, 'landbridge.tenant': tenant },
          ...(error === undefined ? {} : { error }),
        });
      }
    },
    outgoing() {
      const context = currentContext();
      return context && writeTraceparent({ traceId: context.traceId, spanId: newSpanId() });
    },
    exchange(exchange) {
      const own = readTraceparent(exchange.traceparent);
      const context = currentContext();
      if (add === undefined || own === undefined || context === undefined) return;
      const { origin, status, reason } = exchange;
      const { hostname, port, protocol } = new URL(origin);
      const endedAt = now();
      const failed = reason ?? (status !== undefined && status >= 400 ? String(status) : undefined);
      add({
        ...own,
        parentSpanId: context.spanId,
        name: `${exchange.method} ${exchange.label}`,
        kind: 'client',
        startedAt: endedAt - exchange.elapsedMs,
        endedAt,
        attributes: {
          'http.request.method': exchange.method,
          'server.address': hostname,
          'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
          ...(status === undefined ? {} : { 'http.response.status_code': status }),
          ...(failed === undefined ? {} : { 'error.type': failed }),
          'landbridge.connection': exchange.connection,
          'landbridge.run': context.run,
          'landbridge.flow': context.flow,
        },
        ...(failed === undefined ? {} : { error: failed }),
      });
    },
    webhook({ traceparent, isSent, connection, outcome, tookMs }) {
      const kept = readTraceparent(traceparent);
      if (add === undefined || kept === undefined) return;
      const endedAt = now();
      add({
        traceId: kept.traceId,
        ...(isSent ? { spanId: newSpanId(), parentSpanId: kept.spanId } : { spanId: kept.spanId }),
        name: 'POST /hooks/{connection}',
        kind: 'server',
        startedAt: endedAt - tookMs,
        endedAt,
        attributes: {
          'http.request.method': 'POST',
          'http.route': '/hooks/{connection}',
          'landbridge.connection': connection,
          'landbridge.outcome': outcome,
        },
      });
    },
  };
}
