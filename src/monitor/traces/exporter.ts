import type { Post } from '../alerting/send.ts';
import type { Log } from '../log.ts';
import { otlpBody, type Span } from './spans.ts';

const FLUSH_EVERY_MS = 2_000;
/** Spans in one request, and spans that wait at most; what is beyond is dropped and counted. */
const BATCH = 512;
const MOST_WAITING = 4_096;

export interface SpanExporter {
  add(span: Span): void;
  /** Sends what waits, and ends. */
  stop(): Promise<void>;
}

/**
 * Sends spans by OTLP/HTTP with JSON, in batches, behind the work. A collector that is away costs spans, never work: they
 * are dropped and the log says so, once until it is back.
 */
export function createExporter(deps: {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly post: Post;
  readonly log: Log;
}): SpanExporter {
  const url = `${deps.endpoint.replace(/\/+$/, '')}/v1/traces`;
  let waiting: Span[] = [];
  let dropped = 0;
  let isAway = false;
  let sending: Promise<void> = Promise.resolve();
  const send = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(BATCH);
      const body = JSON.stringify(otlpBody(batch, deps.resource));
      const headers = { 'content-type': 'application/json', ...deps.headers };
      const answer = await deps.post({ url, headers, body, allowPrivateNetwork: true });
      const problem = 'fault' in answer ? answer.fault : answer.status >= 300 ? `HTTP ${answer.status}` : undefined;
      if (problem !== undefined) dropped += batch.length;
      if (problem !== undefined && !isAway) deps.log.warn({ problem }, 'traces were not taken and are dropped');
      if (problem === undefined && isAway) deps.log.info({ dropped }, 'traces are taken again');
      isAway = problem !== undefined;
    }
  };
  const flush = (): Promise<void> => {
    sending = sending.then(send);
    return sending;
  };
  const timer = setInterval(() => void flush(), FLUSH_EVERY_MS);
  timer.unref();
  return {
    add(span) {
      if (waiting.length >= MOST_WAITING) dropped += 1;
      else waiting.push(span);
    },
    stop: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}
