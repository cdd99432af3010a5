import type { AnswerOf } from '../../../api/types.ts';

type Answer = AnswerOf<'repairDifferences'>;
type Refused = Answer['refused'][number];

/** What came of the rounds so far: one call repairs only so many differences. */
export interface Rounds {
  readonly done: number;
  /** Those that were refused when they were tried last; they stay open, and are tried again in the next round. */
  readonly refused: readonly Refused[];
  /** Open ones that still fit. */
  readonly left: number;
}

/** The rounds with one more. */
export function addRound(before: Rounds | undefined, { done, left, refused }: Answer): Rounds {
  const known = new Map((before?.refused ?? []).map((one) => [one.id, one]));
  for (const one of refused) known.set(one.id, one);
  return { done: (before?.done ?? 0) + done, left, refused: [...known.values()] };
}

/** Whether another round could do anything: one that did nothing would only be refused the same again. */
export function goesOn({ done, left }: Answer): boolean {
  return left > 0 && done > 0;
}
