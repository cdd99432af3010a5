/** A value as JSON can carry it. Decimals travel as text, never as binary floats. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A JSON Schema (2020-12) document, kept loose on purpose: the validator judges it, not the type. */
export type JsonSchema = JsonObject;
