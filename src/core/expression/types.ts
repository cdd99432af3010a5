import type { Json } from '../json.ts';

/** What an expression may read, by name. Never more than is handed in. */
export type VariableScope = Readonly<Record<string, Json | undefined>>;

/** The result of an expression. `undefined` means that an optional field is not there: the target is left out. */
export type Evaluated =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly expression: string; readonly message: string };

/** An expression or a text with `${ … }`, parsed once. Evaluating never throws, whatever the data. */
export interface Expression {
  /** As the author wrote it. */
  readonly source: string;
  /** Names of the variables it reads. */
  readonly roots: readonly string[];
  evaluate(variables: VariableScope): Evaluated;
}

/**
 * A variable of a scope or of the scopes around it. What every JavaScript object carries (`constructor` and the like)
 * is no variable.
 */
export function readVariable(scope: VariableScope, name: string): Json | undefined {
  for (
    let at: object | null = scope;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    if (Object.hasOwn(at, name)) return (at as VariableScope)[name];
  }
  return undefined;
}
