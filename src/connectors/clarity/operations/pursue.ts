import type { Failure } from '../../../core/failure.ts';
import type { CallRecord, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import type { ClarityRequest, ReadReply } from '../model/request.ts';
import { fail, read, settingsOf, write } from './view.ts';

/** What a look at the record says about a change that is wanted. */
export type Decision =
  /** It is there, or nothing is to be done. */
  | { readonly is: 'reached' }
  | { readonly is: 'blocked'; readonly failure: Failure }
  | { readonly is: 'wanted'; readonly request: ClarityRequest };

/** A change of one record that must take effect once. */
export interface Goal<Reply extends ReadReply> {
  /** Name of the writing call, unique in its operation. */
  readonly name: string;
  /** Name of the reading call, when one operation has several goals. */
  readonly lookName?: string;
  /** Reads the record, with a handle where the writing needs one. */
  readonly look: ClarityRequest;
  decide(reply: Reply): Decision;
}

export type Pursued<Reply> =
  | { readonly action: OperationAction<never> }
  /** The change is there; `refusal` is what the store said although it had made the change. */
  | { readonly reached: Reply; readonly wrote: boolean; readonly refusal?: Failure };

type View = Pick<OperationView, 'calls' | 'round' | 'now' | 'settings'>;

/** A look that is older decides nothing: while we had to wait, somebody may have changed the record. */
const FRESH_MS = 1_000;
/** The answer is often all that was lost: a first look comes soon, and what it sees is proof. */
const FIRST_LOOK_MS = 1_000;
const MOST_TRIES = 3;
const MOST_STALE = 5;

/**
 * Brings one change about, at most once at a time: look, write, and after a write without an answer look soon (what is
 * there is proof), look again when the quiet time is over (only then absence is proof), and only then write again. A
 * full replace that was cut off may take effect late and undo what came after it, so nothing is written before.
 * A write that was refused is looked at too: some actions say no although they had changed the status.
 */
export function pursue<Reply extends ReadReply>(view: View, goal: Goal<Reply>): Pursued<Reply> {
  const { quietTimeMs } = settingsOf(view);
  const writes = view.calls.filter((call) => call.name === goal.name);
  const written = writes.at(-1);
  const looked = view.calls.findLast((call) => call.name === (goal.lookName ?? LOOK) && call.round === view.round);
  const isCurrent = written?.round === view.round;
  if (looked?.outcome === 'applied' && isCurrent && written.outcome === 'applied') {
    return { reached: looked.reply as unknown as Reply, wrote: true };
  }

  const seenAfter = looked !== undefined && (written === undefined || isAfter(view.calls, looked, written));
  if (!seenAfter || view.now - looked.answeredAt > FRESH_MS) return { action: lookAgain(view, goal, written) };
  if (looked.outcome !== 'applied')
    return { action: fail(looked.failure ?? clarityFailure('clarity.record-not-found')) };

  const reply = looked.reply as unknown as Reply;
  const decision = goal.decide(reply);
  const refusal = isCurrent && written.outcome === 'refused' ? written.failure : undefined;
  if (decision.is === 'reached')
    return { reached: reply, wrote: written !== undefined, ...(refusal ? { refusal } : {}) };
  if (decision.is === 'blocked') return { action: fail(decision.failure) };

  if (written?.outcome === 'ambiguous') {
    const quietUntil = written.sentAt + quietTimeMs;
    if (looked.sentAt < quietUntil) return { action: waitOrLook(view, goal, quietUntil) };
    const unanswered = writes.filter((call) => call.round === view.round && call.outcome === 'ambiguous').length;
    if (unanswered >= MOST_TRIES) return { action: fail(clarityFailure('clarity.write-unconfirmed')) };
  }
  if (refusal !== undefined) {
    const stale = writes.filter((call) => call.failure?.code === 'clarity.record-stale').length;
    if (refusal.code !== 'clarity.record-stale' || stale > MOST_STALE) return { action: fail(refusal) };
  }
  return { action: write(goal.name, decision.request) };
}

const LOOK = 'look';

function lookAgain<Reply extends ReadReply>(
  view: View,
  goal: Goal<Reply>,
  written: CallRecord | undefined,
): OperationAction<never> {
  const name = goal.lookName ?? LOOK;
  if (written?.outcome !== 'ambiguous') return read(name, goal.look);
  const soon = written.answeredAt + FIRST_LOOK_MS;
  return view.now < soon
    ? { do: 'wait', until: soon, why: 'The store did not answer; we look what it did.' }
    : read(name, goal.look);
}

function waitOrLook<Reply extends ReadReply>(view: View, goal: Goal<Reply>, until: number): OperationAction<never> {
  if (view.now >= until) return read(goal.lookName ?? LOOK, goal.look);
  return { do: 'wait', until, why: 'The store did not answer and shows no change; it may still come.' };
}

function isAfter(calls: readonly CallRecord[], call: CallRecord, other: CallRecord): boolean {
  return calls.indexOf(call) > calls.indexOf(other);
}
