import type { Failure } from '../../../../core/failure.ts';
import type { OperationAction, OperationView } from '../../../../core/operation.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiTransactionCall } from '../../wire/request.ts';
import { type Asked, bulkLimit, failWith, readAll, resultsOf } from '../history.ts';

const LOCK_PAUSE_MS = 2_000;
/** How long somebody may have a record open before a person is asked. */
const MOST_LOCKS = 10;

/**
 * Shows an order, live or staged, as it stands after the last write of the step: after a write without an answer only once the quiet
 * time is over, because until then it may still take effect; after a locked record a little later.
 */
export function lookAfterWrites(
  view: Pick<OperationView, 'calls' | 'round' | 'now'>,
  reads: readonly MiTransactionCall[],
  settings: M3Settings,
  program = 'OIS100MI',
): { readonly action: OperationAction<never> } | { readonly results: readonly Asked[] } {
  const last = view.calls.findLast(({ effect }) => effect === 'write');
  const isLocked = (call: typeof last): boolean =>
    call !== undefined && resultsOf([call]).some(({ error }) => error?.meaning === 'm3.record-locked');
  let from = 0;
  if (last?.outcome === 'ambiguous') from = last.sentAt + settings.quietTimeMs;
  else if (last && isLocked(last)) from = last.answeredAt + LOCK_PAUSE_MS;
  const locks = view.calls.filter((call) => call.round === view.round && call.effect === 'write' && isLocked(call));
  if (locks.length >= MOST_LOCKS) return { action: failWith(locks.at(-1)?.failure as Failure) };
  if (view.now < from) {
    const why =
      last?.outcome === 'ambiguous' ? 'M3 did not answer; the change may still come' : 'the order is in use in M3';
    return { action: { do: 'wait', until: from, why } };
  }
  const after = last ? view.calls.indexOf(last) + 1 : 0;
  const calls = view.calls
    .slice(after)
    .filter(({ name, round, sentAt }) => name === 'look' && round === view.round && sentAt >= from);
  const read = readAll('look', program, reads, calls, bulkLimit(settings));
  return 'next' in read ? { action: read.next } : { results: read.results };
}
