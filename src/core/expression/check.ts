import type { Environment } from '@marcbachmann/cel-js';
import { parseExpression, reasonOf } from './compile.ts';
import { createEnvironment } from './environment.ts';
import { type ExpressionProblem, inferShape } from './infer.ts';
import { ANY, BOOLEAN, DECIMAL, type Shape, TEXT, type VariableShapes } from './shape.ts';
import { decimalLiterals } from './syntax.ts';

/** What checking an expression found out. */
export interface Checked {
  /** Shape of the result, as far as it can be told. */
  readonly shape: Shape;
  /** True when the result may be missing. */
  readonly optional: boolean;
  readonly problems: readonly ExpressionProblem[];
}

let base: Environment | undefined;
/**
 * The environment of the variables that were asked about last. One of them is as large as a whole flow, and the
 * expressions of a step are checked one after the other: so one is kept, whatever else still holds its shapes.
 */
let latest: { readonly shapes: VariableShapes; readonly environment: Environment } | undefined;

/**
 * Checks an expression against the shapes of the variables it may read: names, fields, fields that may be missing, and
 * whether its operators and functions fit their operands. Nothing is evaluated.
 */
export function checkExpression(source: string, shapes: VariableShapes): Checked {
  const trimmed = source.trim();
  const parsed = parseExpression(trimmed);
  if (!parsed.ok)
    return {
      shape: ANY,
      optional: false,
      problems: [{ severity: 'error', code: 'expression-syntax', message: parsed.message }],
    };
  const problems: ExpressionProblem[] = [];
  const { shape, optional } = inferShape(parsed.ast, shapes, (problem) => problems.push(problem));
  if (problems.some((problem) => problem.severity === 'error')) return { shape, optional, problems };
  const result = environmentOf(shapes).check(decimalLiterals(trimmed, parsed.ast));
  if (!result.valid) {
    problems.push({ severity: 'error', code: 'expression-type', message: explain(reasonOf(result.error)) });
  }
  return { shape: shape === ANY ? shapeOfType(result.type) : shape, optional, problems };
}

/** Adds what people usually meant to the library's terse sentences. */
function explain(message: string): string {
  const plain = message.replaceAll(/\bT\d+\b/g, 'record');
  if (/decimal/.test(plain) && /\b(int|double)\b/.test(plain)) return `${plain}; write a number as decimal("1")`;
  if (/(string [<>=!]+ (int|double|decimal)|(int|double|decimal) [<>=!]+ string)/.test(plain)) {
    return `${plain}; a text is compared with a number: use decimal(…) or text(…)`;
  }
  return plain;
}

function shapeOfType(type: string | undefined): Shape {
  const name = /^optional<(.*)>$/.exec(type ?? '')?.[1] ?? type;
  if (name === 'string') return TEXT;
  if (name === 'bool') return BOOLEAN;
  if (name === 'decimal' || name === 'int' || name === 'double') return DECIMAL;
  return name !== undefined && /^list\b/.test(name) ? { kind: 'list', of: ANY } : ANY;
}

function environmentOf(shapes: VariableShapes): Environment {
  if (latest?.shapes === shapes) return latest.environment;
  base ??= createEnvironment('closed');
  const environment = base.clone();
  const types = new Map<Shape, string>();
  for (const [name, shape] of shapes) environment.registerVariable(name, typeName(shape, environment, types));
  latest = { shapes, environment };
  return environment;
}

/** The CEL type of a shape; records are registered as types of their own, so that their fields are known. */
function typeName(shape: Shape, environment: Environment, types: Map<Shape, string>): string {
  switch (shape.kind) {
    case 'text':
      return 'string';
    case 'decimal':
      return 'decimal';
    case 'boolean':
      return 'bool';
    case 'list':
      return `list<${typeName(shape.of, environment, types)}>`;
    case 'map':
      return `map<string, ${typeName(shape.of, environment, types)}>`;
    case 'record': {
      if (shape.nullable === true || shape.open === true) return 'dyn';
      const known = types.get(shape);
      if (known !== undefined) return known;
      const name = `T${types.size}`;
      types.set(shape, name);
      const fields: Record<string, string> = {};
      for (const [field, { shape: inner }] of shape.fields) fields[field] = typeName(inner, environment, types);
      environment.registerType(name, { fields });
      return name;
    }
    default:
      return 'dyn';
  }
}
