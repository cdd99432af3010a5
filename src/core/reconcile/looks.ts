import type { DifferenceKind } from './model.ts';

/** A disagreement that a look has seen. */
export interface Suspect {
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly field?: string;
  readonly fingerprint: string;
  readonly leftValue?: string;
  readonly rightValue?: string;
  /** Looks in which the side that has to follow stood still while the other moved. */
  readonly stale?: number;
}

/** What a further look makes of a suspect. */
export type LookVerdict =
  /** Gone, or never real: data was on its way. */
  | { readonly is: 'gone' }
  /** The same disagreement as before: real. */
  | { readonly is: 'persists' }
  /** Both sides go on moving: nobody can tell yet. */
  | { readonly is: 'moving'; readonly stale: number };

/** Looks at most, the first one included; what still moves then is told only if one side never did. */
export const MOST_LOOKS = 4;

/** Names a disagreement apart from its values. */
export function placeOf({ key, kind, field }: Pick<Suspect, 'key' | 'kind' | 'field'>): string {
  return JSON.stringify([key, kind, field ?? '']);
}

/**
 * Whether a disagreement is real. Data moves while we look: only what both looks saw with the same values persists. A
 * value that changed in between is looked at again; when one side moves from look to look and the other never
 * follows, that is a difference too, and not one of timing.
 */
export function judgeAgain(before: Suspect, now: Suspect | undefined, look: number): LookVerdict {
  if (!now) return { is: 'gone' };
  if (now.fingerprint === before.fingerprint) return { is: 'persists' };
  const oneStood = now.leftValue === before.leftValue || now.rightValue === before.rightValue;
  const stale = oneStood ? (before.stale ?? 0) + 1 : 0;
  if (look < MOST_LOOKS) return { is: 'moving', stale };
  return stale >= MOST_LOOKS - 1 ? { is: 'persists' } : { is: 'gone' };
}
