import type { Failure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CallRecord } from '../operation.ts';
import type { Hold } from './journal.ts';

/** What is known of one step of a run, folded from the journal. */
export interface StepView {
  readonly address: string;
  readonly state: 'started' | 'completed' | 'failed';
  readonly input?: Json;
  readonly output?: Json;
  /** Calls that left a mark, see {@link CallRecord}. */
  readonly calls: readonly CallRecord[];
  /** Tries since the last release that ended in a failure the engine may repeat. */
  readonly attempts: number;
  /** Milliseconds since 1970 of the first such try since the last release. */
  readonly firstFailedAt?: number;
  readonly failure?: Failure;
  readonly round: number;
  readonly warnings?: readonly string[];
}

/** A run as the pure functions see it. */
export interface RunView {
  readonly event: JsonObject;
  readonly settings: JsonObject;
  readonly steps: ReadonlyMap<string, StepView>;
  /** Set while the run waits: the step and the time it may go on, milliseconds since 1970. */
  readonly waiting?: { readonly step: string; readonly until: number };
  readonly hold?: { readonly step: string; readonly hold: Hold };
  readonly ended?: 'completed' | 'failed' | 'canceled';
  /** Milliseconds since 1970 of the run's first journal entry or arrival; bound as `run.startedAt`. */
  readonly startedAt: number;
  readonly runId: string;
}

/** What the engine has to do now for a run. */
export type NextAction =
  /** Ask the operation; `input` is what the step-started entry will keep (already there when the step was started). */
  | {
      readonly do: 'call';
      readonly step: string;
      readonly connection: string;
      readonly operation: string;
      readonly input: JsonObject;
      readonly started: boolean;
    }
  /** A pure step has its result: append `step-completed`. */
  | { readonly do: 'record'; readonly step: string; readonly output: Json; readonly by?: 'if' | 'catch' }
  | {
      readonly do: 'find-link';
      readonly step: string;
      readonly kind: string;
      readonly from: string;
      readonly id: string;
      readonly to: string;
    }
  | { readonly do: 'emit'; readonly step: string; readonly event: string; readonly data: JsonObject }
  | { readonly do: 'wait'; readonly step: string; readonly until: number; readonly why: string }
  | { readonly do: 'hold'; readonly step: string; readonly hold: Hold }
  | { readonly do: 'fail'; readonly step: string; readonly failure: Failure }
  | { readonly do: 'complete' };
