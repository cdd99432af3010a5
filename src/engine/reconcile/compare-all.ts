import { compareGroup } from '../../core/reconcile/compare.ts';
import { judgeAgain, MOST_LOOKS, placeOf, type Suspect } from '../../core/reconcile/looks.ts';
import { type KeyGroup, mergeByKey } from '../../core/reconcile/merge.ts';
import type { Finding } from '../../core/reconcile/model.ts';
import { pairUp } from '../../core/reconcile/pair.ts';
import { SUBJECT_RULES, type SubjectRules } from '../../core/reconcile/rules.ts';
import { DayCounter } from '../../core/reconcile/totals.ts';
import type { ClaimedReconciliation, LookResult, ReconcileWork } from '../reconcile-ports.ts';

/** Keys whose links are asked for at once, and differences stored at once. */
const BATCH = 500;

interface Compared {
  readonly group: KeyGroup;
  readonly findings: readonly Finding[];
  /** Nobody expects the other side to have it: not counted either. */
  readonly outside: boolean;
}

/** Compares everything that was read, in the order of keys; memory holds one batch. */
async function* compareRecords(work: ReconcileWork, claim: ClaimedReconciliation): AsyncGenerator<readonly Compared[]> {
  const rules = SUBJECT_RULES[claim.subject];
  let batch: KeyGroup[] = [];
  const merged = mergeByKey(work.records(claim, 'left'), work.records(claim, 'right'));
  for await (const group of pairUp(rules, merged)) {
    batch.push(group);
    if (batch.length < BATCH) continue;
    yield await compareBatch(work, claim, rules, batch);
    batch = [];
  }
  yield await compareBatch(work, claim, rules, batch);
}

async function compareBatch(
  work: ReconcileWork,
  claim: ClaimedReconciliation,
  rules: SubjectRules,
  batch: readonly KeyGroup[],
): Promise<readonly Compared[]> {
  const linked = await linkedKeys(work, claim, rules, batch);
  return batch.map((group) => {
    const facts = { linked: linked.has(group.key) };
    const side = aloneSide(group);
    const outside = side !== undefined && rules.alone[side] === 'when-linked' && !facts.linked;
    return { group, findings: compareGroup(rules, group, facts), outside };
  });
}

function aloneSide({ left, right }: KeyGroup): 'left' | 'right' | undefined {
  if (left.length > 0 && right.length > 0) return undefined;
  return left.length > 0 ? 'left' : 'right';
}

/** Keys that only one side has and to which a link leads, where that matters. */
async function linkedKeys(
  work: ReconcileWork,
  { tenant, left, right }: ClaimedReconciliation,
  { alone, linkKind }: SubjectRules,
  batch: readonly KeyGroup[],
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  if (linkKind === undefined) return keys;
  for (const side of ['left', 'right'] as const) {
    if (alone[side] !== 'when-linked') continue;
    const groups = batch.filter((group) => aloneSide(group) === side);
    if (groups.length === 0) continue;
    const idOf = (group: KeyGroup): string => group[side][0]?.id ?? group.key;
    const ids = await work.linkedIds(tenant, linkKind, side === 'left' ? left : right, groups.map(idOf));
    for (const group of groups) if (ids.has(idOf(group))) keys.add(group.key);
  }
  return keys;
}

/** The first look: counts by day, and everything that may be a difference. Answers how many. */
export async function firstLook(work: ReconcileWork, claim: ClaimedReconciliation): Promise<number> {
  const counter = new DayCounter();
  let found = 0;
  for await (const batch of compareRecords(work, claim)) {
    const findings: Finding[] = [];
    for (const each of batch) {
      findings.push(...each.findings);
      if (!each.outside) counter.add(each.group, each.findings.length);
    }
    found += findings.length;
    await work.saveSuspects(claim, findings);
  }
  await work.saveDays(claim, counter.totals());
  return found;
}

/** A further look at the suspects: which of them are gone, which are real, and which move on. */
export async function lookAgain(
  work: ReconcileWork,
  claim: ClaimedReconciliation,
  suspects: readonly Suspect[],
): Promise<LookResult> {
  const now = new Map<string, Finding>();
  for await (const batch of compareRecords(work, claim)) {
    for (const { findings } of batch) for (const finding of findings) now.set(placeOf(finding), finding);
  }
  const gone: Suspect[] = [];
  const confirmed: Finding[] = [];
  const moving: { finding: Finding; stale: number }[] = [];
  for (const suspect of suspects) {
    const finding = now.get(placeOf(suspect));
    const verdict = judgeAgain(suspect, finding, Math.min(claim.look, MOST_LOOKS));
    if (verdict.is === 'gone' || !finding) gone.push(suspect);
    else if (verdict.is === 'persists') confirmed.push(finding);
    else moving.push({ finding, stale: verdict.stale });
  }
  return { gone, confirmed, moving };
}
