import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Request } from '../../wire/request.ts';
import { type Ask, callM3, type HistoryView } from '../history.ts';

const MOST_TRIES = 6;

/**
 * Adds a record whose key we give: M3 refuses a second one, so after a lost answer the call is simply made again, and
 * "exists already" means that it is there. `own` is false when somebody else, or an earlier run, had made it.
 */
export function addOnce(
  { calls, round }: HistoryView,
  name: string,
  request: M3Request,
): { readonly next: Ask } | { readonly failure: Failure } | { readonly own: boolean; readonly at: CallRecord } {
  const tries = calls.filter((call) => call.name === name);
  const there = tries.find(({ outcome, failure }) => outcome === 'applied' || failure?.code === 'm3.record-exists');
  if (there) {
    const before = tries.slice(0, tries.indexOf(there));
    return { own: there.outcome === 'applied' || before.some(({ outcome }) => outcome === 'ambiguous'), at: there };
  }
  const ofRound = tries.filter((each) => each.round === round);
  const last = ofRound.at(-1);
  if (last?.outcome === 'refused') return { failure: last.failure ?? m3Failure('m3.rejected') };
  if (last && ofRound.length >= MOST_TRIES) return { failure: last.failure ?? m3Failure('m3.rejected') };
  return { next: callM3(name, 'write', request) };
}

/** A check that changes nothing of weight and may be repeated: made once more after a lost answer. */
export function checkOnce(
  { calls, round }: HistoryView,
  name: string,
  after: CallRecord | undefined,
  request: M3Request,
): { readonly next: Ask } | { readonly failure: Failure } | { readonly passed: CallRecord } {
  const from = after ? calls.indexOf(after) + 1 : 0;
  const tries = calls.slice(from).filter((call) => call.name === name && call.round === round);
  const last = tries.at(-1);
  if (last?.outcome === 'applied') return { passed: last };
  if (last?.outcome === 'refused' || tries.length >= MOST_TRIES)
    return { failure: last?.failure ?? m3Failure('m3.rejected') };
  return { next: callM3(name, 'write', request) };
}
