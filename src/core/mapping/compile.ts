import { checkTemplate } from '../expression/check-template.ts';
import type { VariableShapes } from '../expression/shape.ts';
import { compileTemplate } from '../expression/template.ts';
import type { Expression, VariableScope } from '../expression/types.ts';
import type { ConditionalRule, CrosswalkRule, RowsRule, ValueRule } from '../flow/model.ts';
import type { Json, JsonSchema } from '../json.ts';
import { crosswalkKey } from '../crosswalk/look-up.ts';
import { LIMITS } from '../limits.ts';
import { fitterOf } from './fit.ts';
import { kindOfRule } from './rule.ts';
import { join, Sink } from './sink.ts';
import type { RuleContext, RuleProgram, RuleResult } from './types.ts';

/** Where a rule stands while it is applied. */
interface Applying extends RuleContext {
  readonly sink: Sink;
}

/** A compiled rule: its value for `path` of the target, undefined when it is left out. */
type Apply = (context: Applying, path: string) => Json | undefined;

/** What rules are compiled with. */
export interface RuleOptions {
  readonly shapes?: VariableShapes;
  /** Schema of the target; values are brought into its form. */
  readonly target?: JsonSchema;
}

/** Compiles the fields of a record (a mapping file, `with`, `set`). What cannot be compiled fails when it is applied. */
export function compileFields(fields: Readonly<Record<string, ValueRule>>, options: RuleOptions = {}): RuleProgram {
  return compileRule({ fields }, options);
}

/** Compiles one value rule. */
export function compileRule(rule: ValueRule, options: RuleOptions = {}): RuleProgram {
  const apply = compile(rule, options.shapes);
  const fit = fitterOf(options.target);
  return {
    apply(context: RuleContext): RuleResult {
      const sink = new Sink();
      const value = apply({ ...context, sink }, '');
      // A field that failed has no value; calling it missing as well would say the same twice.
      const failed = sink.problems.map((problem) => problem.path);
      const fitting = new Sink();
      const fitted = fit(value, '', fitting);
      const more = fitting.problems.filter((problem) => !failed.some((path) => path.startsWith(problem.path)));
      return {
        value: fitted,
        problems: [...sink.problems, ...more],
        warnings: [...sink.warnings, ...fitting.warnings],
      };
    },
  };
}

function compile(rule: ValueRule, shapes: VariableShapes | undefined): Apply {
  const each = kindOfRule(rule);
  switch (each.kind) {
    case 'text':
      return compileText(each.rule, shapes);
    case 'literal':
      return () => each.rule;
    case 'list':
      return compileList(each.rule, shapes);
    case 'crosswalk':
      return compileCrosswalk(each.rule, shapes);
    case 'rows':
      return compileRows(each.rule, shapes);
    case 'conditional':
      return compileConditional(each.rule, shapes);
    case 'record':
      return compileRecord(each.rule.fields, shapes);
  }
}

function compileText(template: string, shapes: VariableShapes | undefined): Apply {
  const value = expressionOf(template, shapes);
  return (context, path) => evaluate(value, context, path);
}

/** The expression of a template; one that cannot be read becomes an expression that always fails with the reason. */
export function expressionOf(template: string, shapes: VariableShapes | undefined): Expression {
  const compiled = compileTemplate(template, shapes);
  if (compiled.ok) return compiled.expression;
  const result = { ok: false, expression: template, message: compiled.message } as const;
  return { source: template, roots: [], evaluate: () => result };
}

function evaluate(expression: Expression, context: Applying, path: string): Json | undefined {
  const result = expression.evaluate(context.variables);
  if (result.ok) return result.value;
  context.sink.problem('flow.expression-failed', path, result.expression, `${result.expression}: ${result.message}`);
  return undefined;
}

function holds(expression: Expression, context: Applying, path: string): boolean {
  const before = context.sink.problems.length;
  const value = evaluate(expression, context, path);
  if (typeof value === 'boolean') return value;
  if (context.sink.problems.length === before) {
    const message = `${expression.source}: gives ${JSON.stringify(value ?? null).slice(0, 40)} where true or false is needed`;
    context.sink.problem('flow.expression-failed', path, expression.source, message);
  }
  return false;
}

function compileList(rules: readonly ValueRule[], shapes: VariableShapes | undefined): Apply {
  const items = rules.map((rule) => compile(rule, shapes));
  return (context, path) => items.flatMap((item, index) => present(item(context, join(path, index))));
}

function present(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value];
}

function compileRecord(fields: Readonly<Record<string, ValueRule>>, shapes: VariableShapes | undefined): Apply {
  const compiled = Object.entries(fields).map(([name, rule]) => [name, compile(rule, shapes)] as const);
  return (context, path) => {
    const record: Record<string, Json> = {};
    for (const [name, apply] of compiled) {
      const value = apply(context, join(path, name));
      if (value !== undefined) record[name] = value;
    }
    return record;
  };
}

function compileConditional(rule: ConditionalRule, shapes: VariableShapes | undefined): Apply {
  const condition = expressionOf(rule.if, shapes);
  const value = compile(rule.value, shapes);
  const otherwise = rule.else === undefined ? undefined : compile(rule.else, shapes);
  return (context, path) => (holds(condition, context, path) ? value(context, path) : otherwise?.(context, path));
}

function compileRows(rule: RowsRule, shapes: VariableShapes | undefined): Apply {
  const list = expressionOf(rule.in, shapes);
  const inner = innerShapes(rule, shapes);
  const condition = rule.if === undefined ? undefined : expressionOf(rule.if, inner);
  const row = compileRecord(rule.fields, inner);
  return (context, path) => {
    const items = evaluate(list, context, path);
    if (items === undefined || items === null) return undefined;
    if (!Array.isArray(items) || items.length > LIMITS.loopItems) {
      const what = Array.isArray(items)
        ? `gives ${items.length} elements; at most ${LIMITS.loopItems} are allowed`
        : 'does not give a list';
      context.sink.problem('flow.mapping-failed', path, rule.in, `${rule.in}: ${what}`);
      return undefined;
    }
    const rows: Json[] = [];
    for (const [index, item] of (items as readonly Json[]).entries()) {
      const own = { [rule.for]: item, index };
      const variables = Object.assign(Object.create(context.variables) as Record<string, Json>, own) as VariableScope;
      const here = { ...context, variables };
      // Rows are numbered as they are in the result, so that a path finds its row there.
      const at = join(path, rows.length);
      if (condition !== undefined && !holds(condition, here, at)) continue;
      const value = row(here, at);
      if (value !== undefined) rows.push(value);
    }
    return rows;
  };
}

/** Shapes inside a loop; that of the element is known when the list is a plain path into known records. */
function innerShapes(rule: RowsRule, shapes: VariableShapes | undefined): VariableShapes {
  const inner = new Map(shapes);
  const element = shapes === undefined ? undefined : elementShape(rule.in, shapes);
  if (element === undefined) inner.delete(rule.for);
  else inner.set(rule.for, element);
  return inner;
}

function elementShape(template: string, shapes: VariableShapes): ReturnType<VariableShapes['get']> {
  const { shape } = checkTemplate(template, shapes);
  return shape.kind === 'list' ? shape.of : undefined;
}

function compileCrosswalk(rule: CrosswalkRule, shapes: VariableShapes | undefined): Apply {
  const key = expressionOf(rule.key, shapes);
  const otherwise = rule.default === undefined ? undefined : compile(rule.default, shapes);
  return (context, path) => {
    const before = context.sink.problems.length;
    const value = evaluate(key, context, path);
    if (context.sink.problems.length > before) return undefined;
    const rows = context.crosswalks[rule.crosswalk]?.rows;
    const name = crosswalkKey(value);
    const found = rows !== undefined && name !== undefined && Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (name !== undefined && context.onLookup !== undefined) {
      context.onLookup({
        path,
        crosswalk: rule.crosswalk,
        key: name,
        ...(found === undefined ? {} : { found }),
        ...(otherwise === undefined ? {} : { hasDefault: true }),
      });
    }
    if (found !== undefined) return found;
    if (otherwise !== undefined) return otherwise(context, path);
    // An optional field that is not there has nothing to look up, and its target is left out.
    if (value === undefined) return undefined;
    const message =
      rows === undefined
        ? `there is no crosswalk "${rule.crosswalk}"`
        : `crosswalk "${rule.crosswalk}" has no row for ${JSON.stringify(name ?? value)}`;
    context.sink.problem('flow.crosswalk-unknown', path, rule.crosswalk, message, value);
    return undefined;
  };
}
