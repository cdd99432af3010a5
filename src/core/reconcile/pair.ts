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
 * Puts the records of both sides together that stand for each other, family by family. Groups come in the order of
 * their keys, so that a family stands together; memory holds one family.
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
 * Both sides number what they have, and neither number is for good: a store numbers the lines of an order anew when
 * staff edits it, and what is added to a live order of M3 cannot carry the store's number. So where a family does not
 * agree number by number, what is the same is put together first, and the number decides about the rest.
 */
function pairFamily(rules: SubjectRules, family: readonly KeyGroup[]): readonly KeyGroup[] {
  const [strictest = []] = rules.pairBy ?? [];
  const agrees = ({ left: [left], right: [right] }: KeyGroup): boolean =>
    left !== undefined && right !== undefined && !right.optional && sameIn(rules, strictest, left, right);
  // Which of two records with one number is the right one, nobody knows: they are told as they are.
  const doubled = family.filter(({ left, right }) => left.length > 1 || right.length > 1);
  const single = family.filter((group) => !doubled.includes(group));
  if (single.every(agrees)) return family;
  const wanting = new Set(single.flatMap(({ left }) => left));
  const free = new Set(single.flatMap(({ right }) => right));
  const pairs: KeyGroup[] = [];
  for (const fits of passesOf(rules)) {
    for (const left of wanting) {
      const right = [...free].find((each) => fits(left, each));
      if (!right) continue;
      pairs.push({ key: left.key, left: [left], right: [right] });
      wanting.delete(left);
      free.delete(right);
    }
  }
  return [
    ...doubled,
    ...pairs,
    ...[...wanting].map((left) => ({ key: left.key, left: [left], right: [] })),
    ...[...free].map((right) => ({ key: right.key, left: [], right: [right] })),
  ];
}

type Fits = (left: SideRecord, right: SideRecord) => boolean;

/** The likest first; what the right side has closed stands for a record only when nothing live does. */
function passesOf(rules: SubjectRules): readonly Fits[] {
  const sameNumber: Fits = (left, right) => left.key === right.key && right.unnumbered !== true;
  const live =
    (fits: Fits): Fits =>
    (left, right) =>
      right.optional !== true && fits(left, right);
  const likest = (rules.pairBy ?? []).flatMap((fields): Fits[] => {
    const same: Fits = (left, right) => sameIn(rules, fields, left, right);
    return [live((left, right) => sameNumber(left, right) && same(left, right)), live(same)];
  });
  return [...likest, live(sameNumber), sameNumber];
}
