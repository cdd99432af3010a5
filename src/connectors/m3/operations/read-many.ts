import type { JsonSchema } from '../../../core/json.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

/** How many of the records that were asked for could be read. */
export interface ReadCounts {
  readonly read: number;
  readonly skipped: number;
}

/** Schema of what became of each record, known by `key`, with the fields of one that was read, and the counts. */
export function readingsSchema(key: JsonSchema, fields: JsonSchema): JsonSchema {
  const outcome = { enum: ['read', 'skipped'] };
  const why = {
    reason: textSchema('Why it was skipped'),
    code: textSchema('Error code of the reason, where somebody has to mend it'),
  };
  const reading = { ...key, outcome, ...why, ...fields };
  const counts = objectSchema({ read: { type: 'integer' }, skipped: { type: 'integer' } }, ['read', 'skipped']);
  const items = listSchema(objectSchema(reading, [...Object.keys(key), 'outcome']));
  return objectSchema({ items, counts }, ['items', 'counts']);
}

/** Why a record was skipped that the answer says nothing about. */
export const UNANSWERED = 'M3 did not answer for it';

/** What became of each record, with the counts. */
export function countReadings<R extends { readonly outcome: 'read' | 'skipped' }>(
  items: readonly R[],
): { readonly items: readonly R[]; readonly counts: ReadCounts } {
  const skipped = items.filter(({ outcome }) => outcome === 'skipped').length;
  return { items, counts: { read: items.length - skipped, skipped } };
}
