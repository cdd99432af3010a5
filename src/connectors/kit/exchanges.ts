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
}

/** Diagnostics channel on which every {@link Exchange} is published; costs nothing while nobody listens. */
const EXCHANGE_CHANNEL = 'landbridge.exchange';

const exchanges = channel(EXCHANGE_CHANNEL);

/** Publishes one exchange when somebody listens. */
export function reportExchange(connection: string, request: HttpRequest, result: HttpResult): void {
  if (!exchanges.hasSubscribers) return;
  const { label, method, origin } = request;
  const { reached, elapsedMs, status } = result;
  const reason = result.reached === 'answered' ? undefined : result.reason;
  exchanges.publish({ connection, label, method, origin, reached, status, reason, elapsedMs } satisfies Exchange);
}

/** Listens to every exchange of the process; answers a function that ends it. */
export function onExchange(listener: (exchange: Exchange) => void): () => void {
  const subscriber = (message: unknown): void => listener(message as Exchange);
  exchanges.subscribe(subscriber);
  return () => {
    exchanges.unsubscribe(subscriber);
  };
}
