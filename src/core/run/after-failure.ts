import type { Failure, FailureKind } from '../failure.ts';
import type { CatchProgram } from '../flow/program.ts';
import type { Hold } from './journal.ts';
import { NEVER_REPEATED, pauseMs, type RetryRule } from './retry-rules.ts';
import type { StepView } from './view.ts';

/** What a flow says about failures of one step. */
export interface FailurePolicy {
  readonly retry: RetryRule;
  readonly catches: readonly Pick<CatchProgram, 'error'>[];
}

/**
 * What becomes of a failed step. For everything but `retry` the engine journals `step-failed` and asks `nextAction`,
 * which knows the flow around the step (clauses of an enclosing `try`, conditions of a clause) and has the last word.
 */
export type AfterFailure =
  | { readonly do: 'retry'; readonly at: number; readonly why: string }
  | { readonly do: 'catch'; readonly clause: number }
  | { readonly do: 'hold'; readonly hold: Hold }
  | { readonly do: 'fail' };

/** Longest pause that the other side may ask for. */
const RETRY_AFTER_LIMIT_MS = 60 * 60 * 1000;

/** Where an uncaught failure ends, by kind: the queue of a hold, or undefined for the dead letter. */
export const HOLD_QUEUES: Readonly<Record<FailureKind, string | undefined>> = {
  unreachable: 'unreachable',
  uncertain: 'outcome-unknown',
  throttled: 'unreachable',
  unauthorized: 'connection',
  missing: 'missing-record',
  rejected: 'rejected',
  conflict: 'conflict',
  fault: undefined,
};

/** Failures of a flow's own rules are held whatever their kind, because data or a table can mend them. */
const HOLD_QUEUES_BY_CODE: Readonly<Record<string, string>> = {
  'flow.crosswalk-unknown': 'crosswalk',
  'flow.expression-failed': 'mapping',
  'flow.mapping-failed': 'mapping',
};

/**
 * Decides after a failed try. `now` is milliseconds since 1970, `jitter` a number between 0 and 1 that the caller drew.
 * `step` is the step's view with this failure already counted.
 */
export function afterFailure(
  failure: Failure,
  step: Pick<StepView, 'attempts' | 'firstFailedAt'>,
  policy: FailurePolicy,
  now: number,
  jitter: number,
): AfterFailure {
  if (mayRepeat(failure, step, policy.retry, now)) {
    const asked = Math.min(failure.retryAfterMs ?? 0, RETRY_AFTER_LIMIT_MS);
    const pause = pauseMs(policy.retry, Math.max(1, step.attempts), jitter);
    // Where a pause was asked for, the jitter comes on top: not everybody returns in the same moment.
    const at = now + (asked > 0 ? asked + Math.min(pause, asked) : pause);
    return { do: 'retry', at, why: failure.message };
  }
  const clause = policy.catches.findIndex((each) => catches(each.error, failure));
  if (clause >= 0) return { do: 'catch', clause };
  const hold = defaultHold(failure);
  return hold === undefined ? { do: 'fail' } : { do: 'hold', hold };
}

function mayRepeat(
  failure: Failure,
  step: Pick<StepView, 'attempts' | 'firstFailedAt'>,
  rule: RetryRule,
  now: number,
): boolean {
  if (isGuarded(failure.kind) || !rule.on.includes(failure.kind)) return false;
  if (rule.attempts !== undefined && step.attempts >= rule.attempts) return false;
  return now - (step.firstFailedAt ?? now) < rule.withinMs;
}

function isGuarded(kind: FailureKind): boolean {
  return (NEVER_REPEATED as readonly FailureKind[]).includes(kind);
}

/**
 * Whether a clause's `error` names this failure: its code, its kind, or a prefix such as `m3.*`. A prefix does not
 * catch an unknown outcome or refused credentials: a rule meant for business errors must not swallow those.
 */
export function catches(error: string, failure: Failure): boolean {
  if (error === failure.code || error === failure.kind) return true;
  return error.endsWith('.*') && failure.code.startsWith(error.slice(0, -1)) && !isGuarded(failure.kind);
}

/** The hold of a failure that no clause caught, or undefined when it makes the run a dead letter. */
export function defaultHold(failure: Failure): Hold | undefined {
  const queue = HOLD_QUEUES_BY_CODE[failure.code] ?? HOLD_QUEUES[failure.kind];
  return queue === undefined ? undefined : { queue, reason: failure.message, scope: 'record', resume: 'step', failure };
}
