import type { JsonObject, JsonSchema } from '../json.ts';

/** What expressions need to know of a JSON Schema: which fields there are, and which texts are decimals. */
export type Shape =
  | { readonly kind: 'any' | 'text' | 'decimal' | 'boolean' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | RecordShape;

export interface RecordShape {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, Field>;
  /** The record may be null, as the output of a step that was left out is. */
  readonly nullable?: boolean;
  /** The record may have other fields too, because something else may have supplied it. */
  readonly open?: boolean;
}

export interface Field {
  readonly shape: Shape;
  /** False when the schema does not promise that the field is there. */
  readonly required: boolean;
  readonly title?: string;
}

export const ANY: Shape = { kind: 'any' };
export const TEXT: Shape = { kind: 'text' };
export const DECIMAL: Shape = { kind: 'decimal' };
export const BOOLEAN: Shape = { kind: 'boolean' };

const shapes = new WeakMap<object, Shape>();

/**
 * Reads a schema. A text with `format: decimal` is a decimal; so is every number. What the schema leaves open, or may
 * also be null, is `any`. The same schema object gives the same shape object, so that conversions can be remembered.
 */
export function shapeOf(schema: JsonSchema | undefined, root: JsonSchema | undefined = schema): Shape {
  if (schema === undefined) return ANY;
  const known = shapes.get(schema);
  if (known !== undefined) return known;
  shapes.set(schema, ANY); // a schema that contains itself ends here
  const shape = readShape(schema, root ?? schema);
  shapes.set(schema, shape);
  return shape;
}

function readShape(schema: JsonSchema, root: JsonSchema): Shape {
  const reference = schema['$ref'];
  if (typeof reference === 'string') return shapeOf(resolveReference(reference, root), root);
  switch (schema['type']) {
    case 'string':
      return schema['format'] === 'decimal' ? DECIMAL : TEXT;
    case 'number':
    case 'integer':
      return DECIMAL;
    case 'boolean':
      return BOOLEAN;
    case 'array':
      return { kind: 'list', of: shapeOf(asSchema(schema['items']), root) };
    case 'object':
      return readRecord(schema, root);
    default:
      return ANY;
  }
}

function readRecord(schema: JsonSchema, root: JsonSchema): Shape {
  const properties = asSchema(schema['properties']);
  const additional = schema['additionalProperties'];
  if (properties === undefined) return { kind: 'map', of: shapeOf(asSchema(additional), root) };
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const fields = new Map<string, Field>();
  for (const [name, each] of Object.entries(properties)) {
    const field = asSchema(each);
    const title = typeof field?.['title'] === 'string' ? { title: field['title'] } : {};
    fields.set(name, { shape: shapeOf(field, root), required: required.has(name), ...title });
  }
  return { kind: 'record', fields };
}

function resolveReference(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let at: JsonObject | undefined = root;
  for (const part of reference.slice(2).split('/')) at = asSchema(at?.[part]);
  return at;
}

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}

/** Shapes of the variables that an expression may read, by name. */
export type VariableShapes = ReadonlyMap<string, Shape>;
