import type { ASTNode } from '@marcbachmann/cel-js';
import { LIMITS } from '../limits.ts';

/** Macros that go over a list. */
export const MACROS: ReadonlySet<string> = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);

/** The parts of a node that are nodes themselves. */
export function children(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args as unknown as readonly ASTNode[];
  }
}

/** What a look at the tree tells. */
export interface Syntax {
  /** Free variables: those that a macro brings along are not among them. */
  readonly roots: readonly string[];
  /** How deep macros stand inside one another. */
  readonly macroDepth: number;
  /** Why the expression is refused, if it is. */
  readonly refused?: string;
}

/** Goes through a parsed expression once, for its variables and for what we do not allow. */
export function inspect(ast: ASTNode): Syntax {
  const roots = new Set<string>();
  let macroDepth = 0;
  let nestedMacros = 0;
  let refused: string | undefined;
  function visit(node: ASTNode, bound: ReadonlySet<string>, depth: number): void {
    if (node.op === 'id' && !bound.has(node.args)) roots.add(node.args);
    if (calledName(node) === 'matches') {
      refused ??= 'matches() is not allowed, because some patterns take minutes; use regex(text, pattern)';
    }
    const variable = macroVariable(node);
    if (variable === undefined || node.op !== 'rcall') {
      for (const child of children(node)) visit(child, bound, depth);
      return;
    }
    macroDepth = Math.max(macroDepth, depth + 1);
    if (depth > 0) nestedMacros += 1;
    visit(node.args[1], bound, depth);
    const inside = new Set(bound).add(variable);
    for (const child of node.args[2].slice(1)) visit(child, inside, depth + 1);
  }
  visit(ast, new Set(), 0);
  if (macroDepth > LIMITS.expressionMacros) {
    refused ??= `map, filter and the like may stand inside one another at most ${LIMITS.expressionMacros} deep, not ${macroDepth}`;
  }
  if (nestedMacros > LIMITS.nestedMacros) {
    refused ??= `at most ${LIMITS.nestedMacros} of map, filter and the like may stand inside others, not ${nestedMacros}; use several steps`;
  }
  const found = { roots: [...roots], macroDepth };
  return refused === undefined ? found : { ...found, refused };
}

/** The name of a function or method that a node calls. */
export function calledName(node: ASTNode): string | undefined {
  return node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined;
}

/** The loop variable of a macro such as `lines.map(line, …)`. */
export function macroVariable(node: ASTNode): string | undefined {
  if (node.op !== 'rcall' || !MACROS.has(node.args[0]) || node.args[2].length < 2) return undefined;
  const variable = node.args[2][0];
  return variable?.op === 'id' ? variable.args : undefined;
}

/** Calls that give a whole number of CEL's own. */
function isWhole(node: ASTNode): boolean {
  return ['size', 'int', 'indexOf', 'lastIndexOf'].includes(calledName(node) ?? '');
}

/**
 * Where a number literal has to become a decimal for the expression to mean what it says: CEL would never find 2 in a
 * list of whole numbers equal to the decimal 2, and `orValue(0)` would not fit a decimal. Gives the source rewritten.
 */
export function decimalLiterals(source: string, ast: ASTNode): string {
  const literals: ASTNode[] = [];
  const isNumber = (node: ASTNode | undefined): node is ASTNode => {
    const literal = node?.op === '-_' ? node.args : node;
    return literal?.op === 'value' && (typeof literal.args === 'bigint' || typeof literal.args === 'number');
  };
  function visit(node: ASTNode): void {
    if (node.op === 'in' && node.args[1].op === 'list' && node.args[1].args.every(isNumber)) {
      literals.push(...node.args[1].args);
      if (isNumber(node.args[0]) || isWhole(node.args[0])) literals.push(node.args[0]);
    } else if (node.op === 'rcall' && node.args[0] === 'orValue' && isNumber(node.args[2][0])) {
      literals.push(node.args[2][0]);
    }
    for (const child of children(node)) visit(child);
  }
  visit(ast);
  let rewritten = source;
  for (const { start, end } of literals.toSorted((a, b) => b.start - a.start)) {
    rewritten = `${rewritten.slice(0, start)}decimal(${rewritten.slice(start, end)})${rewritten.slice(end)}`;
  }
  return rewritten;
}
