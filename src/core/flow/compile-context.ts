import { nameOf } from '../expression/infer.ts';
import { ANY, BOOLEAN, DECIMAL, type Field, type Shape, TEXT, type VariableShapes } from '../expression/shape.ts';
import type { Expression } from '../expression/types.ts';
import { checkCondition, checkFields, reportTemplate, type RuleCheck } from '../mapping/check.ts';
import { compileFields, expressionOf } from '../mapping/compile.ts';
import type { RuleProgram } from '../mapping/types.ts';
import type { JsonSchema } from '../json.ts';
import type { OperationCatalogue } from './catalogue.ts';
import type { DocPath, ProblemCode, Report } from './findings.ts';
import type { Flow, FlowBundle, ValueRule } from './model.ts';

/** What is at hand while one flow is compiled. */
export interface Compilation {
  readonly bundle: FlowBundle;
  readonly flow: Flow;
  readonly catalogue: OperationCatalogue;
  /** Takes findings about the flow's own file. */
  readonly report: Report;
  /** Takes findings about a mapping's file. */
  reportMapping(name: string): Report;
  readonly used: { readonly connections: Set<string>; readonly mappings: Set<string> };
  /** Names of the flows around this one, outermost first. */
  readonly stack: readonly string[];
  readonly count: { steps: number };
}

/** Reports a fault of the flow's file. */
export function fault(
  context: Compilation,
  at: DocPath,
  code: ProblemCode,
  message: string,
  suggestion?: string,
): void {
  context.report({ at, severity: 'error', code, message, ...(suggestion === undefined ? {} : { suggestion }) });
}

function ruleCheck(context: Compilation, shapes: VariableShapes, report: Report = context.report): RuleCheck {
  return { shapes, crosswalks: context.bundle.crosswalks, report };
}

/** Checks and compiles a text with `${ … }`. */
export function textAt(template: string, at: DocPath, shapes: VariableShapes, context: Compilation): Expression {
  const shape = reportTemplate(template, at, ruleCheck(context, shapes));
  if (shape.kind === 'list' || shape.kind === 'record' || shape.kind === 'map') {
    fault(context, at, 'expression-result', `a text is needed here, and this gives ${nameOf(shape)}`);
  }
  return expressionOf(template, shapes);
}

/** Checks and compiles a condition. */
export function conditionAt(template: string, at: DocPath, shapes: VariableShapes, context: Compilation): Expression {
  checkCondition(template, at, ruleCheck(context, shapes));
  return expressionOf(template.trim(), shapes);
}

/** Checks and compiles a list expression; gives the shape of its elements too. */
export function listAt(
  template: string,
  at: DocPath,
  shapes: VariableShapes,
  context: Compilation,
): { readonly expression: Expression; readonly element: Shape } {
  const shape = reportTemplate(template, at, ruleCheck(context, shapes));
  if (shape.kind !== 'any' && shape.kind !== 'list') {
    fault(context, at, 'expression-result', `a list is needed here, and this gives ${nameOf(shape)}`);
  }
  return { expression: expressionOf(template.trim(), shapes), element: shape.kind === 'list' ? shape.of : ANY };
}

/** Checks and compiles the fields of a record that stands in the flow itself (`with`, `set`, the data of an event). */
export function fieldsAt(
  fields: Readonly<Record<string, ValueRule>>,
  target: JsonSchema | undefined,
  at: DocPath,
  shapes: VariableShapes,
  context: Compilation,
): { readonly rules: RuleProgram; readonly shape: Shape } {
  const shape = checkFields(fields, target, at, ruleCheck(context, shapes));
  return { rules: compileFields(fields, target === undefined ? { shapes } : { shapes, target }), shape };
}

/** Checks and compiles a mapping as a step uses it: with the variables known at that step. */
export function mappingAt(
  name: string,
  target: JsonSchema | undefined,
  shapes: VariableShapes,
  context: Compilation,
): RuleProgram | undefined {
  const mapping = Object.hasOwn(context.bundle.mappings, name) ? context.bundle.mappings[name] : undefined;
  if (mapping === undefined) return undefined;
  checkFields(mapping.fields, target, ['fields'], ruleCheck(context, shapes, context.reportMapping(name)));
  return compileFields(mapping.fields, target === undefined ? { shapes } : { shapes, target });
}

const RUN_SHAPE: Shape = {
  kind: 'record',
  fields: new Map<string, Field>([
    ['id', { shape: TEXT, required: true }],
    ['startedAt', { shape: TEXT, required: true }],
  ]),
};

/** The variables that every flow has from its first step on. */
export function rootShapes(flow: Flow, event: Shape): Map<string, Shape> {
  const settings = new Map<string, Field>();
  for (const [name, { type }] of Object.entries(flow.settings ?? {})) {
    const shape = type === 'boolean' ? BOOLEAN : type === 'number' ? DECIMAL : TEXT;
    settings.set(name, { shape, required: true });
  }
  return new Map<string, Shape>([
    ['event', event],
    ['settings', { kind: 'record', fields: settings }],
    ['run', RUN_SHAPE],
    ['now', TEXT],
  ]);
}

/** What is known inside a catch clause besides the variables around it. */
export const ERROR_SHAPE: Shape = {
  kind: 'record',
  fields: new Map<string, Field>([
    ['kind', { shape: TEXT, required: true }],
    ['code', { shape: TEXT, required: true }],
    ['message', { shape: TEXT, required: true }],
    ['step', { shape: TEXT, required: true }],
    ['remedy', { shape: TEXT, required: false }],
    ['record', { shape: TEXT, required: false }],
    ['field', { shape: TEXT, required: false }],
    ['evidence', { shape: ANY, required: false }],
  ]),
};
