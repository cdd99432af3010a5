import type { VariableScope } from '../expression/types.ts';
import type { Crosswalk, Mapping, ValueRule } from '../flow/model.ts';
import type { JsonSchema } from '../json.ts';
import { compileFields, compileRule, type RuleOptions } from './compile.ts';
import type { RuleProgram, RuleResult } from './types.ts';

type Crosswalks = Readonly<Record<string, Crosswalk>>;

const programs = new WeakMap<object, Map<JsonSchema | undefined, RuleProgram>>();

/**
 * Applies a mapping to variables: for previews, tests and checks. Every problem names the path of its target field.
 * Compiled once for each mapping and target; flows compile their own.
 */
export function applyMapping(
  mapping: Pick<Mapping, 'fields'>,
  variables: VariableScope,
  crosswalks: Crosswalks = {},
  options: RuleOptions = {},
): RuleResult {
  let known = programs.get(mapping.fields);
  if (known === undefined) programs.set(mapping.fields, (known = new Map()));
  // Shapes change with the flow around the mapping, so only what is compiled without them is remembered.
  let program = options.shapes === undefined ? known.get(options.target) : undefined;
  if (program === undefined) {
    program = compileFields(mapping.fields, options);
    if (options.shapes === undefined) known.set(options.target, program);
  }
  return program.apply({ variables, crosswalks });
}

/** Applies one rule to variables, as {@link applyMapping} does a whole mapping. */
export function applyRule(
  rule: ValueRule,
  variables: VariableScope,
  crosswalks: Crosswalks = {},
  options: RuleOptions = {},
): RuleResult {
  return compileRule(rule, options).apply({ variables, crosswalks });
}
