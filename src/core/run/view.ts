import type { Failure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FailurePolicy } from './after-failure.ts';
import type { CallRecord, Effect } from '../operation.ts';
import type { Hold } from './journal.ts';

/**
 * What is known of one step of a run, folded from the journal. `pending` is a step that will be done anew after a
 * release: its input and output are forgotten, its writes are not.
 */
export interface StepView {
  readonly address: string;
  readonly state: 'pending' | 'started' | 'completed' | 'failed';
  readonly input?: Json;
  /** Set where a person gave the input instead of the mapping. */
  readonly given?: true;
  readonly output?: Json;
  /** Calls that left a mark, see {@link CallRecord}. */
  readonly calls: readonly CallRecord[];
  /** Tries since the last release, or the last write that took effect, that ended in a failure the engine may repeat. */
  readonly attempts: number;
  /** Milliseconds since 1970 of the first of these tries. */
  readonly firstFailedAt?: number;
  readonly failure?: Failure;
  readonly round: number;
  readonly warnings?: readonly string[];
  /** Who supplied the output, when the step itself did not. */
  readonly by?: 'if' | 'catch' | 'person';
  /** Set while the step waits for a retry, for an operation or by a `wait`; the time is milliseconds since 1970. */
  readonly waiting?: { readonly until: number; readonly why: string };
  /** Writes that were sent and have no answer yet; never empty. */
  readonly open?: readonly OpenCall[];
  /** True between a counted failure and the `waiting` entry that follows from it, so that it is counted once. */
  readonly unsettled?: boolean;
}

/** A call that stands in the journal as sent. */
export interface OpenCall {
  readonly name: string;
  readonly effect: Effect;
  readonly request: JsonObject;
  readonly sentAt: number;
}

/** A run as the pure functions see it. */
export interface RunView {
  readonly event: JsonObject;
  readonly settings: JsonObject;
  readonly steps: ReadonlyMap<string, StepView>;
  /** Set while the run waits: the step and the time it may go on, milliseconds since 1970. */
  readonly waiting?: { readonly step: string; readonly until: number; readonly why: string };
  readonly hold?: { readonly step: string; readonly hold: Hold };
  readonly ended?: 'completed' | 'failed' | 'canceled';
  /** Why the run is a dead letter. */
  readonly failed?: { readonly step: string; readonly failure: Failure };
  /** Milliseconds since 1970 of the run's first journal entry or arrival; bound as `run.startedAt`. */
  readonly startedAt: number;
  readonly runId: string;
}

/**
 * What the engine has to do now for a run. After `record`, `emit`, `find-link`, and after a `wait` that is not journaled
 * yet, it appends the entry and asks again: another branch may be able to go on.
 */
export type NextAction =
  /** Ask the operation; `input` is what the step-started entry will keep (already there when the step was started). */
  | {
      readonly do: 'call';
      readonly step: string;
      readonly connection: string;
      readonly operation: string;
      readonly input: JsonObject;
      readonly started: boolean;
      /** What the flow says about failures of this step, for {@link afterFailure}. */
      readonly policy: FailurePolicy;
      /** The step's own limit for one call, when the flow names one. */
      readonly timeoutMs?: number;
      /** What the mapping of the input changed, such as texts it cut; goes into the `step-started` entry. */
      readonly warnings?: readonly string[];
    }
  /** A pure step has its result: append `step-completed`. */
  | {
      readonly do: 'record';
      readonly step: string;
      readonly output: Json;
      readonly by?: 'if' | 'catch';
      readonly warnings?: readonly string[];
    }
  | {
      readonly do: 'find-link';
      readonly step: string;
      readonly kind: string;
      readonly from: string;
      readonly id: string;
      readonly to: string;
    }
  | { readonly do: 'emit'; readonly step: string; readonly event: string; readonly data: JsonObject }
  /** Nothing can be done before `until`. `journaled` when the step's `waiting` entry says so already. */
  | {
      readonly do: 'wait';
      readonly step: string;
      readonly until: number;
      readonly why: string;
      readonly journaled: boolean;
    }
  | { readonly do: 'hold'; readonly step: string; readonly hold: Hold }
  | { readonly do: 'fail'; readonly step: string; readonly failure: Failure }
  | { readonly do: 'complete' };
