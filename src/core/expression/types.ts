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
