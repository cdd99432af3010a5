import { objectSchema } from './schema.ts';

/** How many of the records that were asked for could be read. */
export interface ReadCounts {
  readonly read: number;
  readonly skipped: number;
}

/** Schema of {@link ReadCounts}. */
export const READ_COUNTS = objectSchema({ read: { type: 'integer' }, skipped: { type: 'integer' } }, [
  'read',
  'skipped',
]);

/** Why a record was skipped that the answer says nothing about. */
export const UNANSWERED = 'M3 did not answer for it';

/** What became of each record, with the counts. */
export function countReadings<R extends { readonly outcome: 'read' | 'skipped' }>(
  items: readonly R[],
): { readonly items: readonly R[]; readonly counts: ReadCounts } {
  const skipped = items.filter(({ outcome }) => outcome === 'skipped').length;
  return { items, counts: { read: items.length - skipped, skipped } };
}
