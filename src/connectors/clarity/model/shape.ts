import type { JsonObject, JsonSchema } from '../../../core/json.ts';

/**
 * A record of the canonical model is declared once; its JSON Schema (for mappings, checks and documentation) and its
 * TypeScript type both come from that declaration.
 */
export interface Shape<T> {
  readonly schema: JsonSchema;
  readonly optional?: boolean;
  /** Only for the type; never there. */
  readonly type?: T;
}

/** The type of values that fit a shape. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type OptionalShape<T> = Shape<T> & { readonly optional: true };
type Simplify<T> = { readonly [K in keyof T]: T[K] };
type RecordOf<F extends Fields> = Simplify<
  { readonly [K in keyof F as F[K] extends { readonly optional: true } ? never : K]: Infer<F[K]> } & {
    readonly [K in keyof F as F[K] extends { readonly optional: true } ? K : never]?: Infer<F[K]> | undefined;
  }
>;

export const text = (title: string): Shape<string> => ({ schema: { type: 'string', title } });

/** A number as text, exact: `19.99`. Expressions read it as a decimal. */
export const decimal = (title: string): Shape<string> => ({ schema: { type: 'string', format: 'decimal', title } });

/** An instant as ISO 8601 text in UTC. */
export const time = (title: string): Shape<string> => ({
  schema: { type: 'string', title: `${title} (ISO 8601, UTC)` },
});

export const flag = (title: string): Shape<boolean> => ({ schema: { type: 'boolean', title } });

export const count = (title: string): Shape<number> => ({ schema: { type: 'integer', title } });

export const choice = <const V extends string>(title: string, values: readonly V[]): Shape<V> => ({
  schema: { type: 'string', title, enum: values },
});

export const list = <S extends Shape<unknown>>(title: string, item: S): Shape<readonly Infer<S>[]> => ({
  schema: { type: 'array', title, items: item.schema },
});

/** Texts by names that nobody knows beforehand. */
export const texts = (title: string): Shape<Readonly<Record<string, string>>> => ({
  schema: { type: 'object', title, additionalProperties: { type: 'string' } },
});

/** Left out of the record when the source has nothing. */
export const optional = <T>(shape: Shape<T>): OptionalShape<T> => ({ ...shape, optional: true });

/** A closed record: nothing else can be in it. */
export function record<F extends Fields>(title: string, fields: F): Shape<RecordOf<F>> {
  const properties: Record<string, JsonObject> = {};
  for (const [name, field] of Object.entries(fields)) properties[name] = field.schema;
  const required = Object.keys(fields).filter((name) => fields[name]?.optional !== true);
  return { schema: { type: 'object', title, properties, required, additionalProperties: false } };
}

type WithoutAbsent<T> = Simplify<
  { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
    readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
  }
>;

/** The record without the members that are undefined. */
export function withoutAbsent<T extends object>(record: T): WithoutAbsent<T> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) if (value !== undefined) kept[name] = value;
  return kept as WithoutAbsent<T>;
}
