import type { Json } from '../json.ts';
import { decideField, type FieldDecision, type FieldState, winner, writtenValue } from './decide-field.ts';
import { isLoop, LOOP_LIMIT, type LoopLimit } from './loop.ts';
import { type FieldRule, type FieldWrite, otherSide, type Shadow, type Side } from './model.ts';

export type Values = Readonly<Record<string, Json>>;

/** Everything that is known of a pair of records when it is decided what to write. */
export interface RecordState {
  readonly rules: Readonly<Record<string, FieldRule>>;
  readonly shadow: Shadow;
  readonly m3: Values;
  readonly store: Values;
  readonly changedAt?: FieldState['changedAt'];
  /** Fields about which a person has said which side counts. */
  readonly chosen?: Readonly<Record<string, Side>>;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly limit?: LoopLimit;
}

/** What was decided about one field, with both values as they are, so that people see what it was about. */
export interface FieldOutcome {
  readonly field: string;
  readonly owner: FieldRule['owner'];
  readonly decision: FieldDecision;
  readonly m3: Json;
  readonly store: Json;
  /** The write would carry a loop on; it is not made. */
  readonly loop?: true;
}

/** Decides about every field that has a rule; fields of a group go the same way. */
export function decideRecord(state: RecordState): readonly FieldOutcome[] {
  const outcomes = Object.entries(state.rules).map(([field, rule]) => outcomeOf(state, field, rule));
  return alignGroups(state, outcomes).map((outcome) => stopLoop(state, answered(state, outcome)));
}

/** What a person has said about a field takes the place of the question. */
function answered({ chosen }: RecordState, outcome: FieldOutcome): FieldOutcome {
  const { decision, field } = outcome;
  const from = chosen?.[field];
  if (decision.do !== 'ask' || from === undefined) return outcome;
  return { ...outcome, decision: { do: 'write', to: otherSide(from), why: decision.why } };
}

function outcomeOf(state: RecordState, field: string, rule: FieldRule): FieldOutcome {
  const m3 = state.m3[field] ?? null;
  const store = state.store[field] ?? null;
  const shadow = state.shadow.fields[field];
  const decision = decideField({
    rule,
    m3,
    store,
    ...(shadow ? { shadow } : {}),
    ...(state.changedAt ? { changedAt: state.changedAt } : {}),
  });
  return { field, owner: rule.owner, decision, m3, store };
}

/** Where the fields of a group would go both ways, the whole group is one conflict. */
function alignGroups(state: RecordState, outcomes: readonly FieldOutcome[]): readonly FieldOutcome[] {
  const targets = new Map<string, Set<Side | 'ask'>>();
  for (const { field, decision } of outcomes) {
    const group = state.rules[field]?.group;
    if (group === undefined || decision.do === 'keep') continue;
    const seen = targets.get(group) ?? new Set();
    targets.set(group, seen.add(decision.do === 'write' ? decision.to : 'ask'));
  }
  return outcomes.map((outcome) => {
    const rule = state.rules[outcome.field];
    const mixed = rule?.group !== undefined && (targets.get(rule.group)?.size ?? 0) > 1;
    if (!mixed || outcome.decision.do === 'keep') return outcome;
    const from = winner({ rule, ...(state.changedAt ? { changedAt: state.changedAt } : {}) });
    const decision: FieldDecision =
      from === undefined ? { do: 'ask', why: 'conflict' } : { do: 'write', to: otherSide(from), why: 'conflict' };
    return { ...outcome, decision };
  });
}

function stopLoop(state: RecordState, outcome: FieldOutcome): FieldOutcome {
  const { decision, field } = outcome;
  const rule = state.rules[field];
  if (decision.do !== 'write' || rule === undefined) return outcome;
  const next = writeOf(outcome, decision.to, rule, state.now);
  return isLoop(state.shadow.writes, next, state.limit ?? LOOP_LIMIT) ? { ...outcome, loop: true } : outcome;
}

/** The write of a field as it is remembered. */
export function writeOf(outcome: FieldOutcome, to: Side, rule: FieldRule, at: number): FieldWrite {
  const value = to === 'm3' ? outcome.store : outcome.m3;
  return { field: outcome.field, to, value: writtenValue(value, rule, to), at };
}
