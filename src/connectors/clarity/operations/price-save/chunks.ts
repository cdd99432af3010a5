import type { CallRecord, OperationAction, OperationView } from '../../../../core/operation.ts';
import { clarityFailure } from '../../errors.ts';
import type { ClarityRequest } from '../../model/request.ts';
import { fail, settingsOf, write } from '../view.ts';

const MOST_TRIES = 3;

export type Written = { readonly action: OperationAction<never> } | { readonly refusal: string | undefined };

/**
 * Makes one absolute write, and after a write without an answer the same once more when the quiet time is over: earlier
 * it could come late and put an old value over a newer one.
 */
export function writeOnce(view: OperationView<never>, name: string, request: ClarityRequest): Written {
  const calls: readonly CallRecord[] = view.calls.filter((call) => call.name === name);
  const last = calls.at(-1);
  if (last === undefined || (last.round !== view.round && last.outcome !== 'ambiguous')) {
    return { action: write(name, request) };
  }
  if (last.outcome === 'applied') return { refusal: undefined };
  if (last.outcome === 'refused') {
    const { failure } = last;
    if (failure && (failure.kind === 'unauthorized' || failure.kind === 'fault')) return { action: fail(failure) };
    return { refusal: failure?.message ?? clarityFailure('clarity.refused').message };
  }
  const quietUntil = last.sentAt + settingsOf(view).quietTimeMs;
  if (view.now < quietUntil) {
    return { action: { do: 'wait', until: quietUntil, why: 'The store did not answer; the same is written again.' } };
  }
  const unanswered = calls.filter((call) => call.round === view.round && call.outcome === 'ambiguous').length;
  if (unanswered >= MOST_TRIES) return { refusal: clarityFailure('clarity.write-unconfirmed').message };
  return { action: write(name, request) };
}
