import { digestText } from './values.ts';

/** What tells people in M3 that a draft is ours to confirm. */
export const DRAFT_MARK = 'DO NOT RELEASE';

/** The mark of the draft number `n` of a step: whose it is, in at most 30 characters. */
export function markOf(stepKey: string, n: number): string {
  return `${keyOf(stepKey)}-${n} ${DRAFT_MARK}`;
}

/** Whether a text of M3 is the mark of a draft. M3 may have turned it to capital letters or cut blanks. */
export function isMark(text: string | undefined): boolean {
  return (text ?? '').trim().toUpperCase().endsWith(DRAFT_MARK);
}

/** Whether a mark is that of a draft of this step. */
export function isMarkOf(mark: string, stepKey: string): boolean {
  return mark
    .trim()
    .toUpperCase()
    .startsWith(`${keyOf(stepKey).toUpperCase()}-`);
}

function keyOf(stepKey: string): string {
  return stepKey.length <= 12 ? stepKey : digestText(stepKey, 10);
}
