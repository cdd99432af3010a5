import type { Failure } from './failure.ts';
import type { Json, JsonObject, JsonSchema } from './json.ts';
import type { PromisedLine } from './stock/model.ts';

/**
 * Operations are pure state machines: given what was asked and what was answered so far, `next` says what to do now.
 * The engine makes the calls, writes the journal before a write is sent and after it is answered, and asks again.
 * A crash at any point therefore only means that `next` is asked once more with the same history.
 */
export type Effect = 'read' | 'write';

/**
 * How a repeat of the operation stays harmless:
 * `natural` (the target has a natural key or the write is absolute), `key` (an idempotency key is sent),
 * `check-first` (the operation finds out before it writes again), `none` (never repeated by itself).
 */
export type Idempotency = 'natural' | 'key' | 'check-first' | 'none';

/** One exchange with the other system, as data. `request` is understood by the connector's client only. */
export interface Call {
  /** Name of the call inside its operation, unique enough to read a journal by: `stage`, `confirm`, `read-back`. */
  readonly name: string;
  readonly effect: Effect;
  readonly request: JsonObject;
}

/**
 * What became of a call. Only `not-sent` may be repeated blindly.
 * A read that failed is never `ambiguous`: reading again is harmless, so it counts as `not-sent`.
 */
export type CallOutcome = 'not-sent' | 'refused' | 'applied' | 'ambiguous';

/** What a connector's client answers for one call. */
export interface CallResult {
  readonly outcome: CallOutcome;
  /** The decoded answer, when there is one. Never carries secrets or card data. */
  readonly reply?: Json;
  /** Present for every outcome but `applied`. */
  readonly failure?: Failure;
}

/**
 * A call of this operation that has left a mark: `applied`, `refused` by the other system for a reason of business,
 * or `ambiguous`. Calls that had no effect and were repeated by the engine (not sent, throttled, token expired)
 * are in the journal but not here.
 */
export interface CallRecord extends CallResult {
  readonly name: string;
  readonly effect: Effect;
  readonly request: JsonObject;
  readonly outcome: 'refused' | 'applied' | 'ambiguous';
  /** Milliseconds since 1970, by the database's clock. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** How often a person or a rule had released the step when this call was made. Compare with `OperationView.round`. */
  readonly round: number;
}

/** A record that exists in both systems. */
export interface LinkKey {
  /** Glossary noun: `order`, `customer`, `address`, `product`. */
  readonly kind: string;
  readonly system: string;
  readonly id: string;
}

/** The same record's identity in a second system, to be remembered. */
export interface NewLink {
  readonly kind: string;
  readonly left: { readonly system: string; readonly id: string };
  readonly right: { readonly system: string; readonly id: string };
}

/** Everything `next` may know. */
export interface OperationView<Input = JsonObject, Settings = JsonObject> {
  readonly input: Input;
  /** The connection's settings without its secrets. */
  readonly settings: Settings;
  /** Calls of this step so far, oldest first, over all rounds. */
  readonly calls: readonly CallRecord[];
  /** The id in this operation's own system that is already linked to `Operation.linkOf(input)`, if any. */
  readonly linkedId?: string;
  /** Milliseconds since 1970, by the database's clock. */
  readonly now: number;
  /** 0 at first; one more after each release, retry or edit by a person or rule. */
  readonly round: number;
  /** Stable for this step of this run: for markers in the other system and deterministic keys. */
  readonly stepKey: string;
}

export type OperationAction<Output = Json> =
  | { readonly do: 'call'; readonly call: Call }
  /**
   * Calls of which none depends on another; their names differ, or their order alone counts. As many of the first ones
   * as the engine sees fit are made at the same time, all reads or all writes, and it asks again when they are answered.
   */
  | { readonly do: 'calls'; readonly calls: readonly [Call, ...Call[]] }
  /** Ask again at `until` (milliseconds since 1970); `why` is shown on the screen. */
  | { readonly do: 'wait'; readonly until: number; readonly why: string }
  | {
      readonly do: 'done';
      readonly output: Output;
      readonly links?: readonly NewLink[];
      /** What a person should know although it worked: a shortened name, a stopped order. */
      readonly warnings?: readonly string[];
    }
  | { readonly do: 'fail'; readonly failure: Failure };

export interface Operation<Input = JsonObject, Output = Json, Settings = JsonObject> {
  /** Name inside its connector, for example `order.create`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  readonly idempotency: Idempotency;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  readonly sample: { readonly input: Input; readonly output: Output };
  /** The record on the other side that this operation's result is linked to; the engine looks it up beforehand. */
  linkOf?(input: Input): LinkKey | undefined;
  /**
   * What a result takes from stock, for an order that was read. It counts from the commit of the step on, until the run
   * links the order to one of the other system, which counts it from then on itself.
   */
  promises?(output: Output): readonly PromisedLine[];
  next(view: OperationView<Input, Settings>): OperationAction<Output>;
}

/** An operation whose input and output types are hidden, as registries hold it. */
// biome-ignore format: one line reads better
export type AnyOperation = Omit<Operation, 'next' | 'linkOf' | 'promises' | 'sample'> & {
  readonly sample: { readonly input: JsonObject; readonly output: Json };
  linkOf?(input: JsonObject): LinkKey | undefined;
  promises?(output: Json): readonly PromisedLine[];
  next(view: OperationView): OperationAction;
};

/** Hides the types of an operation after they have been checked, so that different ones fit in one registry. */
export function asAnyOperation<I, O, S>(operation: Operation<I, O, S>): AnyOperation {
  return operation as unknown as AnyOperation;
}
