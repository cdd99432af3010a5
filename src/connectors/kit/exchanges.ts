import { channel } from 'node:diagnostics_channel';
import type { HttpRequest, HttpResult } from './http.ts';

/** One exchange with a connected system, for metrics and traces. Carries no content and no secret. */
export interface Exchange {
  readonly connection: string;
  readonly label: string;
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly reached: HttpResult['reached'];
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly elapsedMs: number;
  /** W3C trace context that went with the request, if any did. */
  readonly traceparent: string | undefined;
}

/** Diagnostics channel on which every {@link Exchange} is published; costs nothing while nobody listens. */
const EXCHANGE_CHANNEL = 'landbridge.exchange';

const exchanges = channel(EXCHANGE_CHANNEL);

/** Publishes one exchange when somebody listens. */
export function reportExchange(
  connection: string,
  request: HttpRequest,
  result: HttpResult,
  traceparent: string | undefined,
): void {
  if (!exchanges.hasSubscribers) return;
  const { label, method, origin } = request;
  const { reached, elapsedMs, status } = result;
  const reason = result.reached === 'answered' ? undefined : result.reason;
  exchanges.publish({
    connection,
    label,
    method,
    origin,
    reached,
    status,
    reason,
    elapsedMs,
    traceparent,
  } satisfies Exchange);
}

/** Listens to every exchange of the process; answers a function that ends it. */
export function onExchange(listener: (exchange: Exchange) => void): () => void {
  const subscriber = (message: unknown): void => listener(message as Exchange);
  exchanges.subscribe(subscriber);
  return () => {
    exchanges.unsubscribe(subscriber);
  };
}

let traceSource: () => string | undefined = () => undefined;

/** Says where the W3C `traceparent` of a request comes from; one source a process. */
export function setTraceSource(source: () => string | undefined): void {
  traceSource = source;
}

/** The `traceparent` for a request that is made now; undefined when it belongs to no run. */
export function currentTraceparent(): string | undefined {
  return traceSource();
}
