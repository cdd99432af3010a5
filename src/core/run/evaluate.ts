import type { Expression, VariableScope } from '../expression/types.ts';
import type { Failure } from '../failure.ts';
import { flowFailure } from '../flow/errors.ts';
import type { Json } from '../json.ts';
import type { RuleContext, RuleProblem, RuleProgram } from '../mapping/types.ts';

/** A value, or the failure that names step, field and expression. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings?: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

/** Works out an expression for `field` of the step at `address`. */
export function evaluate(
  expression: Expression,
  variables: VariableScope,
  address: string,
  field: string,
): Result<Json | undefined> {
  const result = expression.evaluate(variables);
  if (result.ok) return result;
  return { ok: false, failure: expressionFailure(address, field, result.expression, result.message) };
}

/** A condition must be true or false; anything else is a failure, because silence would send an order astray. */
export function condition(
  expression: Expression,
  variables: VariableScope,
  address: string,
  field: string,
): Result<boolean> {
  const result = evaluate(expression, variables, address, field);
  if (!result.ok) return result;
  if (typeof result.value === 'boolean') return { ok: true, value: result.value };
  const message = `gives ${describeValue(result.value)} where true or false is needed`;
  return { ok: false, failure: expressionFailure(address, field, expression.source, message) };
}

/** Text for people; an expression that fails is shown as it is written rather than hiding what it was about. */
export function text(expression: Expression, variables: VariableScope): string {
  const result = expression.evaluate(variables);
  return result.ok && result.value != null && typeof result.value !== 'object'
    ? String(result.value)
    : expression.source;
}

/** Applies rules; the first problem makes the failure, the others stand in its evidence. */
export function applyRules(rules: RuleProgram, context: RuleContext, address: string): Result<Json | undefined> {
  const { value, problems, warnings } = rules.apply(context);
  const worst = problems.find((problem) => problem.code !== 'flow.crosswalk-unknown') ?? problems[0];
  if (worst === undefined) return { ok: true, value, warnings };
  return { ok: false, failure: ruleFailure(address, worst, problems) };
}

function ruleFailure(address: string, worst: RuleProblem, problems: readonly RuleProblem[]): Failure {
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return flowFailure(worst.code, {
    message: `${worst.path === '' ? '' : `${worst.path}: `}${worst.message}${more}`,
    record: `step ${address}`,
    field: worst.path,
    evidence: { step: address, rule: worst.rule, problems: problems.slice(0, 20).map((each) => ({ ...each })) },
  });
}

function expressionFailure(address: string, field: string, expression: string, message: string): Failure {
  return flowFailure('flow.expression-failed', {
    message: `Step ${address}, ${field}: ${expression}: ${message}`,
    record: `step ${address}`,
    field,
    evidence: { step: address, field, expression, message },
  });
}

/** Names a value in a message without giving it away: its kind, and short texts and numbers themselves. */
export function describeValue(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a record';
  const shown = JSON.stringify(value);
  return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown;
}
