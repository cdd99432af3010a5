import type { OperationAction } from '../../../core/operation.ts';
import { choice, count, record } from '../model/shape.ts';

const OUTCOMES = ['saved', 'unchanged', 'skipped', 'refused'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** Shape of what became of one record of many that were to be saved. */
export const SAVE_OUTCOME = choice('What became of it', OUTCOMES);

/** Shape of the counts of those outcomes. */
export const SAVE_COUNTS = record('How many', {
  saved: count('Saved'),
  unchanged: count('Unchanged'),
  skipped: count('Skipped'),
  refused: count('Refused'),
});

const MOST_WARNINGS = 20;

/** What became of each record, with the counts and the first warnings. */
export function finishSaving<R extends { readonly outcome: Outcome }>(
  items: readonly R[],
  warnings: readonly string[],
): OperationAction<{ readonly items: readonly R[]; readonly counts: Record<Outcome, number> }> {
  const counts = { saved: 0, unchanged: 0, skipped: 0, refused: 0 };
  for (const { outcome } of items) counts[outcome] += 1;
  const output = { items, counts };
  return warnings.length > 0
    ? { do: 'done', output, warnings: warnings.slice(0, MOST_WARNINGS) }
    : { do: 'done', output };
}

/** The reasons of those that the store refused. */
export function refusalsOf(
  items: readonly { readonly outcome: Outcome; readonly reason?: string | undefined }[],
): string[] {
  return items.flatMap(({ outcome, reason = '' }) => (outcome === 'refused' ? [reason] : []));
}
