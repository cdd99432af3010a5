import type { Json } from '../json.ts';
import { type Compiled, compileExpression } from './compile.ts';
import type { VariableShapes } from './shape.ts';
import type { Evaluated, Expression, VariableScope } from './types.ts';

/** A piece of a text: as it stands, or an expression with its place in the text. */
export type TemplatePart = { readonly text: string } | { readonly expression: string; readonly offset: number };

/**
 * Cuts a text at its `${ … }`. Braces and quotes inside an expression are respected; `$${` stands for `${` itself.
 * Undefined when an expression is not closed.
 */
export function parseTemplate(template: string): readonly TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  let text = '';
  let at = 0;
  while (at < template.length) {
    if (template.startsWith('$${', at)) {
      text += '${';
      at += 3;
    } else if (template.startsWith('${', at)) {
      const end = endOfExpression(template, at + 2);
      if (end === undefined) return undefined;
      if (text !== '') parts.push({ text });
      text = '';
      parts.push({ expression: template.slice(at + 2, end), offset: at + 2 });
      at = end + 1;
    } else {
      text += template[at];
      at += 1;
    }
  }
  if (text !== '' || parts.length === 0) parts.push({ text });
  return parts;
}

/** Position of the brace that closes the expression. */
function endOfExpression(template: string, start: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = start; at < template.length; at++) {
    const character = template[at] as string;
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}' && depth-- === 0) return at;
  }
  return undefined;
}

/** True when the text holds an expression. */
export function hasExpression(template: string): boolean {
  return parseTemplate(template)?.some((part) => 'expression' in part) ?? true;
}

/**
 * Compiles a text that may hold `${ … }`. One expression alone keeps its type; several, or text around one, give text
 * in which missing values and nulls are empty. A text without any is itself.
 */
export function compileTemplate(template: string, shapes?: VariableShapes): Compiled {
  const parts = parseTemplate(template);
  if (parts === undefined) return { ok: false, message: 'a "${" has no matching "}"' };
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only !== undefined && 'text' in only) return { ok: true, expression: constant(template, only.text) };
  if (only !== undefined && 'expression' in only) return compileExpression(only.expression, shapes);
  const pieces: (string | Expression)[] = [];
  for (const part of parts) {
    if ('text' in part) {
      pieces.push(part.text);
      continue;
    }
    const compiled = compileExpression(part.expression, shapes);
    if (!compiled.ok) return compiled;
    pieces.push(compiled.expression);
  }
  return { ok: true, expression: concatenation(template, pieces) };
}

/** An expression that always gives the same. */
export function constant(source: string, value: Json): Expression {
  const result: Evaluated = { ok: true, value };
  return { source, roots: [], evaluate: () => result };
}

function concatenation(source: string, pieces: readonly (string | Expression)[]): Expression {
  const roots = [...new Set(pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.roots)))];
  function evaluate(variables: VariableScope): Evaluated {
    let text = '';
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        text += piece;
        continue;
      }
      const result = piece.evaluate(variables);
      if (!result.ok) return result;
      if (result.value == null) continue;
      if (typeof result.value === 'object') {
        return {
          ok: false,
          expression: piece.source,
          message: 'gives a list or a record, which cannot stand inside a text',
        };
      }
      text += String(result.value);
    }
    return { ok: true, value: text };
  }
  return { source, roots, evaluate };
}
