import type { FlowProgram } from '../flow/program.ts';
import type { JsonObject } from '../json.ts';
import { defaultHold } from './after-failure.ts';
import type { Progress } from './progress.ts';
import { rootScope } from './scope.ts';
import type { NextAction, RunView } from './view.ts';
import { type Walk, walkSteps } from './walk.ts';

/**
 * What is to be done now for a run: the one question the engine asks, again after every journal entry, and after a
 * crash in just the same way. `now` is milliseconds since 1970 by the database's clock. Never throws for bad data: an
 * expression that cannot be worked out is a failure of its step. Finished steps are not worked out again.
 *
 * A step that the engine has given up on stands in the journal as `step-failed`; its catch clauses, and those of the
 * steps around it, decide here. Of parallel branches, one that can go on goes on; a hold comes before a wait.
 * `watch` is told of the crosswalk rows that a mapping uses on the way.
 */
export function nextAction(
  program: FlowProgram,
  run: RunView,
  now: number,
  watch: Pick<Walk, 'onLookup'> = {},
): NextAction {
  if (run.ended === 'failed' && run.failed !== undefined) return { do: 'fail', ...run.failed };
  if (run.ended !== undefined) return { do: 'complete' };
  if (run.hold !== undefined) return { do: 'hold', ...run.hold };
  const scope = rootScope(run, run.event, settingsOf(program, run));
  const progress = walkSteps(program.steps, '', scope, { run, now, crosswalks: program.crosswalks, ...watch });
  return settle(progress, program.trigger.gather !== undefined);
}

const merged = new WeakMap<JsonObject, { program: FlowProgram; settings: JsonObject }>();

/**
 * The settings of a run: those of its deployment over the flow's defaults. The very same object for the same two, so
 * that what expressions know of it is worked out once.
 */
export function settingsOf(program: FlowProgram, { settings: own }: RunView): JsonObject {
  const known = merged.get(own);
  if (known?.program === program) return known.settings;
  const settings = { ...program.settings, ...own };
  merged.set(own, { program, settings });
  return settings;
}

/** A gathered run that is held does not keep the others of its gathering back: they read newer states anyway. */
function settle(progress: Progress, gathered: boolean): NextAction {
  switch (progress.at) {
    case 'done':
    case 'end':
      return { do: 'complete' };
    case 'failed': {
      const { step, failure } = progress;
      const hold = defaultHold(failure);
      if (hold === undefined) return { do: 'fail', step, failure };
      return { do: 'hold', step, hold: gathered ? { ...hold, followers: 'go-on' } : hold };
    }
    default:
      return progress.action;
  }
}
