import { parsePath } from '../expression/path.ts';
import { compileTemplate, parseTemplate } from '../expression/template.ts';
import type { ValueRule } from '../flow/model.ts';
import { kindOfRule } from './rule.ts';
import { join } from './sink.ts';

/** Where a target field's value comes from, for showing both sides next to each other. */
export interface Origin {
  /** Target path; `[]` stands for every row: `lines[].unit`. */
  readonly target: string;
  readonly kind: 'literal' | 'copy' | 'text' | 'expression' | 'crosswalk';
  /** Source paths or variables, loop variables resolved where they can be: `order.lines[].unit`. */
  readonly sources: readonly string[];
  /** The rule as written. */
  readonly rule: string;
  readonly crosswalk?: string;
  /** Set when the value is only made under a condition. */
  readonly condition?: string;
}

/** Loop variables and the path their elements come from. */
type Loops = ReadonlyMap<string, string>;

/** Lists the origin of each target field of some rules, in the order in which they stand. */
export function originsOf(fields: Readonly<Record<string, ValueRule>>): readonly Origin[] {
  return Object.entries(fields).flatMap(([name, rule]) => collect(rule, name, new Map(), undefined));
}

function collect(rule: ValueRule, target: string, loops: Loops, condition: string | undefined): readonly Origin[] {
  const each = kindOfRule(rule);
  const when = condition === undefined ? {} : { condition };
  switch (each.kind) {
    case 'text':
      return [{ target, ...templateOrigin(each.rule, loops), rule: each.rule, ...when }];
    case 'literal':
      return [{ target, kind: 'literal', sources: [], rule: String(each.rule), ...when }];
    case 'list':
      return each.rule.flatMap((item, index) => collect(item, join(target, index), loops, condition));
    case 'crosswalk': {
      const { sources } = templateOrigin(each.rule.key, loops);
      const { crosswalk, key } = each.rule;
      return [{ target, kind: 'crosswalk', sources, rule: key, crosswalk, ...when }];
    }
    case 'conditional': {
      const otherwise =
        each.rule.else === undefined ? [] : collect(each.rule.else, target, loops, `not ${each.rule.if}`);
      return [...collect(each.rule.value, target, loops, each.rule.if), ...otherwise];
    }
    case 'rows': {
      const from = templateOrigin(each.rule.in, loops).sources[0] ?? each.rule.in;
      const inner = new Map(loops).set(each.rule.for, `${from}[]`);
      const only = each.rule.if ?? condition;
      return Object.entries(each.rule.fields).flatMap(([name, row]) =>
        collect(row, `${target}[].${name}`, inner, only),
      );
    }
    case 'record':
      return Object.entries(each.rule.fields).flatMap(([name, field]) =>
        collect(field, join(target, name), loops, condition),
      );
  }
}

function templateOrigin(template: string, loops: Loops): Pick<Origin, 'kind' | 'sources'> {
  const parts = parseTemplate(template) ?? [];
  const expressions = parts.flatMap((part) => ('expression' in part ? [part.expression.trim()] : []));
  if (expressions.length === 0) return { kind: 'literal', sources: [] };
  const paths = expressions.map((expression) => parsePath(expression));
  if (paths.every((path) => path !== undefined)) {
    const sources = expressions.map((expression) => resolve(expression, loops));
    return { kind: parts.length === 1 ? 'copy' : 'text', sources };
  }
  const compiled = compileTemplate(template);
  const roots = compiled.ok ? compiled.expression.roots : [];
  return { kind: 'expression', sources: roots.map((root) => resolve(root, loops)) };
}

function resolve(path: string, loops: Loops): string {
  const plain = path.replaceAll('.?', '.');
  const root = /^\w+/.exec(plain)?.[0] ?? '';
  const loop = loops.get(root);
  return loop === undefined ? plain : `${loop}${plain.slice(root.length)}`;
}
