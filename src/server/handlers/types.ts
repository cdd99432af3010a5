import type { OPERATIONS, OperationName } from '../../api/operations.ts';
import type { AnswerOf, CheckedRequestOf } from '../../api/types.ts';
import type { Caller } from '../caller.ts';
import type { Refusal } from '../refusal.ts';

/** Routes that stream or answer something other than JSON, or stand before all checks, have files of their own. */
export type PlainOperation = Exclude<
  OperationName,
  | 'streamEvents'
  | 'exportDifferences'
  | 'getOpenApi'
  | 'getMetrics'
  | 'receiveWebhook'
  | 'getLive'
  | 'getReady'
  | 'getStarted'
>;

/** What a handler may know of the HTTP request besides its checked input. */
export interface HttpFacts {
  readonly headers: Headers;
  /** Network address of the client. */
  readonly address: string;
  /** Adds Set-Cookie headers to the answer. */
  setCookies(cookies: readonly string[]): void;
}

/** Somebody is signed in wherever the route asks for more than `anyone`. */
type CallerOf<N extends OperationName> = (typeof OPERATIONS)[N]['permission'] extends 'anyone'
  ? Caller | undefined
  : Caller;

/** One route's work, free of the web framework. Expected failures are refusals; exceptions are faults. */
type Handler<N extends PlainOperation> = (call: {
  readonly request: CheckedRequestOf<N>;
  readonly caller: CallerOf<N>;
  readonly http: HttpFacts;
}) => Promise<AnswerOf<N> | Refusal>;

export type HandlersOf<N extends PlainOperation> = { readonly [K in N]: Handler<K> };
