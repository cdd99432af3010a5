import type { ASTNode } from '@marcbachmann/cel-js';
import { suggest } from '../suggest.ts';
import { ANY, BOOLEAN, DECIMAL, type Shape, TEXT, type VariableShapes } from './shape.ts';
import { children, macroVariable } from './syntax.ts';

/** Something about an expression that its author should know before it ever runs. */
export interface ExpressionProblem {
  readonly severity: 'error' | 'warning';
  readonly code: 'unknown-variable' | 'unknown-field' | 'may-be-missing' | 'expression-type' | 'expression-syntax';
  readonly message: string;
  readonly suggestion?: string;
}

type Report = (problem: ExpressionProblem) => void;
type Names = ReadonlyMap<string, Shape>;

/** Paths that the expression itself makes sure of with `has(…)`. */
function guardedPaths(ast: ASTNode): ReadonlySet<string> {
  const guarded = new Set<string>();
  function visit(node: ASTNode): void {
    if (node.op === 'call' && node.args[0] === 'has' && node.args[1][0] !== undefined)
      guarded.add(sourceOf(node.args[1][0]));
    for (const child of children(node)) visit(child);
  }
  visit(ast);
  return guarded;
}

function sourceOf(node: ASTNode): string {
  return node.input.slice(node.start, node.end).replaceAll(/\s/g, '');
}

/**
 * Follows an expression through the shapes of its variables. Reports fields that do not exist and fields that may be
 * missing where the expression takes them for granted; gives the shape of the result as far as it can be told.
 */
export function inferShape(ast: ASTNode, variables: VariableShapes, report: Report): Inferred {
  return infer(ast, variables, report, guardedPaths(ast));
}

/** `optional`: the value may be missing, and whoever reads it has been warned by the `?` before it. */
export interface Inferred {
  readonly shape: Shape;
  readonly optional: boolean;
}

const plain = (shape: Shape): Inferred => ({ shape, optional: false });

function infer(node: ASTNode, names: Names, report: Report, guarded: ReadonlySet<string>): Inferred {
  const inferChild = (child: ASTNode): Inferred => infer(child, names, report, guarded);
  switch (node.op) {
    case 'id':
      return inferVariable(node.args, names, report);
    case 'value':
      return plain(literalShape(node.args));
    case '.':
    case '.?':
      return inferField(node, inferChild(node.args[0]), report, guarded);
    case '[]':
    case '[?]': {
      const left = inferChild(node.args[0]);
      inferChild(node.args[1]);
      const index = node.args[1];
      if (left.shape.kind === 'record' && index.op === 'value' && typeof index.args === 'string') {
        return fieldOf(left, index.args, node.op === '[?]', sourceOf(node), report, guarded);
      }
      const element = left.shape.kind === 'list' || left.shape.kind === 'map' ? left.shape.of : ANY;
      return { shape: element, optional: left.optional || node.op === '[?]' };
    }
    case 'call':
      return inferCall(node.args[0], node.args[1], inferChild);
    case 'rcall':
      return inferMethod(node, names, report, guarded);
    case '?:': {
      const [, yes, no] = node.args.map(inferChild);
      return yes !== undefined && yes.shape !== ANY ? yes : (no ?? plain(ANY));
    }
    case 'list': {
      const elements = node.args.map(inferChild);
      return plain({ kind: 'list', of: elements[0]?.shape ?? ANY });
    }
    default: {
      const parts = children(node).map(inferChild);
      return plain(operatorShape(node.op, parts));
    }
  }
}

function inferVariable(name: string, names: Names, report: Report): Inferred {
  const shape = names.get(name);
  if (shape !== undefined) return plain(shape);
  const known = [...names.keys()];
  const meant = suggest(name, known);
  report({
    severity: 'error',
    code: 'unknown-variable',
    message: `there is no variable "${name}"; known here: ${known.join(', ')}`,
    ...(meant === undefined ? {} : { suggestion: meant }),
  });
  return plain(ANY);
}

type FieldNode = Extract<ASTNode, { op: '.' | '.?' }>;

function inferField(node: FieldNode, left: Inferred, report: Report, guarded: ReadonlySet<string>): Inferred {
  return fieldOf(left, node.args[1], node.op === '.?', sourceOf(node), report, guarded);
}

function fieldOf(
  left: Inferred,
  name: string,
  asked: boolean,
  source: string,
  report: Report,
  guarded: ReadonlySet<string>,
): Inferred {
  const optional = left.optional || asked;
  const { shape } = left;
  if (shape.kind === 'map') return { shape: shape.of, optional };
  if (shape.kind !== 'record') {
    if (shape.kind !== 'any') {
      report({
        severity: 'error',
        code: 'unknown-field',
        message: `${source}: ${nameOf(shape)} has no field "${name}"`,
      });
    }
    return { shape: ANY, optional };
  }
  if (shape.nullable === true && !optional && !guarded.has(source)) reportNullable(source, name, report);
  const field = shape.fields.get(name);
  if (field === undefined && shape.open === true) return { shape: ANY, optional };
  if (field === undefined) {
    const meant = suggest(name, shape.fields.keys());
    report({
      severity: 'error',
      code: 'unknown-field',
      message: `${source}: there is no field "${name}"`,
      ...(meant === undefined ? {} : { suggestion: meant }),
    });
    return { shape: ANY, optional };
  }
  if (!field.required && !optional && !guarded.has(source)) {
    report({
      severity: 'warning',
      code: 'may-be-missing',
      message: `${source} may be missing, and the step then fails`,
      suggestion: `${source.slice(0, source.length - name.length)}?${name}`,
    });
  }
  return { shape: field.shape, optional };
}

function reportNullable(source: string, name: string, report: Report): void {
  const owner = source.slice(0, source.length - name.length).replace(/\.$/, '');
  report({
    severity: 'warning',
    code: 'may-be-missing',
    message: `${owner} is null when its step was left out, and the step then fails`,
    suggestion: `${owner}.?${name}`,
  });
}

function inferCall(name: string, args: readonly ASTNode[], inferChild: (node: ASTNode) => Inferred): Inferred {
  if (name === 'has') {
    // The field asked about may be missing, that is the point; what leads to it is still looked at.
    const asked = args[0];
    if (asked?.op === '.') inferChild(asked.args[0]);
    return plain(BOOLEAN);
  }
  const inferred = args.map(inferChild);
  const first = inferred[0]?.shape ?? ANY;
  switch (name) {
    case 'first':
      return { shape: first.kind === 'list' ? first.of : ANY, optional: true };
    case 'take':
    case 'drop':
      return plain(first);
    case 'coalesce':
      return { shape: inferred.find((each) => each.shape !== ANY)?.shape ?? ANY, optional: true };
    case 'lines36':
      return plain({ kind: 'list', of: TEXT });
    default:
      return plain(RESULTS[name] ?? ANY);
  }
}

/** What functions give that always give the same. */
const RESULTS: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(
    ['sum', 'round', 'decimal', 'number', 'abs', 'size', 'int', 'double'].map((name) => [name, DECIMAL]),
  ),
  ...Object.fromEntries(
    [
      'left',
      'right',
      'pad',
      'digits',
      'ascii',
      'fit',
      'upper',
      'lower',
      'trim',
      'replace',
      'text',
      'fixed',
      'string',
      'words',
      'day',
      'm3date',
      'm3time',
    ].map((name) => [name, TEXT]),
  ),
  ...Object.fromEntries(['blank', 'regex', 'bool'].map((name) => [name, BOOLEAN])),
};

type MethodNode = Extract<ASTNode, { op: 'rcall' }>;

function inferMethod(node: MethodNode, names: Names, report: Report, guarded: ReadonlySet<string>): Inferred {
  const [name, receiver, args] = node.args;
  const left = infer(receiver, names, report, guarded);
  const variable = macroVariable(node);
  if (variable !== undefined) {
    const element = left.shape.kind === 'list' ? left.shape.of : ANY;
    const inside = new Map(names).set(variable, element);
    const bodies = args.slice(1).map((arg) => infer(arg, inside, report, guarded).shape);
    if (name === 'map') return plain({ kind: 'list', of: bodies.at(-1) ?? ANY });
    return plain(name === 'filter' ? left.shape : BOOLEAN);
  }
  const inferred = args.map((arg) => infer(arg, names, report, guarded));
  if (name === 'orValue') return plain(left.shape === ANY ? (inferred[0]?.shape ?? ANY) : left.shape);
  if (name === 'or') return left;
  if (name === 'value') return plain(left.shape);
  return plain(METHODS[name] ?? ANY);
}

const METHODS: Readonly<Record<string, Shape>> = {
  size: DECIMAL,
  hasValue: BOOLEAN,
  startsWith: BOOLEAN,
  endsWith: BOOLEAN,
  contains: BOOLEAN,
  trim: TEXT,
  upperAscii: TEXT,
  lowerAscii: TEXT,
  substring: TEXT,
  join: TEXT,
  split: { kind: 'list', of: TEXT },
  indexOf: DECIMAL,
};

function literalShape(value: unknown): Shape {
  if (typeof value === 'string') return TEXT;
  if (typeof value === 'boolean') return BOOLEAN;
  return typeof value === 'bigint' || typeof value === 'number' ? DECIMAL : ANY;
}

function operatorShape(operator: string, parts: readonly Inferred[]): Shape {
  if (['==', '!=', '<', '<=', '>', '>=', 'in', '&&', '||', '!_'].includes(operator)) return BOOLEAN;
  if (['+', '-', '*', '/', '%', '-_'].includes(operator)) return parts.find((part) => part.shape !== ANY)?.shape ?? ANY;
  return ANY;
}

/** A shape in words, for messages. */
export function nameOf(shape: Shape): string {
  const names = {
    any: 'a value',
    text: 'a text',
    decimal: 'a number',
    boolean: 'a truth value',
    list: 'a list',
    map: 'a record',
    record: 'a record',
  };
  return names[shape.kind];
}
