import { OPERATIONS, type OperationName } from './operations.ts';
import type { Problem } from './problem.ts';
import type { AnswerOf, RequestOf } from './types.ts';

export interface ClientOptions {
  /** Where the server is; empty for the page's own origin. */
  readonly baseUrl?: string;
  /** Operator token; the browser uses its cookie instead. */
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Gives up after this many milliseconds; 30,000 when left out. */
  readonly timeoutMs?: number;
}

/** Either the answer or a problem; the client never throws for what a server or network does. */
export type Answer<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly problem: Problem };

type Arguments<N extends OperationName> =
  unknown extends RequestOf<N>
    ? [request?: undefined]
    : object extends RequestOf<N>
      ? [request?: RequestOf<N>]
      : [request: RequestOf<N>];

/** One method for each operation of the API: `client.getRun({ params: { id } })`. */
export type Client = {
  readonly [N in OperationName]: (...args: Arguments<N>) => Promise<Answer<AnswerOf<N>>>;
};

/** Makes the typed client that console and commands use. Works in the browser and in Node. */
export function createClient(options: ClientOptions = {}): Client {
  const names = Object.keys(OPERATIONS) as OperationName[];
  const methods = names.map((name) => [name, (request?: LooseRequest) => send(name, request ?? {}, options)]);
  return Object.fromEntries(methods) as Client;
}

interface LooseRequest {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

async function send(name: OperationName, request: LooseRequest, options: ClientOptions): Promise<Answer<unknown>> {
  const { method, path } = OPERATIONS[name];
  const url = `${options.baseUrl ?? ''}${fillPath(path, request.params)}${queryText(request.query)}`;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`;
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  try {
    const response = await (options.fetch ?? globalThis.fetch)(url, {
      method: method.toUpperCase(),
      headers,
      credentials: 'same-origin',
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const text = await response.text();
    const read = response.ok ? readAnswer(response.headers.get('content-type') ?? '', text) : undefined;
    return read ?? { ok: false, problem: readProblem(response.status, text, path) };
  } catch (error) {
    return { ok: false, problem: unreachable(error, path) };
  }
}

function fillPath(path: string, params: LooseRequest['params']): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params?.[name] ?? '')));
}

function queryText(query: LooseRequest['query']): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  if (pairs.length === 0) return '';
  return `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()}`;
}

/** A good answer is JSON, plain text or nothing; a page of HTML comes from something in between. */
function readAnswer(mediaType: string, text: string): Answer<unknown> | undefined {
  if (text === '') return { ok: true, data: undefined };
  if (/^text\/(plain|csv)/.test(mediaType)) return { ok: true, data: text };
  try {
    return { ok: true, data: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Reads a problem answer; anything else that is no success becomes a problem of its own. */
function readProblem(status: number, text: string, path: string): Problem {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'code' in parsed && 'detail' in parsed)
      return parsed as Problem;
  } catch {
    // Not JSON: something between us and the server answered.
  }
  return {
    type: 'about:blank',
    title: 'Unexpected answer',
    status,
    detail: `The server answered ${status} without saying why.`,
    code: 'client.unexpected-answer',
    kind: 'fault',
    retryable: status >= 500,
    instance: path,
    remedy: 'Check the address, and whether a proxy in between answers instead of Landbridge.',
  };
}

function unreachable(error: unknown, path: string): Problem {
  const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
  return {
    type: 'about:blank',
    title: 'Server not reached',
    status: 0,
    detail: timedOut ? 'The server did not answer in time.' : 'The server cannot be reached.',
    code: timedOut ? 'client.timed-out' : 'client.unreachable',
    kind: 'unreachable',
    retryable: true,
    instance: path,
    remedy: 'Check that Landbridge is running and that the address is right.',
  };
}
