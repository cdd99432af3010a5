import { flowFailure } from '../flow/errors.ts';
import type { StepProgram } from '../flow/program.ts';
import type { Json, JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { applyRules, condition, describeValue, evaluate } from './evaluate.ts';
import { failed, type Progress, record } from './progress.ts';
import { childScope, rootScope, type Scope } from './scope.ts';
import { type Walk, walkSteps } from './walk.ts';

type Step<V extends StepProgram['verb']> = Extract<StepProgram, { verb: V }>;
type Container = Step<'switch' | 'for' | 'parallel' | 'try' | 'flow'>;

/** Goes on inside a step that has steps of its own, and records its output once all of them are finished. */
export function performContainer(step: Container, address: string, scope: Scope, walk: Walk): Progress {
  switch (step.verb) {
    case 'switch':
      return performSwitch(step, address, scope, walk);
    case 'for':
      return performFor(step, address, scope, walk);
    case 'parallel':
      return performParallel(step, address, scope, walk);
    case 'try':
      return recordWhenDone(address, walkSteps(step.steps, `${address}/`, childScope(scope, {}), walk));
    case 'flow':
      return performFlow(step, address, scope, walk);
  }
}

function recordWhenDone(address: string, progress: Progress): Progress {
  return progress.at === 'done' ? record(address, progress.output) : progress;
}

function performSwitch(step: Step<'switch'>, address: string, scope: Scope, walk: Walk): Progress {
  let chosen = step.otherwise;
  for (const [index, branch] of step.branches.entries()) {
    const wanted = condition(branch.when, scope, address, `switch[${index}].when`);
    if (!wanted.ok) return failed(address, wanted.failure);
    if (!wanted.value) continue;
    chosen = branch.steps;
    break;
  }
  return recordWhenDone(address, walkSteps(chosen, `${address}/`, childScope(scope, {}), walk));
}

function performFor(step: Step<'for'>, address: string, scope: Scope, walk: Walk): Progress {
  const list = evaluate(step.in, scope, address, 'in');
  if (!list.ok) return failed(address, list.failure);
  const items = list.value ?? [];
  if (!Array.isArray(items)) {
    const message = `Step ${address}, in: ${step.in.source} gives ${describeValue(items)}, not a list`;
    return failed(address, flowFailure('flow.not-a-list', { message, record: `step ${address}`, field: 'in' }));
  }
  if (items.length > LIMITS.loopItems) {
    const message = `Step ${address} would go round ${items.length} times; at most ${LIMITS.loopItems} are allowed`;
    return failed(address, flowFailure('flow.list-too-long', { message, record: `step ${address}`, field: 'in' }));
  }
  const outputs: Json[] = [];
  for (const [index, item] of (items as Json[]).entries()) {
    const inner = childScope(scope, { [step.variable]: item, index });
    const progress = walkSteps(step.steps, `${address}[${index}]/`, inner, walk);
    if (progress.at !== 'done') return progress;
    outputs.push(progress.output);
  }
  return record(address, outputs);
}

/** Which branch speaks for all while none is finished: what can be done, then what needs a person, then the time. */
function performParallel(step: Step<'parallel'>, address: string, scope: Scope, walk: Walk): Progress {
  const outputs: Record<string, Json> = {};
  let stopped: Progress | undefined;
  let earliest: Extract<Progress, { at: 'wait' }> | undefined;
  for (const branch of step.branches) {
    const progress = walkSteps(branch.steps, `${address}/${branch.id}/`, childScope(scope, {}), walk);
    switch (progress.at) {
      case 'act':
        return progress;
      case 'wait':
        // A wait that is not in the journal yet has to get there, or it would begin anew each time.
        if (!progress.action.journaled) return progress;
        if (earliest === undefined || progress.action.until < earliest.action.until) earliest = progress;
        break;
      case 'done':
        outputs[branch.id] = progress.output;
        break;
      default:
        stopped ??= progress;
    }
  }
  return stopped ?? earliest ?? record(address, outputs);
}

/** Another flow's steps in this run: they see their own event and settings, and nothing of the flow around them. */
function performFlow(step: Step<'flow'>, address: string, scope: Scope, walk: Walk): Progress {
  const event = applyRules(step.event, { variables: scope, crosswalks: walk.crosswalks }, address);
  if (!event.ok) return failed(address, event.failure);
  const settings = { ...step.settings, ...walk.run.settings };
  const inner = rootScope(walk.run, (event.value ?? {}) as JsonObject, settings);
  const progress = walkSteps(step.steps, `${address}/`, inner, walk);
  return progress.at === 'end' ? record(address, null) : recordWhenDone(address, progress);
}
