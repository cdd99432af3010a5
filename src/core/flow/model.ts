import type { FailureKind } from '../failure.ts';

/**
 * The flow as a person writes it (flow.yaml). Text that may hold `${ … }` is a {@link Template}; durations are
 * written like `5s`, `10m`, `2h`, `1d`.
 */
export type Template = string;
export type Duration = string;

export interface Flow {
  /** Version of the file format. */
  readonly version: 1;
  /** Name of the flow, lower case with hyphens; unique in its tenant. */
  readonly flow: string;
  readonly title: string;
  readonly description?: string;
  /** Connections by the name that the steps use; a deployment binds them to real ones. */
  readonly connections: readonly string[];
  readonly trigger: EventTrigger | ScheduleTrigger;
  /** What an integration lead may set without editing the flow, read as `settings.<name>`. */
  readonly settings?: Readonly<Record<string, FlowSetting>>;
  /** Facts by which a run is found and shown: web order number, customer, amount. Evaluated as soon as they can be. */
  readonly facts?: Readonly<Record<FactName, Template>>;
  readonly steps: readonly Step[];
}

/** The business columns of a run. `keys` of a search are built from them. */
export const FACT_NAMES = [
  'order',
  'erpOrder',
  'customer',
  'erpCustomer',
  'name',
  'email',
  'reference',
  'amount',
  'currency',
  'store',
] as const;
export type FactName = (typeof FACT_NAMES)[number];

/** `event` starts the flow: one type, or several whose data is alike. */
export type EventTrigger = SingleTrigger | GatheredTrigger;

export interface SingleTrigger {
  readonly event: string | readonly string[];
  /** Only events for which this holds start a run. */
  readonly if?: Template;
  /** One run for each value, for good. */
  readonly dedupe: Template;
  /** Runs with the same value go one after the other, in order of arrival. Empty or null: no order. */
  readonly orderBy?: Template;
}

export interface GatheredTrigger {
  readonly event: string | readonly string[];
  readonly if?: Template;
  readonly gather: GatherSpec;
}

/** Many events become one run, which reads `event.items`; the newest event of a subject stands for all of them. */
export interface GatherSpec {
  /** One gathering, and one run at a time, for each value; left out: one for the flow. */
  readonly by?: Template;
  /** Subjects that a run takes at most. */
  readonly size?: number;
  /** How long a first event waits for company. */
  readonly within?: Duration;
  /** The same subject is taken again after this time at the earliest. */
  readonly spacing?: Duration;
}

export const GATHER_DEFAULTS = { size: 200, within: '500ms', spacing: '4s' } as const;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface ScheduleTrigger {
  /** Cron expression with five fields. */
  readonly schedule: string;
  /** Time zone in which the schedule is meant; UTC when left out. */
  readonly zone?: string;
  /** Run window in that zone: `06:00-22:00`; ticks outside are left out. May go over midnight. */
  readonly between?: string;
  readonly weekdays?: readonly Weekday[];
  /** What becomes of ticks that nobody was there for: one run for all of them (the default), or none. */
  readonly catchUp?: 'once' | 'skip';
}

export interface FlowSetting {
  readonly title: string;
  readonly type: 'text' | 'number' | 'boolean' | 'choice';
  readonly default: string | number | boolean;
  readonly choices?: readonly string[];
  readonly help?: string;
}

export interface StepBase {
  /** Unique in its list and stable: it is the step's address. */
  readonly id: string;
  readonly title?: string;
  readonly note?: string;
  readonly if?: Template;
  readonly retry?: string | RetryPolicy;
  readonly catch?: readonly CatchClause[];
  readonly timeout?: Duration;
}

export interface RetryPolicy {
  /** Kinds of failure that are tried again; `network` and `busy` name the usual ones. */
  readonly kinds?: readonly FailureKind[];
  readonly attempts?: number;
  readonly delay?: Duration;
  readonly backoff?: 'constant' | 'exponential';
  readonly max?: Duration;
  /** Give up (hold) this long after the first try. */
  readonly within?: Duration;
}

/** The first clause that matches wins. `error` is a code, a code prefix ending in `.*`, or a failure kind. */
export interface CatchClause {
  readonly error: string;
  readonly if?: Template;
  /** Stop the run until a person acts. */
  readonly hold?: HoldSpec;
  /** Or go on with these steps instead; their last output becomes the step's output. */
  readonly steps?: readonly Step[];
  /** Or go on as if the step had answered this. */
  readonly set?: ValueRule;
}

export interface HoldSpec {
  readonly queue: string;
  readonly reason: Template;
  /** What the hold concerns: the whole record or a line of it. */
  readonly scope?: 'record' | 'line';
  /** Where a release goes on: the same step, or from the start. */
  readonly resume?: 'step' | 'start';
  /** Whether later runs with the same ordering key wait until this hold is over (the default), or go on. */
  readonly followers?: 'wait' | 'go-on';
}

export type Step = StepBase &
  (
    | CallStep
    | MapStep
    | LookupStep
    | SetStep
    | SwitchStep
    | ForStep
    | ParallelStep
    | TryStep
    | HoldStep
    | WaitStep
    | EmitStep
    | RaiseStep
    | SubFlowStep
    | EndStep
  );

export const VERBS = [
  'call',
  'map',
  'lookup',
  'set',
  'switch',
  'for',
  'parallel',
  'try',
  'hold',
  'wait',
  'emit',
  'raise',
  'flow',
  'end',
] as const;
export type Verb = (typeof VERBS)[number];

/** `call: m3.order.create` is operation `order.create` over connection `m3`. Input from `map` (by name) or `with`. */
export interface CallStep {
  readonly call: string;
  readonly map?: string;
  readonly with?: Readonly<Record<string, ValueRule>>;
}
/** Applies a mapping file; the step's output is the mapped record. */
export interface MapStep {
  readonly map: string;
}
/** Reads a crosswalk, or the id of a linked record in the other system. */
export interface LookupStep {
  readonly lookup: { readonly crosswalk: string; readonly key: Template; readonly default?: ValueRule } | LinkLookup;
}
export interface LinkLookup {
  readonly link: string;
  /** System whose id is known, its id, and the system whose id is wanted. */
  readonly from: string;
  readonly id: Template;
  readonly to: string;
}
export interface SetStep {
  readonly set: Readonly<Record<string, ValueRule>>;
}
export interface SwitchStep {
  readonly switch: readonly { readonly when: Template; readonly steps: readonly Step[] }[];
  readonly otherwise?: readonly Step[];
}
export interface ForStep {
  /** Name of the loop variable. */
  readonly for: string;
  readonly in: Template;
  readonly steps: readonly Step[];
}
export interface ParallelStep {
  readonly parallel: readonly { readonly id: string; readonly steps: readonly Step[] }[];
}
export interface TryStep {
  readonly try: readonly Step[];
}
export interface HoldStep {
  readonly hold: HoldSpec;
}
export interface WaitStep {
  readonly wait: Duration;
}
export interface EmitStep {
  readonly emit: { readonly event: string; readonly data: Readonly<Record<string, ValueRule>> };
}
export interface RaiseStep {
  readonly raise: { readonly code: string; readonly message: Template; readonly kind?: FailureKind };
}
/** Runs another flow's steps in this run, with `with` as its `event`. */
export interface SubFlowStep {
  readonly flow: string;
  readonly with?: Readonly<Record<string, ValueRule>>;
}

/** Leaves out the rest of the flow: the run completes, with this reason on the screen. */
export interface EndStep {
  readonly end: Template;
}

/**
 * How a target value comes about: a literal, a text with `${ … }`, a crosswalk, rows (`for`), or a nested record.
 * The same rules serve mapping files and `with`/`set` of steps.
 */
export type ValueRule =
  | string
  | number
  | boolean
  | null
  | CrosswalkRule
  | RowsRule
  | ConditionalRule
  | readonly ValueRule[]
  | { readonly fields: Readonly<Record<string, ValueRule>> };

export interface CrosswalkRule {
  readonly crosswalk: string;
  readonly key: Template;
  readonly default?: ValueRule;
}
export interface RowsRule {
  readonly for: string;
  readonly in: Template;
  readonly if?: Template;
  readonly fields: Readonly<Record<string, ValueRule>>;
}
/** Left out when the condition does not hold and there is no `else`. */
export interface ConditionalRule {
  readonly if: Template;
  readonly value: ValueRule;
  readonly else?: ValueRule;
}

/** A mapping file (`*.map.yaml`): target field → rule. */
export interface Mapping {
  readonly version: 1;
  readonly map: string;
  readonly title: string;
  /** Operation whose input (or record whose shape) is made: `m3.order.create`. Checked against its schema. */
  readonly to: string;
  readonly fields: Readonly<Record<string, ValueRule>>;
}

/** A crosswalk (value table). All cells are text. */
export interface Crosswalk {
  readonly crosswalk: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly rows: Readonly<Record<string, string>>;
}

/** Everything a deployed version needs to run, as parsed data. */
export interface FlowBundle {
  readonly flow: Flow;
  readonly mappings: Readonly<Record<string, Mapping>>;
  readonly crosswalks: Readonly<Record<string, Crosswalk>>;
  /** Flows named by `flow:` steps. */
  readonly subFlows?: Readonly<Record<string, Flow>>;
}

/** A fault of a file, for people: where it is, what is wrong, what was meant. */
export interface Problem {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Address of the step or field: `steps.order.catch[0]`. */
  readonly path: string;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  /** A likely fix: the nearest known key, field or name. */
  readonly suggestion?: string;
}
