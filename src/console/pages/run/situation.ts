import type { RunDetail } from '../../../api/types.ts';
import { inWords } from './step-words.ts';
import { shownState, type ShownState } from '../../words/states.ts';

/** Where the run stands, said in full: for the box at the top of its page. */
export interface SituationWords {
  readonly state: ShownState;
  readonly sentence: string;
  /** What a person should know although it worked. */
  readonly warnings?: readonly string[];
  /** What a person can do about it. */
  readonly remedy?: string;
  readonly code?: string;
  readonly record?: string;
  readonly field?: string;
  /** When it goes on by itself. */
  readonly until?: string;
  /** Id of the run it waits for. */
  readonly behind?: string;
}

/** Says where an open or failed run stands; undefined when it is done and nothing needs to be said. */
export function situationOf(run: RunDetail): SituationWords | undefined {
  const state = shownState(run);
  if (run.state === 'completed') {
    if (run.warnings.length === 0) return undefined;
    const { warnings } = run;
    const sentence = `Done, with ${warnings.length === 1 ? 'a warning' : `${warnings.length} warnings`}`;
    return { state: 'waiting', sentence, warnings };
  }
  const failure = run.state === 'held' ? (run.hold?.failure ?? run.failure) : run.failure;
  const sentence = sentenceOf(run, failure?.message);
  if (sentence === undefined) return undefined;
  // While a write is in doubt, a failure to look is news beside it, not the news.
  const isDoubt = state === 'unknown' && run.state !== 'held' && failure?.kind !== 'uncertain';
  const talksOfFailure = run.state !== 'canceled' && run.behind === undefined && !isDoubt;
  return {
    state,
    sentence,
    ...(talksOfFailure && failure
      ? {
          code: failure.code,
          ...(failure.remedy ? { remedy: failure.remedy } : {}),
          ...(failure.record ? { record: failure.record } : {}),
          ...(failure.field ? { field: failure.field } : {}),
        }
      : {}),
    ...(isDoubt && failure ? { remedy: `The last look failed: ${failure.message}`, code: failure.code } : {}),
    ...(run.state === 'waiting' && run.until ? { until: run.until } : {}),
    ...(run.behind ? { behind: run.behind } : {}),
  };
}

function sentenceOf(run: RunDetail, message: string | undefined): string | undefined {
  if (run.behind !== undefined) return 'Waits behind an earlier order with the same key, so that both arrive in order.';
  if (run.state === 'canceled') return lastCancel(run);
  if (run.state === 'held') return run.hold?.reason ?? message ?? 'Held until a person acts.';
  if (run.unknownOutcome) return doubtOf(run);
  if (run.state === 'failed') return message ?? 'Given up after all tries.';
  if (run.state === 'waiting') return message ?? lastWait(run) ?? 'Waits and goes on by itself.';
  return undefined;
}

const WHY_NOT_AGAIN = 'Nothing is sent again until it is known whether it took effect.';

/** What is in doubt: the last write that got no answer. */
function doubtOf(run: RunDetail): string {
  const lost = run.journal.findLast(
    (entry) => entry.type === 'call-answered' && entry.effect === 'write' && entry.outcome === 'ambiguous',
  );
  const what = lost?.type === 'call-answered' ? `The call “${inWords(lost.call)}”` : 'A write';
  return `${what} was sent, and no answer came. ${WHY_NOT_AGAIN}`;
}

function lastCancel(run: RunDetail): string {
  const entry = run.journal.findLast((one) => one.type === 'canceled');
  return entry ? `Canceled by ${entry.by}: ${entry.reason}` : 'Canceled.';
}

function lastWait(run: RunDetail): string | undefined {
  return run.journal.findLast((one) => one.type === 'waiting')?.why;
}
