import { sameIn } from './compare.ts';
import type { KeyGroup } from './merge.ts';
import type { SideRecord } from './model.ts';
import type { SubjectRules } from './rules.ts';

/** What keys of one family share: all up to the last `/`; the key itself where a subject has no families. */
export function familyOf({ pairBy }: Pick<SubjectRules, 'pairBy'>, key: string): string {
  const end = key.lastIndexOf('/');
  return pairBy === undefined || end < 0 ? key : key.slice(0, end);
}

/**
 * Puts each unnumbered record of the right side to the record of the left that it stands for, family by family. Groups
 * come in the order of their keys, so that a family stands together; memory holds one family.
 */
export async function* pairUp(rules: SubjectRules, groups: AsyncIterable<KeyGroup>): AsyncGenerator<KeyGroup> {
  if (rules.pairBy === undefined) {
    yield* groups;
    return;
  }
  let family: KeyGroup[] = [];
  for await (const group of groups) {
    const [first] = family;
    if (first && familyOf(rules, first.key) !== familyOf(rules, group.key)) {
      yield* pairFamily(rules, family);
      family = [];
    }
    family.push(group);
  }
  yield* pairFamily(rules, family);
}

/**
 * A record of the left that nothing stands for, or only what the right has closed, takes the likest unnumbered one. An
 * order changed in the store has such lines: what is added to a live order of M3 cannot carry the store's line number.
 */
function pairFamily(rules: SubjectRules, family: readonly KeyGroup[]): readonly KeyGroup[] {
  const free = new Set(family.filter(({ left, right }) => left.length === 0 && right.some(isLoose)));
  if (free.size === 0) return family;
  const wanting = family.filter(({ left, right }) => left.length === 1 && right.every(({ optional }) => optional));
  const found = new Map<KeyGroup, KeyGroup>();
  for (const fields of rules.pairBy ?? []) {
    for (const group of wanting) {
      const [left] = group.left;
      if (!left || found.has(group)) continue;
      const match = [...free].find(({ right }) => right.every((record) => sameIn(rules, fields, left, record)));
      if (!match) continue;
      found.set(group, match);
      free.delete(match);
    }
  }
  const taken = new Set(found.values());
  return family
    .filter((group) => !taken.has(group))
    .map((group) => ({ ...group, right: found.get(group)?.right ?? group.right }));
}

const isLoose = ({ unnumbered, optional }: SideRecord): boolean => unnumbered === true && optional !== true;
