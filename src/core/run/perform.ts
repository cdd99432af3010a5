import type { StepProgram } from '../flow/program.ts';
import type { JsonObject } from '../json.ts';
import { holdOf } from './catch-failure.ts';
import { performContainer } from './containers.ts';
import { applyRules, describeValue, evaluate, text } from './evaluate.ts';
import { flowFailure } from '../flow/errors.ts';
import { failed, type Progress, record } from './progress.ts';
import type { Scope } from './scope.ts';
import type { Walk } from './walk.ts';

/** What a step that is not finished asks for. */
export function performStep(step: StepProgram, address: string, scope: Scope, walk: Walk): Progress {
  switch (step.verb) {
    case 'call':
      return performCall(step, address, scope, walk);
    case 'map':
    case 'lookup':
    case 'set': {
      const result = applyRules(step.rules, { variables: scope, crosswalks: walk.crosswalks }, address);
      return result.ok ? record(address, result.value, result.warnings) : failed(address, result.failure);
    }
    case 'find-link':
      return performFindLink(step, address, scope);
    case 'hold':
      return { at: 'hold', action: { do: 'hold', step: address, hold: holdOf(step.hold, scope) } };
    case 'wait':
      return performWait(step.durationMs, address, walk);
    case 'emit': {
      const result = applyRules(step.data, { variables: scope, crosswalks: walk.crosswalks }, address);
      if (!result.ok) return failed(address, result.failure);
      return { at: 'act', action: { do: 'emit', step: address, event: step.event, data: asRecord(result.value) } };
    }
    case 'raise':
      return failed(address, { kind: step.kind, code: step.code, message: text(step.message, scope) });
    case 'end':
      return record(address, { reason: text(step.reason, scope) });
    default:
      return performContainer(step, address, scope, walk);
  }
}

type Step<V extends StepProgram['verb']> = Extract<StepProgram, { verb: V }>;

function performCall(step: Step<'call'>, address: string, scope: Scope, walk: Walk): Progress {
  const view = walk.run.steps.get(address);
  const call = {
    do: 'call',
    step: address,
    connection: step.connection,
    operation: step.operation,
    policy: { retry: step.retry, catches: step.catches },
    ...(step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
  } as const;
  // The journaled input is used again: what was sent and what is compared with it must be the same.
  if (view?.state === 'started') return { at: 'act', action: { ...call, input: asRecord(view.input), started: true } };
  const { crosswalks, onLookup } = walk;
  const context = { variables: scope, crosswalks, ...(onLookup === undefined ? {} : { onLookup }) };
  const input = applyRules(step.input, context, address);
  if (!input.ok) return failed(address, input.failure);
  const warnings = input.warnings ?? [];
  const action = { ...call, input: asRecord(input.value), started: false } as const;
  return { at: 'act', action: warnings.length === 0 ? action : { ...action, warnings } };
}

function performFindLink(step: Step<'find-link'>, address: string, scope: Scope): Progress {
  const id = evaluate(step.key, scope, address, 'lookup.id');
  if (!id.ok) return failed(address, id.failure);
  if (typeof id.value !== 'string' && typeof id.value !== 'number') {
    const message = `Step ${address}, lookup.id: ${step.key.source} gives ${describeValue(id.value)}, not an id`;
    return failed(
      address,
      flowFailure('flow.expression-failed', { message, record: `step ${address}`, field: 'lookup.id' }),
    );
  }
  const { kind, from, to } = step;
  return { at: 'act', action: { do: 'find-link', step: address, kind, from, id: String(id.value), to } };
}

/** The end of a wait is journaled when it begins; when this is asked again with that entry, the time has come. */
function performWait(durationMs: number, address: string, walk: Walk): Progress {
  if (walk.run.steps.get(address)?.waiting !== undefined) return record(address, null);
  const until = walk.now + durationMs;
  return { at: 'wait', action: { do: 'wait', step: address, until, why: 'The flow waits', journaled: false } };
}

function asRecord(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
