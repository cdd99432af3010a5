import { rootCertificates } from 'node:tls';
import { type Dispatcher, Pool } from 'undici';
import { type AddressPolicy, findAddressFault, guardedLookup } from './address-guard.ts';
import { currentTraceparent, reportExchange } from './exchanges.ts';
import { decodeText, unpackBody } from './http-body.ts';
import { ExchangeHandler, type HttpFault } from './http-exchange.ts';

export type { HttpFault } from './http-exchange.ts';

export interface HttpSettings extends AddressPolicy {
  /** Name of the connection, for metrics and traces. */
  readonly connection: string;
  /** Most sockets at one time to each origin; one call at a time on each. */
  readonly connections: number;
  readonly connectTimeoutMs?: number;
  /** A certificate authority of the customer's own, in PEM form, beside the public ones. */
  readonly ca?: string;
}

export interface HttpRequest {
  /** What the call is, for metrics and traces; few different values: `OIS100MI/Confirm`, `token`. */
  readonly label: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Scheme, host and port, as `new URL(…).origin` gives it. */
  readonly origin: string;
  /** Path and query, beginning with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Longest time for everything: waiting for a socket, connecting, sending, and the whole answer. */
  readonly deadlineMs: number;
  /** Largest answer, counted after unpacking. Default 16 MiB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What became of one exchange: how far the request got is what decides whether it may be made again. */
export type HttpResult =
  | {
      readonly reached: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
      readonly elapsedMs: number;
    }
  | {
      /** `not-sent`: no byte of the request has left. `maybe-sent`: some may have, and no usable answer is here. */
      readonly reached: 'not-sent' | 'maybe-sent';
      readonly reason: HttpFault;
      /** What the socket said, without secrets. */
      readonly detail: string;
      /** Present when headers had come. */
      readonly status?: number;
      readonly elapsedMs: number;
    };

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;

/**
 * The one way out of the product. Keep-alive sockets, one call at a time on each; no retry of any kind, no redirects,
 * TLS 1.2 or better with verified certificates, and a guard against private addresses. It never throws for what the
 * other side does. Written on undici's dispatch interface, because only there one learns whether a byte was sent.
 */
export class HttpClient {
  readonly #settings: HttpSettings;
  readonly #pools = new Map<string, Pool | string>();

  constructor(settings: HttpSettings) {
    this.#settings = settings;
  }

  /** Makes exactly one exchange. */
  async exchange(request: HttpRequest): Promise<HttpResult> {
    const startedAt = performance.now();
    const traceparent = currentTraceparent();
    const result = await this.#dispatch(request, startedAt, traceparent);
    reportExchange(this.#settings.connection, request, result, traceparent);
    return result;
  }

  /** Lets calls under way end, then closes every socket. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()].filter((pool) => typeof pool !== 'string');
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }

  async #dispatch(request: HttpRequest, startedAt: number, traceparent: string | undefined): Promise<HttpResult> {
    const pool = this.#poolOf(request.origin);
    if (typeof pool === 'string') {
      return { reached: 'not-sent', reason: 'address-forbidden', detail: pool, elapsedMs: 0 };
    }
    const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES;
    const handler = new ExchangeHandler(request.deadlineMs, maxBytes, request.signal);
    const options: Dispatcher.DispatchOptions = {
      method: request.method,
      path: request.path,
      headers: traceparent === undefined ? request.headers : { ...request.headers, traceparent },
      body: request.body ?? null,
    };
    try {
      pool.dispatch(options, handler);
    } catch (error) {
      handler.onResponseError(undefined, error as Error);
    }
    const answer = await handler.answer;
    const elapsedMs = performance.now() - startedAt;
    if (!('bytes' in answer)) return { ...answer, elapsedMs };
    const { status, headers } = answer;
    const encoding = headers['content-encoding'];
    const bytes =
      typeof encoding === 'string' && encoding !== 'identity'
        ? await unpackBody(answer.bytes, encoding, maxBytes)
        : answer.bytes;
    const body = 'fault' in bytes ? bytes : decodeText(bytes, String(headers['content-type'] ?? ''));
    if (typeof body === 'string') return { reached: 'answered', status, headers, body, elapsedMs };
    return { reached: 'maybe-sent', reason: body.fault, detail: `HTTP ${status}`, status, elapsedMs };
  }

  /** The pool of an origin, or why this origin must not be called. */
  #poolOf(origin: string): Pool | string {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const { connections, connectTimeoutMs = DEFAULT_CONNECT_TIMEOUT_MS, ca } = this.#settings;
    const made =
      findAddressFault(origin, this.#settings) ??
      new Pool(origin, {
        connections,
        pipelining: 1,
        allowH2: false,
        // The handler's own deadline covers the whole call, so undici's per-phase clocks stay off.
        headersTimeout: 0,
        bodyTimeout: 0,
        connectTimeout: connectTimeoutMs,
        keepAliveTimeout: 4_000,
        keepAliveMaxTimeout: 60_000,
        connect: {
          minVersion: 'TLSv1.2',
          lookup: guardedLookup(this.#settings),
          ...(ca ? { ca: [...rootCertificates, ca] } : {}),
        },
      });
    this.#pools.set(origin, made);
    return made;
  }
}
