import type { Json } from '../json.ts';
import { type Evaluated, type Expression, readVariable, type VariableScope } from './types.ts';

/** One move along a path: a field or an index, and whether it may be missing. */
export interface PathStep {
  readonly key: string | number;
  readonly optional: boolean;
}

const PATH = /^[A-Za-z_]\w*(?:\.\??[A-Za-z_]\w*|\[\d{1,6}\])*$/;
const STEP = /\.(\??)([A-Za-z_]\w*)|\[(\d+)\]/g;
/** Words that look like a variable and are none, or that CEL keeps for itself. */
const KEYWORDS = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'for',
  'if',
  'else',
  'import',
  'package',
  'loop',
  'var',
]);

/** Reads `order.lines[0].?note`; undefined when the text is more than a path. */
export function parsePath(source: string): { readonly root: string; readonly steps: readonly PathStep[] } | undefined {
  if (!PATH.test(source)) return undefined;
  const root = /^\w+/.exec(source)?.[0] ?? '';
  if (KEYWORDS.has(root)) return undefined;
  const steps: PathStep[] = [];
  let optional = false;
  for (const [, mark, name, index] of source.slice(root.length).matchAll(STEP)) {
    if (mark === '?') optional = true; // what follows a field that may be missing may be missing too
    steps.push({ key: name ?? Number(index), optional });
  }
  return { root, steps };
}

/** Most mapping fields only move a value: such an expression needs no CEL and copies the value as it stands. */
export function pathExpression(source: string): Expression | undefined {
  const path = parsePath(source);
  if (path === undefined) return undefined;
  const { root, steps } = path;
  const fail = (message: string): Evaluated => ({ ok: false, expression: source, message });
  function evaluate(variables: VariableScope): Evaluated {
    let value = readVariable(variables, root);
    if (value === undefined) return fail(`there is no variable "${root}"`);
    let walked = root;
    for (const { key, optional } of steps) {
      const next = child(value, key);
      if (next === undefined) {
        if (optional) return { ok: true, value: undefined };
        return fail(
          value === null
            ? `${walked} is null`
            : `${walked} has no ${typeof key === 'number' ? `[${key}]` : `"${key}"`}`,
        );
      }
      walked += typeof key === 'number' ? `[${key}]` : `.${key}`;
      value = next;
    }
    return { ok: true, value };
  }
  return { source, roots: [root], evaluate };
}

function child(value: Json | undefined, key: string | number): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return typeof key === 'number' ? (value as readonly Json[])[key] : undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, Json | undefined>)[key] : undefined;
}
