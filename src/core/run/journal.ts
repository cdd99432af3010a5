import type { Failure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CallOutcome, Effect, NewLink } from '../operation.ts';

/**
 * The journal of a run: what was decided, sent and answered, in order. It is the only memory of a run; after a crash
 * `nextAction` reads it and goes on. `at` is milliseconds since 1970 by the database's clock; `step` is the step's
 * address (`lines[7]/line`).
 */
export type JournalEntry =
  | {
      type: 'step-started';
      at: number;
      step: string;
      input: Json;
      operation?: string;
      connection?: string;
      /** What the mapping of the input changed on the way. */
      warnings?: readonly string[];
    }
  | {
      type: 'call-sent';
      at: number;
      step: string;
      call: string;
      effect: Effect;
      request: JsonObject;
      /** Sent at the same time as the call before it, which has no answer yet. */
      together?: true;
    }
  | {
      type: 'call-answered';
      at: number;
      step: string;
      call: string;
      effect: Effect;
      outcome: CallOutcome;
      /** Repeated here for reads, which are not journaled before they are sent. */
      request?: JsonObject;
      reply?: Json;
      failure?: Failure;
      tookMs: number;
    }
  | {
      type: 'step-completed';
      at: number;
      step: string;
      output: Json;
      links?: readonly NewLink[];
      warnings?: readonly string[];
      /** Set when a catch clause or a person supplied the output, or `if` left the step out. */
      by?: 'if' | 'catch' | 'person';
    }
  | { type: 'step-failed'; at: number; step: string; failure: Failure }
  | { type: 'waiting'; at: number; step: string; until: number; why: string; failure?: Failure }
  | { type: 'held'; at: number; step: string; hold: Hold }
  | {
      type: 'released';
      at: number;
      by: string;
      verb: 'retry' | 'release' | 'skip' | 'edit';
      step: string;
      /** How often the run had been claimed by then. */
      claims?: number;
      /** The record has changed since: where the run starts again, inputs that people gave do not stand. */
      anew?: true;
      reason?: string;
      input?: Json;
      output?: Json;
    }
  | { type: 'completed'; at: number }
  | { type: 'failed'; at: number; step: string; failure: Failure }
  | { type: 'canceled'; at: number; by: string; reason: string };

/** Why a run stands still until a person acts. */
export interface Hold {
  /** Work queue of the flow: `customer-data`, `item-setup`, `outcome-unknown`. */
  readonly queue: string;
  readonly reason: string;
  readonly scope: 'record' | 'line';
  readonly resume: 'step' | 'start';
  /** `go-on`: later runs with the same ordering key do not wait for this one. */
  readonly followers?: 'wait' | 'go-on';
  readonly failure?: Failure;
}
