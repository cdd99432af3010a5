import type { Expression } from '../expression/types.ts';
import type { FailureKind } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { RuleProgram } from '../mapping/types.ts';
import type { RetryRule } from '../run/retry-rules.ts';
import type { Crosswalk, FactName, Flow, ScheduleTrigger } from './model.ts';

/**
 * A flow version, checked and compiled once, and then used by every run of it. `crosswalks` may be replaced by newer
 * tables with a plain copy (`{ ...program, crosswalks }`): nothing compiled holds on to them.
 */
export interface FlowProgram {
  readonly name: string;
  readonly title: string;
  readonly flow: Flow;
  readonly trigger: TriggerProgram;
  /** The settings' defaults; a run's own settings go over them. */
  readonly settings: JsonObject;
  readonly facts: ReadonlyMap<FactName, Expression>;
  readonly steps: readonly StepProgram[];
  readonly crosswalks: Readonly<Record<string, Crosswalk>>;
}

export interface TriggerProgram {
  /** Event types; empty for a flow that runs by schedule. */
  readonly events: readonly string[];
  readonly if?: Expression;
  readonly dedupe?: Expression;
  readonly orderBy?: Expression;
  readonly gather?: GatherProgram;
  readonly schedule?: ScheduleTrigger;
}

export interface GatherProgram {
  readonly by?: Expression;
  /** Subjects that a run takes at most. */
  readonly size: number;
  readonly withinMs: number;
  readonly spacingMs: number;
}

export interface CatchProgram {
  readonly error: string;
  readonly if?: Expression;
  readonly hold?: HoldProgram;
  readonly steps?: readonly StepProgram[];
  readonly set?: RuleProgram;
}

export interface HoldProgram {
  readonly queue: string;
  readonly reason: Expression;
  readonly scope: 'record' | 'line';
  readonly resume: 'step' | 'start';
  readonly followers: 'wait' | 'go-on';
}

export interface StepProgramBase {
  readonly id: string;
  readonly title?: string;
  readonly if?: Expression;
  readonly retry: RetryRule;
  readonly catches: readonly CatchProgram[];
  readonly timeoutMs?: number;
}

/** What a step does, one variant for each verb. */
export type StepWork =
  | { readonly verb: 'call'; readonly connection: string; readonly operation: string; readonly input: RuleProgram }
  | { readonly verb: 'map'; readonly rules: RuleProgram }
  | { readonly verb: 'lookup'; readonly rules: RuleProgram }
  | {
      readonly verb: 'find-link';
      readonly kind: string;
      readonly from: string;
      readonly to: string;
      readonly key: Expression;
    }
  | { readonly verb: 'set'; readonly rules: RuleProgram }
  | { readonly verb: 'switch'; readonly branches: readonly SwitchBranch[]; readonly otherwise: readonly StepProgram[] }
  | {
      readonly verb: 'for';
      readonly variable: string;
      readonly in: Expression;
      readonly steps: readonly StepProgram[];
    }
  | { readonly verb: 'parallel'; readonly branches: readonly ParallelBranch[] }
  | { readonly verb: 'try'; readonly steps: readonly StepProgram[] }
  | { readonly verb: 'hold'; readonly hold: HoldProgram }
  | { readonly verb: 'wait'; readonly durationMs: number }
  | { readonly verb: 'emit'; readonly event: string; readonly data: RuleProgram }
  | { readonly verb: 'raise'; readonly code: string; readonly message: Expression; readonly kind: FailureKind }
  | {
      readonly verb: 'flow';
      readonly flow: string;
      readonly event: RuleProgram;
      readonly settings: JsonObject;
      readonly steps: readonly StepProgram[];
    }
  | { readonly verb: 'end'; readonly reason: Expression };

export interface SwitchBranch {
  readonly when: Expression;
  readonly steps: readonly StepProgram[];
}

export interface ParallelBranch {
  readonly id: string;
  readonly steps: readonly StepProgram[];
}

export type StepProgram = StepProgramBase & StepWork;
