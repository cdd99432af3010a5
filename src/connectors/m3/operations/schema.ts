import type { JsonSchema } from '../../../core/json.ts';

/** Schema of a text field with its description. */
export function textSchema(description: string, extra: JsonSchema = {}): JsonSchema {
  return { type: 'string', description, ...extra };
}

/** Schema of an object that has these fields and no others. */
export function objectSchema(properties: JsonSchema, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** Schema of a list. */
export function listSchema(items: JsonSchema, extra: JsonSchema = {}): JsonSchema {
  return { type: 'array', items, ...extra };
}
