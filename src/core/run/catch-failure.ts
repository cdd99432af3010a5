import type { CatchProgram, HoldProgram, StepProgram } from '../flow/program.ts';
import { catches } from './after-failure.ts';
import { applyRules, condition, text } from './evaluate.ts';
import type { Hold } from './journal.ts';
import type { Progress } from './progress.ts';
import { childScope, errorVariable, type Scope } from './scope.ts';
import { type Walk, walkSteps } from './walk.ts';

type Failed = Extract<Progress, { at: 'failed' }>;

/** Lets the clauses of a step have their say; without one that fits, the failure goes on to the step around it. */
export function catchFailure(step: StepProgram, address: string, failure: Failed, scope: Scope, walk: Walk): Progress {
  for (const clause of step.catches) {
    if (!catches(clause.error, failure.failure)) continue;
    const inner = childScope(scope, { error: errorVariable(failure.failure, failure.step) });
    if (clause.if !== undefined) {
      const wanted = condition(clause.if, inner, address, 'catch.if');
      if (!wanted.ok || !wanted.value) continue;
    }
    return applyClause(clause, address, failure, inner, walk);
  }
  return failure;
}

function applyClause(clause: CatchProgram, address: string, failed: Failed, scope: Scope, walk: Walk): Progress {
  if (clause.hold !== undefined) {
    const hold: Hold = { ...holdOf(clause.hold, scope), failure: failed.failure };
    return { at: 'hold', action: { do: 'hold', step: failed.step, hold } };
  }
  if (clause.set !== undefined) {
    const result = applyRules(clause.set, { variables: scope, crosswalks: walk.crosswalks }, address);
    if (!result.ok) return { at: 'failed', step: failed.step, failure: result.failure };
    return { at: 'act', action: { do: 'record', step: address, output: result.value ?? null, by: 'catch' } };
  }
  const progress = walkSteps(clause.steps ?? [], `${address}/catch/`, scope, walk);
  if (progress.at !== 'done') return progress;
  return { at: 'act', action: { do: 'record', step: address, output: progress.output, by: 'catch' } };
}

/** A hold as the flow describes it, with its reason in words. */
export function holdOf(hold: HoldProgram, scope: Scope): Hold {
  const { queue, resume, followers } = hold;
  const base = { queue, reason: text(hold.reason, scope), scope: hold.scope, resume };
  return followers === 'go-on' ? { ...base, followers } : base;
}
