import type { Failure } from '../../../core/failure.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { Effect } from '../../../core/operation.ts';
import type { ReadFault } from '../model/reader.ts';
import type { ClarityRequest, UpdateRequest } from '../model/request.ts';

/** The generations of store that we speak with. */
export const DIALECT_NAMES = ['cef', 'phoenix'] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

/** What a dialect has to know of the connection. */
export interface DialectSettings {
  /** Zone of stamps without offset. */
  readonly zone: string;
  /** Currency of orders that do not name one. */
  readonly defaultCurrency: string;
  /** `full` has every route; `portal` only lists, reads by id, and updates. */
  readonly surface: 'full' | 'portal';
  /** Where the records of the current generation stand, relative to the base URL. */
  readonly paths: { readonly orders: string; readonly accounts: string; readonly products: string };
}

/** One HTTP request, relative to the base URL. */
export interface HttpPlan {
  /** For metrics; few different values. */
  readonly label: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Lists may take longer than single calls. */
  readonly wait: 'call' | 'list';
}

/** What a body says about a call before it is decoded. */
export type Verdict =
  /** Nothing against it. */
  | { readonly is: 'good' }
  /** The store said no, or there is no such record: nothing was done. */
  | { readonly is: 'refused'; readonly failure: Failure }
  /** Nobody can tell: a write may have taken effect, a read may be asked again. */
  | { readonly is: 'unclear'; readonly failure: Failure };

/** A decoded answer. Faults mean that the record must not be used. */
export interface Decoded {
  readonly reply: JsonObject;
  readonly faults: readonly ReadFault[];
}

export interface Dialect {
  readonly name: DialectName;
  /** The request in HTTP; undefined when this generation has no such call. `nonce` changes with every call. */
  plan(request: ClarityRequest, settings: DialectSettings, nonce: string): HttpPlan | undefined;
  /** Judges an answered call by its body first, then by its status. `body` is undefined when there is none. */
  judge(request: ClarityRequest, effect: Effect, status: number, body: Json | undefined): Verdict;
  decode(request: ClarityRequest, body: Json | undefined, settings: DialectSettings): Decoded;
  /** The body of a write that changes `record`, which was read whole before. */
  change(
    request: UpdateRequest,
    record: Readonly<Record<string, unknown>>,
    settings: DialectSettings,
  ): Record<string, unknown>;
}
