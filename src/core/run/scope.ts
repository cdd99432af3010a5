import type { VariableScope } from '../expression/types.ts';
import type { Failure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RunView } from './view.ts';

/** Variables as they grow while a list of steps is walked: each finished step adds its output under its id. */
export type Scope = Record<string, Json | undefined>;

/** Names that a flow always has, and that no step may take. */
export const RESERVED_NAMES = ['event', 'settings', 'run', 'now', 'index', 'error', 'catch'] as const;

/**
 * The outermost variables of a flow. `now` is the time the run began and not the clock's, so that an expression gives
 * the same result however often it is worked out again.
 */
export function rootScope(run: RunView, event: JsonObject, settings: JsonObject): Scope {
  const startedAt = new Date(run.startedAt).toISOString();
  return Object.assign(Object.create(null) as Scope, {
    event,
    settings,
    now: startedAt,
    run: { id: run.runId, startedAt },
  });
}

/** A scope inside another: it reads the outer variables and keeps its own to itself. */
export function childScope(outer: VariableScope, own: Scope): Scope {
  return Object.assign(Object.create(outer) as Scope, own);
}

/** What the clauses and steps of a `catch` may read as `error`. */
export function errorVariable(failure: Failure, step: string): JsonObject {
  const { kind, code, message, remedy, record, field, evidence } = failure;
  return { kind, code, message, step, remedy, record, field, evidence };
}
