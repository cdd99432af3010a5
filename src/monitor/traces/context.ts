import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What a piece of work belongs to, wherever it is in the code: W3C trace context, and the run. */
interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The span under which spans of this work go; 16 hexadecimal digits. */
  readonly spanId: string;
  readonly run: string;
  readonly flow: string;
  readonly tenant: string;
}

const contexts = new AsyncLocalStorage<TraceContext>();
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** 16 random hexadecimal digits. A UUID is drawn from a pool; asking the system for each span is felt at 20 an order. */
export function newSpanId(): string {
  const uuid = randomUUID();
  return uuid.slice(24) + uuid.slice(0, 4);
}

/** Trace and span of a W3C `traceparent`; undefined when it is none. */
export function readTraceparent(text: string | undefined): { traceId: string; spanId: string } | undefined {
  const match = text === undefined ? null : TRACEPARENT.exec(text);
  const [, traceId, spanId] = match ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}

/** The header that another system gets; sampled, because who keeps traces decides that over there. */
export function writeTraceparent({ traceId, spanId }: { traceId: string; spanId: string }): string {
  return `00-${traceId}-${spanId}-01`;
}

/** Runs `work` in a context; everything it starts is in it too. */
export function inContext<T>(context: TraceContext, work: () => T): T {
  return contexts.run(context, work);
}

export function currentContext(): TraceContext | undefined {
  return contexts.getStore();
}

/** Fields that each log line gets while a run is worked on; names as OpenTelemetry has them. */
export function traceFields(): object {
  const context = contexts.getStore();
  if (context === undefined) return {};
  const { traceId, spanId, run, flow, tenant } = context;
  return { trace_id: traceId, span_id: spanId, tenant, flow, run };
}
