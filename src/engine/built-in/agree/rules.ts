import {
  FIELD_KINDS,
  type FieldKind,
  type FieldRule,
  OWNERS,
  type Owner,
  type SideLimit,
} from '../../../core/agree/model.ts';
import type { Json, JsonObject, JsonSchema } from '../../../core/json.ts';

/** Schema of the ownership table: one row a field. */
export const RULES_SCHEMA: JsonSchema = {
  type: 'array',
  description: 'The fields that are kept alike, and who decides about each',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['field', 'kind', 'owner'],
    properties: {
      field: { type: 'string', description: 'Name of the field, the same on both sides' },
      kind: { type: 'string', enum: [...FIELD_KINDS], description: 'Which differences are none' },
      owner: { type: 'string', description: `Who decides: ${OWNERS.join(', ')}` },
      ignoreCase: { type: 'boolean', description: 'Upper and lower case are the same' },
      fill: {
        type: 'boolean',
        description: 'False: what the owner leaves empty is not filled from the other side at the first meeting',
      },
      group: { type: 'string', description: 'Fields of one group go the same way' },
      m3Length: { type: 'number', description: 'Most characters that M3 keeps' },
      m3UpperCase: { type: 'boolean', description: 'M3 turns it to upper case' },
      storeLength: { type: 'number', description: 'Most characters that the store keeps' },
    },
  },
};

/** Schema of the values of one side: field name to value. */
export function valuesSchema(description: string): JsonSchema {
  return { type: 'object', additionalProperties: true, description };
}

/** The ownership table of an input. A kind or owner that there is not is taken for `text` and `person`. */
export function rulesOf(rows: Json | undefined): Record<string, FieldRule> {
  const rules: Record<string, FieldRule> = {};
  for (const row of Array.isArray(rows) ? rows : []) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) continue;
    const given = row as JsonObject;
    const field = given['field'];
    if (typeof field !== 'string') continue;
    const m3 = limitOf(given['m3Length'], given['m3UpperCase']);
    const store = limitOf(given['storeLength'], false);
    rules[field] = {
      kind: FIELD_KINDS.find((kind) => kind === given['kind']) ?? ('text' satisfies FieldKind),
      owner: OWNERS.find((owner) => owner === given['owner']) ?? ('person' satisfies Owner),
      ...(given['ignoreCase'] === true ? { ignoreCase: true } : {}),
      ...(given['fill'] === false ? { fill: false } : {}),
      ...(typeof given['group'] === 'string' ? { group: given['group'] } : {}),
      ...(m3 ? { m3 } : {}),
      ...(store ? { store } : {}),
    };
  }
  return rules;
}

function limitOf(length: Json | undefined, upperCase: Json | undefined): SideLimit | undefined {
  const maxLength = Number(length ?? 0);
  if (!(maxLength > 0) && upperCase !== true) return undefined;
  return { ...(maxLength > 0 ? { maxLength } : {}), ...(upperCase === true ? { upperCase } : {}) };
}

/** The values of one side. */
export function valuesOf(given: Json | undefined): Readonly<Record<string, Json>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
    ? (given as Readonly<Record<string, Json>>)
    : {};
}
