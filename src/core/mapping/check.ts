import { checkTemplate } from '../expression/check-template.ts';
import { nameOf } from '../expression/infer.ts';
import { ANY, BOOLEAN, DECIMAL, type Field, type Shape, TEXT, type VariableShapes } from '../expression/shape.ts';
import { hasExpression } from '../expression/template.ts';
import type { DocPath, Finding, ProblemCode, Report } from '../flow/findings.ts';
import type { ConditionalRule, Crosswalk, CrosswalkRule, RowsRule, ValueRule } from '../flow/model.ts';
import type { Json, JsonSchema } from '../json.ts';
import { suggest } from '../suggest.ts';
import { fitterOf } from './fit.ts';
import { kindOfRule } from './rule.ts';
import { Sink } from './sink.ts';

/** What rules are checked against. */
export interface RuleCheck {
  readonly shapes: VariableShapes;
  readonly crosswalks: Readonly<Record<string, Crosswalk>>;
  readonly report: Report;
}

type Fields = Readonly<Record<string, ValueRule>>;

/**
 * Checks the fields of a record before anything runs: expressions against the shapes of their variables, target fields
 * against the schema (known, complete, of a type the rule can give, literals that fit). Gives the shape of the result.
 */
export function checkFields(fields: Fields, target: JsonSchema | undefined, at: DocPath, check: RuleCheck): Shape {
  const properties = recordOf(target?.['properties']);
  const open = target === undefined || properties === undefined || target['additionalProperties'] !== false;
  const shapes = new Map<string, Field>();
  for (const [name, rule] of Object.entries(fields)) {
    const schema = recordOf(properties?.[name]) ?? recordOf(target?.['additionalProperties']);
    if (schema === undefined && !open) reportUnknown(name, Object.keys(properties ?? {}), [...at, name], check.report);
    shapes.set(name, {
      shape: checkRule(rule, schema, [...at, name], check),
      required: isAlwaysThere(rule, check.shapes),
    });
  }
  for (const name of requiredOf(target)) {
    if (Object.hasOwn(fields, name)) continue;
    add(check, at, 'error', 'missing-field', `there is no rule for "${name}", which the target requires`);
  }
  return { kind: 'record', fields: shapes };
}

function reportUnknown(name: string, known: readonly string[], at: DocPath, report: Report): void {
  const meant = suggest(name, known);
  const message = `there is no field "${name}" in the target; known are ${known.join(', ')}`;
  report({
    at,
    severity: 'error',
    code: 'unknown-field',
    message,
    ...(meant === undefined ? {} : { suggestion: meant }),
  });
}

/** Checks one rule for one target field; gives the shape of its value. */
export function checkRule(rule: ValueRule, target: JsonSchema | undefined, at: DocPath, check: RuleCheck): Shape {
  const each = kindOfRule(rule);
  switch (each.kind) {
    case 'text':
      return checkText(each.rule, target, at, check);
    case 'literal':
      return checkLiteral(each.rule, target, at, check);
    case 'crosswalk':
      return checkCrosswalk(each.rule, target, at, check);
    case 'rows':
      return checkRows(each.rule, target, at, check);
    case 'conditional':
      return checkConditional(each.rule, target, at, check);
    case 'list': {
      fits({ kind: 'list', of: ANY }, target, at, check);
      const items = recordOf(target?.['items']);
      const shapes = each.rule.map((item, index) => checkRule(item, items, [...at, index], check));
      return { kind: 'list', of: shapes[0] ?? ANY };
    }
    case 'record':
      fits({ kind: 'record', fields: new Map() }, target, at, check);
      return checkFields(each.rule.fields, target, [...at, 'fields'], check);
  }
}

function checkText(template: string, target: JsonSchema | undefined, at: DocPath, check: RuleCheck): Shape {
  if (!hasExpression(template)) return checkLiteral(template.replaceAll('$${', '${'), target, at, check);
  const shape = reportTemplate(template, at, check);
  fits(shape, target, at, check);
  return shape;
}

/** Reports what is wrong with a template's expressions; gives the shape of its value. */
export function reportTemplate(template: string, at: DocPath, check: Pick<RuleCheck, 'shapes' | 'report'>): Shape {
  const { shape, problems } = checkTemplate(template, check.shapes);
  for (const { severity, code, message, suggestion } of problems) {
    check.report({ at, severity, code, message, ...(suggestion === undefined ? {} : { suggestion }) });
  }
  return shape;
}

function checkLiteral(value: Json, target: JsonSchema | undefined, at: DocPath, check: RuleCheck): Shape {
  const sink = new Sink();
  fitterOf(target)(value, '', sink);
  for (const { message } of sink.problems) add(check, at, 'error', 'field-type', message);
  for (const warning of sink.warnings) add(check, at, 'warning', 'field-type', warning);
  if (typeof value === 'string') return TEXT;
  if (typeof value === 'number') return DECIMAL;
  return typeof value === 'boolean' ? BOOLEAN : ANY;
}

function checkCrosswalk(rule: CrosswalkRule, target: JsonSchema | undefined, at: DocPath, check: RuleCheck): Shape {
  reportTemplate(rule.key, [...at, 'key'], check);
  if (rule.default !== undefined) checkRule(rule.default, target, [...at, 'default'], check);
  const crosswalk = Object.hasOwn(check.crosswalks, rule.crosswalk) ? check.crosswalks[rule.crosswalk] : undefined;
  if (crosswalk === undefined) {
    reportCrosswalk(rule.crosswalk, [...at, 'crosswalk'], check);
    return TEXT;
  }
  fits(TEXT, target, at, check);
  const fit = fitterOf(target);
  for (const [key, value] of Object.entries(crosswalk.rows)) {
    const sink = new Sink();
    fit(value, '', sink);
    const fault = sink.problems[0]?.message ?? sink.warnings[0];
    if (fault === undefined) continue;
    add(check, at, 'warning', 'crosswalk-row', `crosswalk "${rule.crosswalk}", row "${key}": ${fault}`);
    break; // one row is enough to show what is wrong with the table
  }
  return TEXT;
}

/** Reports a crosswalk that is not there. */
export function reportCrosswalk(name: string, at: DocPath, check: Pick<RuleCheck, 'crosswalks' | 'report'>): void {
  const meant = suggest(name, Object.keys(check.crosswalks));
  const message = `there is no crosswalk "${name}"`;
  check.report({
    at,
    severity: 'error',
    code: 'unknown-crosswalk',
    message,
    ...(meant === undefined ? {} : { suggestion: meant }),
  });
}

function checkRows(rule: RowsRule, target: JsonSchema | undefined, at: DocPath, check: RuleCheck): Shape {
  const list = reportTemplate(rule.in, [...at, 'in'], check);
  if (list.kind !== 'any' && list.kind !== 'list') {
    add(check, [...at, 'in'], 'error', 'expression-result', `a list is needed here, and this gives ${nameOf(list)}`);
  }
  const shapes = new Map(check.shapes).set(rule.for, list.kind === 'list' ? list.of : ANY).set('index', DECIMAL);
  const inner = { ...check, shapes };
  if (rule.if !== undefined) checkCondition(rule.if, [...at, 'if'], inner);
  fits({ kind: 'list', of: ANY }, target, at, check);
  const row = checkFields(rule.fields, recordOf(target?.['items']), [...at, 'fields'], inner);
  return { kind: 'list', of: row };
}

function checkConditional(rule: ConditionalRule, target: JsonSchema | undefined, at: DocPath, check: RuleCheck): Shape {
  checkCondition(rule.if, [...at, 'if'], check);
  const shape = checkRule(rule.value, target, [...at, 'value'], check);
  if (rule.else !== undefined) checkRule(rule.else, target, [...at, 'else'], check);
  return shape;
}

/** A condition has to give true or false. */
export function checkCondition(template: string, at: DocPath, check: Pick<RuleCheck, 'shapes' | 'report'>): void {
  const shape = reportTemplate(template, at, check);
  if (shape.kind === 'any' || shape.kind === 'boolean') return;
  const message = `true or false is needed here, and this gives ${nameOf(shape)}`;
  check.report({ at, severity: 'error', code: 'expression-result', message });
}

/** The kinds of shape that a schema type can be made of; values themselves are checked when the flow runs. */
const MADE_OF: Readonly<Record<string, readonly Shape['kind'][]>> = {
  string: ['text', 'decimal'],
  number: ['text', 'decimal'],
  integer: ['text', 'decimal'],
  boolean: ['boolean'],
  array: ['list'],
  object: ['record', 'map'],
};
const IN_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a record',
};

function fits(shape: Shape, target: JsonSchema | undefined, at: DocPath, check: RuleCheck): void {
  const type = target?.['type'];
  if (shape.kind === 'any' || typeof type !== 'string') return;
  if (MADE_OF[type]?.includes(shape.kind) !== false) return;
  add(check, at, 'error', 'field-type', `the target is ${IN_WORDS[type] ?? type}, and this gives ${nameOf(shape)}`);
}

/** Whether a rule always gives a value: an optional expression, or a condition without its other side, may not. */
function isAlwaysThere(rule: ValueRule, shapes: VariableShapes): boolean {
  if (typeof rule === 'string') return !checkTemplate(rule, shapes).optional;
  return typeof rule !== 'object' || rule === null || !('if' in rule && 'value' in rule) || 'else' in rule;
}

function add(check: RuleCheck, at: DocPath, severity: Finding['severity'], code: ProblemCode, message: string): void {
  check.report({ at, severity, code, message });
}

function requiredOf(target: JsonSchema | undefined): readonly string[] {
  const required = target?.['required'];
  return Array.isArray(required) ? (required as readonly string[]) : [];
}

function recordOf(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}
