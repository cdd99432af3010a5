import { canonical, sameAcross } from '../agree/canonical.ts';
import { parseDecimal } from '../decimal.ts';
import type { KeyGroup } from './merge.ts';
import type { DifferenceKind, Finding, SideRecord } from './model.ts';
import type { CompareField, SubjectRules } from './rules.ts';

/** What is known of a key beyond the two records. */
export interface KeyFacts {
  /** A link says that both sides have the record, or had it. */
  readonly linked: boolean;
}

/** Everything on which the two sides do not agree about one key; empty when they do. */
export function compareGroup(rules: SubjectRules, group: KeyGroup, facts: KeyFacts): Finding[] {
  const [left] = group.left;
  const [right] = group.right;
  if (!left && !right) return [];
  const doubled = [...doublesOf(group, 'left'), ...doublesOf(group, 'right')];
  if (!left || !right) return [...doubled, ...aloneOf(rules, group.key, left, right, facts)];
  // Which of two doubles is the right one, nobody knows: their fields are compared when one is gone.
  if (doubled.length > 0) return doubled;
  return rules.fields.flatMap((rule) => differenceIn(rule, left, right));
}

/** True when both records say the same in all these fields of the subject. */
export function sameIn(rules: SubjectRules, fields: readonly string[], left: SideRecord, right: SideRecord): boolean {
  return rules.fields
    .filter(({ name }) => fields.includes(name))
    .every((rule) => differenceIn(rule, left, right).length === 0);
}

function doublesOf({ key, left, right }: KeyGroup, side: 'left' | 'right'): Finding[] {
  const records = side === 'left' ? left : right;
  if (records.length < 2) return [];
  const ids = records.map(({ id }) => id).join(', ');
  return [
    findingOf(key, 'doubled', {
      field: side,
      ...(side === 'left' ? { leftValue: ids } : { rightValue: ids }),
      left: left[0],
      right: right[0],
    }),
  ];
}

function aloneOf(
  rules: SubjectRules,
  key: string,
  left: SideRecord | undefined,
  right: SideRecord | undefined,
  { linked }: KeyFacts,
): Finding[] {
  const record = left ?? right;
  if (!record || record.optional) return [];
  const side = left ? 'left' : 'right';
  if (rules.alone[side] === 'when-linked' && !linked) return [];
  const kind: DifferenceKind = left ? 'missing-right' : 'missing-left';
  return [
    findingOf(key, kind, {
      ...(left ? { leftValue: left.id } : { rightValue: right?.id }),
      left,
      right,
    }),
  ];
}

function differenceIn(rule: CompareField, left: SideRecord, right: SideRecord): Finding[] {
  const leftText = left.fields[rule.name] ?? null;
  const rightText = right.fields[rule.name] ?? null;
  const a = canonical(leftText, rule.as);
  const b = canonical(rightText, rule.as);
  if (rule.whenBoth && (a === null || b === null)) return [];
  if (isSame(rule, a, b)) return [];
  return [
    findingOf(left.key, rule.isAmount ? 'amount' : 'field', {
      field: rule.name,
      leftValue: leftText ?? undefined,
      rightValue: rightText ?? undefined,
      left,
      right,
    }),
  ];
}

function isSame(rule: CompareField, left: string | null, right: string | null): boolean {
  if (sameAcross(right, left, rule.as)) return true;
  if (rule.as.kind !== 'decimal') return false;
  const [a, b] = [parseDecimal(left ?? '0'), parseDecimal(right ?? '0')];
  return (
    a !== undefined &&
    b !== undefined &&
    a
      .minus(b)
      .abs()
      .lte(rule.tolerance ?? '0')
  );
}

type FindingParts = { readonly [K in 'field' | 'leftValue' | 'rightValue']?: string | undefined } & {
  readonly left: SideRecord | undefined;
  readonly right: SideRecord | undefined;
};

function findingOf(key: string, kind: DifferenceKind, parts: FindingParts): Finding {
  const { field, leftValue, rightValue, left, right } = parts;
  return {
    key,
    kind,
    ...(field === undefined ? {} : { field }),
    ...(leftValue === undefined ? {} : { leftValue }),
    ...(rightValue === undefined ? {} : { rightValue }),
    fingerprint: JSON.stringify([kind, field ?? '', leftValue ?? null, rightValue ?? null]),
    ...(left ? { left } : {}),
    ...(right ? { right } : {}),
  };
}
