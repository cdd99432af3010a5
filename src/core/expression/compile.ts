import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { LIMITS } from '../limits.ts';
import { createEnvironment } from './environment.ts';
import { pathExpression } from './path.ts';
import { ANY, type VariableShapes } from './shape.ts';
import { decimalLiterals, inspect, type Syntax } from './syntax.ts';
import { type Evaluated, type Expression, readVariable, type VariableScope } from './types.ts';
import { enterValue, leaveValue } from './values.ts';

/** A parsed expression, or why it cannot be one. */
export type Compiled<T = Expression> =
  | { readonly ok: true; readonly expression: T }
  | { readonly ok: false; readonly message: string };

const NO_SHAPES: VariableShapes = new Map();
let runtime: ReturnType<typeof createEnvironment> | undefined;

/**
 * Compiles the text between `${` and `}`. `shapes` say what the variables look like, so that texts which are decimals
 * by their schema are compared and reckoned with as such. A plain path needs no CEL at all.
 */
export function compileExpression(source: string, shapes: VariableShapes = NO_SHAPES): Compiled {
  const trimmed = source.trim();
  const path = pathExpression(trimmed);
  if (path !== undefined) return { ok: true, expression: path };
  const parsed = parseExpression(trimmed);
  if (!parsed.ok) return parsed;
  return { ok: true, expression: celExpression(trimmed, parsed, shapes) };
}

/** A parsed expression with what is known of it. `run` is the rewritten form that is evaluated. */
export interface Parsed {
  readonly ok: true;
  readonly ast: ASTNode;
  readonly syntax: Syntax;
  readonly run: ParseResult;
}

/** Parses within the limits and refuses what is not allowed. */
export function parseExpression(source: string): Parsed | { readonly ok: false; readonly message: string } {
  if (source === '') return { ok: false, message: 'the expression is empty' };
  if (source.length > LIMITS.expressionLength) {
    return { ok: false, message: `the expression is longer than ${LIMITS.expressionLength} characters` };
  }
  runtime ??= createEnvironment('open');
  try {
    const parsed = runtime.parse(source);
    const syntax = inspect(parsed.ast);
    if (syntax.refused !== undefined) return { ok: false, message: syntax.refused };
    const rewritten = decimalLiterals(source, parsed.ast);
    return { ok: true, ast: parsed.ast, syntax, run: rewritten === source ? parsed : runtime.parse(rewritten) };
  } catch (error) {
    return { ok: false, message: reasonOf(error) };
  }
}

function celExpression(source: string, parsed: Parsed, shapes: VariableShapes): Expression {
  const { roots, macroDepth } = parsed.syntax;
  const variables = roots.map((name) => ({ name, shape: shapes.get(name) ?? ANY }));
  const fail = (message: string): Evaluated => ({ ok: false, expression: source, message });
  function evaluate(scope: VariableScope): Evaluated {
    try {
      const context = Object.create(null) as Record<string, unknown>;
      for (const { name, shape } of variables) {
        const value = readVariable(scope, name);
        if (value === undefined) continue;
        const entered = enterValue(value, shape);
        if (macroDepth > 1 && entered.longestList > LIMITS.nestedMacroItems)
          return fail(tooLong(name, entered.longestList));
        context[name] = entered.value;
      }
      return { ok: true, value: leaveValue(parsed.run(context)) };
    } catch (error) {
      return fail(reasonOf(error));
    }
  }
  return { source, roots, evaluate };
}

function tooLong(name: string, length: number): string {
  return `"${name}" has a list of ${length} elements; two macros inside one another take ${LIMITS.nestedMacroItems} at most`;
}

/** The library's message without its drawing of the source, and without our own inner names. */
export function reasonOf(error: unknown): string {
  const summary = (error as { summary?: unknown }).summary;
  const message = typeof summary === 'string' ? summary : error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '')
    .replace(/^No such key: (.*)$/, 'there is no "$1"')
    .replace(/^Unknown variable: (.*)$/, 'there is no variable "$1"')
    .replace(/dyn<([^<>]*)>/g, '$1');
}
