import type { VariableScope } from '../expression/types.ts';
import type { Crosswalk } from '../flow/model.ts';
import type { Json } from '../json.ts';

/** What rules are applied to. Crosswalks are looked up here at run time, so that a corrected table helps a held run. */
export interface RuleContext {
  readonly variables: VariableScope;
  readonly crosswalks: Readonly<Record<string, Crosswalk>>;
  /** Told of each value that is looked up, for whoever wants to know which row a field comes from. */
  readonly onLookup?: (lookup: Lookup) => void;
}

/** One value that a rule looked up in a crosswalk. */
export interface Lookup {
  /** Path of the target field. */
  readonly path: string;
  readonly crosswalk: string;
  readonly key: string;
  /** What the crosswalk has for it; absent when it has no row. */
  readonly found?: string;
  /** True when the rule has a value for what the crosswalk does not know. */
  readonly hasDefault?: boolean;
}

/** Something that went wrong, or that a person should know, about one target field. */
export interface RuleProblem {
  /** Path of the target field: `lines[2].unit`. */
  readonly path: string;
  readonly code: 'flow.expression-failed' | 'flow.crosswalk-unknown' | 'flow.mapping-failed';
  readonly message: string;
  /** The rule or expression as written. */
  readonly rule: string;
  /** The value that could not be used, shortened. */
  readonly value?: string;
}

export interface RuleResult {
  /** Undefined when the rule leaves its target out. */
  readonly value: Json | undefined;
  readonly problems: readonly RuleProblem[];
  /** Fields that were changed on the way, such as a text that was cut. */
  readonly warnings: readonly string[];
}

/** A value rule, or the fields of a record, compiled once. */
export interface RuleProgram {
  apply(context: RuleContext): RuleResult;
}
