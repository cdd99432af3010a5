import type { Moment } from './story.ts';

/** A moment, or several tries in a row that all failed in the same way. */
export type Told =
  | Moment
  | { readonly kind: 'tries'; readonly id: string; readonly count: number; readonly moments: readonly Moment[] };

const FEWEST = 3;

/**
 * Folds tries that failed in the same way into one line, so that the news is not buried under twenty equal failures.
 * The last try always stays in sight.
 */
export function foldTries(moments: readonly Moment[]): readonly Told[] {
  const told: Told[] = [];
  let run: Moment[] = [];
  let code: string | undefined;

  const flush = () => {
    const tries = run.filter((moment) => moment.kind === 'call').length;
    const lastCall = run.findLastIndex((moment) => moment.kind === 'call');
    if (tries >= FEWEST && lastCall > 0) {
      const folded = run.slice(0, lastCall);
      told.push({ kind: 'tries', id: `tries-${folded[0]?.id ?? ''}`, count: tries - 1, moments: folded });
      told.push(...run.slice(lastCall));
    } else {
      told.push(...run);
    }
    run = [];
    code = undefined;
  };

  for (const moment of moments) {
    const failedWith = moment.kind === 'call' || moment.kind === 'wait' ? moment.failure?.code : undefined;
    const doubtful = moment.kind === 'call' && moment.outcome === 'ambiguous';
    const foldable = failedWith !== undefined && !doubtful;
    if (!foldable || (code !== undefined && failedWith !== code)) flush();
    if (foldable) {
      code = failedWith;
      run.push(moment);
    } else {
      told.push(moment);
    }
  }
  flush();
  return told;
}
