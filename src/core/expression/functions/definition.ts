import type { Json } from '../../json.ts';

/** One form of a function: CEL signature and what it does with CEL values. */
export interface FunctionForm {
  readonly signature: string;
  /** Synchronous, without side effects. Throws an Error with words for people when its arguments make no sense. */
  // biome-ignore lint: handlers are as different as their signatures
  readonly handler: (...values: never[]) => unknown;
}

/** A recorded case: it documents the function, stands in the editor's help, and is run by the tests. */
export type FunctionCase =
  | { readonly expression: string; readonly gives: Json }
  /** Part of the message. */
  | { readonly expression: string; readonly fails: string };

/** A function of ours that expressions may call. */
export interface FunctionDefinition {
  readonly name: string;
  readonly summary: string;
  readonly forms: readonly FunctionForm[];
  readonly cases: readonly FunctionCase[];
}
