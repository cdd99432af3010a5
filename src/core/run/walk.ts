import type { Crosswalk } from '../flow/model.ts';
import type { StepProgram } from '../flow/program.ts';
import type { Json } from '../json.ts';
import type { RuleContext } from '../mapping/types.ts';
import { catchFailure } from './catch-failure.ts';
import { condition } from './evaluate.ts';
import { performStep } from './perform.ts';
import { done, failed, type Progress } from './progress.ts';
import type { Scope } from './scope.ts';
import type { RunView } from './view.ts';

/** What stays the same while one question is answered. */
export interface Walk {
  readonly run: RunView;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly crosswalks: Readonly<Record<string, Crosswalk>>;
  readonly onLookup?: NonNullable<RuleContext['onLookup']>;
}

/**
 * Goes through a list of steps up to the first that is not finished. `prefix` is the address of the list; each
 * finished step's output is added to `scope`. The output of the list is that of its last step that was not left out.
 */
export function walkSteps(steps: readonly StepProgram[], prefix: string, scope: Scope, walk: Walk): Progress {
  let output: Json = null;
  for (const step of steps) {
    const progress = walkStep(step, prefix + step.id, scope, walk);
    if (progress.at !== 'done') return progress;
    scope[step.id] = progress.output;
    if (progress.skipped !== true) output = progress.output;
  }
  return done(output);
}

function walkStep(step: StepProgram, address: string, scope: Scope, walk: Walk): Progress {
  const view = walk.run.steps.get(address);
  if (view?.state === 'completed') {
    if (view.by === 'if') return { at: 'done', output: null, skipped: true };
    return step.verb === 'end' && view.by === undefined ? { at: 'end' } : done(view.output ?? null);
  }
  if (view?.waiting !== undefined && view.waiting.until > walk.now) {
    const { until, why } = view.waiting;
    return { at: 'wait', action: { do: 'wait', step: address, until, why, journaled: true } };
  }
  const progress =
    view?.state === 'failed' && view.failure !== undefined
      ? failed(address, view.failure)
      : begin(step, address, scope, walk);
  return progress.at === 'failed' ? catchFailure(step, address, progress, scope, walk) : progress;
}

function begin(step: StepProgram, address: string, scope: Scope, walk: Walk): Progress {
  const started = walk.run.steps.get(address)?.state === 'started';
  if (step.if !== undefined && !started) {
    const wanted = condition(step.if, scope, address, 'if');
    if (!wanted.ok) return failed(address, wanted.failure);
    if (!wanted.value) return { at: 'act', action: { do: 'record', step: address, output: null, by: 'if' } };
  }
  return performStep(step, address, scope, walk);
}
