import type { FieldWrite } from './model.ts';

/** How much to-and-fro is let pass. */
export interface LoopLimit {
  /** Writes of one field that may follow each other in a chain. */
  readonly writes: number;
  readonly withinMs: number;
}

export const LOOP_LIMIT: LoopLimit = { writes: 3, withinMs: 600_000 };

/**
 * Whether one more write of a field would carry a loop on. Writes of a field make a chain when each goes the other way
 * than the one before it, or writes a value again that was written before: that is what two systems do that undo each
 * other, and what no person does. New values in one direction break the chain, however fast they come.
 */
export function isLoop(
  before: readonly FieldWrite[],
  next: FieldWrite,
  { writes, withinMs }: LoopLimit = LOOP_LIMIT,
): boolean {
  const recent = before.filter(({ field, at }) => field === next.field && at > next.at - withinMs);
  let chain = 0;
  for (const [index, write] of [...recent, next].entries()) {
    const earlier = recent.slice(0, index);
    const last = earlier.at(-1);
    const flips = last !== undefined && (last.to !== write.to || earlier.some(({ value }) => value === write.value));
    chain = flips ? chain + 1 : 1;
  }
  return chain > writes;
}

/** The writes that still count, with new ones behind them; at most `most`, the newest. */
export function rememberWrites(
  before: readonly FieldWrite[],
  made: readonly FieldWrite[],
  now: number,
  { withinMs }: LoopLimit = LOOP_LIMIT,
  most = 200,
): readonly FieldWrite[] {
  return [...before.filter(({ at }) => at > now - withinMs), ...made].slice(-most);
}
