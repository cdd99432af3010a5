import type { Failure } from '../failure.ts';
import type { Json } from '../json.ts';
import type { NextAction } from './view.ts';

/** How far a step or a list of steps has come. */
export type Progress =
  /** Finished. `skipped` when its `if` left it out. */
  | { readonly at: 'done'; readonly output: Json; readonly skipped?: boolean }
  /** Something can be done now. */
  | { readonly at: 'act'; readonly action: NextAction }
  /** Nothing before a certain time. */
  | { readonly at: 'wait'; readonly action: Extract<NextAction, { do: 'wait' }> }
  /** A rule of the flow says that a person must act. */
  | { readonly at: 'hold'; readonly action: Extract<NextAction, { do: 'hold' }> }
  /** Failed, and not caught so far. `step` is where it failed. */
  | { readonly at: 'failed'; readonly step: string; readonly failure: Failure }
  /** An `end` step was reached: the rest of the flow is left out. */
  | { readonly at: 'end' };

export const done = (output: Json): Progress => ({ at: 'done', output });

/** A pure step has its result; the engine writes it down. */
export function record(step: string, output: Json | undefined, warnings: readonly string[] = []): Progress {
  const action = { do: 'record', step, output: output ?? null } as const;
  return { at: 'act', action: warnings.length === 0 ? action : { ...action, warnings } };
}

export const failed = (step: string, failure: Failure): Progress => ({ at: 'failed', step, failure });
