import type { ConditionalRule, CrosswalkRule, RowsRule, ValueRule } from '../flow/model.ts';

/** A rule together with what kind it is. */
export type KindOfRule =
  | { readonly kind: 'text'; readonly rule: string }
  | { readonly kind: 'literal'; readonly rule: number | boolean | null }
  | { readonly kind: 'list'; readonly rule: readonly ValueRule[] }
  | { readonly kind: 'crosswalk'; readonly rule: CrosswalkRule }
  | { readonly kind: 'rows'; readonly rule: RowsRule }
  | { readonly kind: 'conditional'; readonly rule: ConditionalRule }
  | { readonly kind: 'record'; readonly rule: { readonly fields: Readonly<Record<string, ValueRule>> } };

/** Tells the kinds of rules apart by the keys that only they have. */
export function kindOfRule(rule: ValueRule): KindOfRule {
  if (typeof rule === 'string') return { kind: 'text', rule };
  if (typeof rule !== 'object' || rule === null) return { kind: 'literal', rule };
  if (Array.isArray(rule)) return { kind: 'list', rule: rule as readonly ValueRule[] };
  if ('crosswalk' in rule) return { kind: 'crosswalk', rule };
  if ('for' in rule) return { kind: 'rows', rule };
  if ('if' in rule) return { kind: 'conditional', rule };
  return { kind: 'record', rule: rule as { readonly fields: Readonly<Record<string, ValueRule>> } };
}
