import { canonical, fitted, sameAcross } from './canonical.ts';
import { fingerprint } from './fingerprint.ts';
import type { Json } from '../json.ts';
import { type Canonical, type FieldRule, type FieldShadow, otherSide, type Side } from './model.ts';

/** What is known of one field when it is decided about. */
export interface FieldState {
  readonly rule: FieldRule;
  /** Absent when the two records were never compared before. */
  readonly shadow?: FieldShadow;
  readonly m3: Json | undefined;
  readonly store: Json | undefined;
  /** When each side last changed, milliseconds since 1970; for owner `last-change`. */
  readonly changedAt?: { readonly m3?: number; readonly store?: number };
}

/**
 * Why a field was decided as it was. `unchanged`: nothing happened since it was last remembered, or what came was an
 * echo. `agreed`: both sides have the same now. `changed`: one side has a new value. `restored`: the side that does not
 * own the field has a new value, and gets the owner's back. `conflict`: both have new values. `first`: compared for the
 * first time, and different.
 */
export type Why = 'unchanged' | 'agreed' | 'changed' | 'restored' | 'conflict' | 'first';

export type FieldDecision =
  | { readonly do: 'keep'; readonly why: 'unchanged' | 'agreed' }
  /** The other side's value goes to this one. */
  | { readonly do: 'write'; readonly to: Side; readonly why: Exclude<Why, 'unchanged' | 'agreed'> }
  /** A person must say which value counts. */
  | { readonly do: 'ask'; readonly why: 'conflict' | 'first' };

/**
 * Three-way decision about one field: what was last remembered against what both sides say now. Stable: after the
 * decision was carried out and remembered with what the target then holds, the same question is answered with `keep`.
 */
export function decideField(state: FieldState): FieldDecision {
  const { rule, shadow } = state;
  const m3 = canonical(state.m3, rule);
  const store = canonical(state.store, rule);
  const m3Changed = shadow?.m3 !== fingerprint(m3);
  const storeChanged = shadow?.store !== fingerprint(store);
  if (!m3Changed && !storeChanged) return { do: 'keep', why: 'unchanged' };
  if (sameAcross(m3, store, rule)) return { do: 'keep', why: 'agreed' };
  if (shadow === undefined) return firstMeeting(state, m3, store);
  if (m3Changed && storeChanged) return settle(winner(state), 'conflict');
  const from: Side = m3Changed ? 'm3' : 'store';
  if (rule.owner === otherSide(from)) return { do: 'write', to: from, why: 'restored' };
  return { do: 'write', to: otherSide(from), why: 'changed' };
}

/** What is to be remembered of a field whose sides say this now. */
export function shadowOf(m3: Json | undefined, store: Json | undefined, rule: FieldRule): FieldShadow {
  return { m3: fingerprint(canonical(m3, rule)), store: fingerprint(canonical(store, rule)) };
}

/** Fingerprint of a value as the side that is written to will hold it; by it the same value is known again. */
export function writtenValue(value: Json | undefined, rule: FieldRule, to: Side): string {
  return fingerprint(fitted(canonical(value, rule), rule, to));
}

function settle(from: Side | undefined, why: 'conflict' | 'first'): FieldDecision {
  return from === undefined ? { do: 'ask', why } : { do: 'write', to: otherSide(from), why };
}

/** At the first meeting an empty field takes what the other side has: nothing is blanked out at first sight. */
function firstMeeting(state: FieldState, m3: Canonical, store: Canonical): FieldDecision {
  const { fill = true, owner } = state.rule;
  const ownersIsEmpty = (owner === 'm3' && m3 === null) || (owner === 'store' && store === null);
  if (!fill && ownersIsEmpty) return { do: 'keep', why: 'agreed' };
  return settle(m3 === null ? 'store' : store === null ? 'm3' : winner(state), 'first');
}

/** The side whose value counts when both have new ones; undefined when a person must say. */
export function winner({ rule, changedAt }: Pick<FieldState, 'rule' | 'changedAt'>): Side | undefined {
  if (rule.owner === 'm3' || rule.owner === 'store') return rule.owner;
  if (rule.owner === 'person' || changedAt?.m3 === undefined || changedAt.store === undefined) return undefined;
  if (changedAt.m3 === changedAt.store) return undefined;
  return changedAt.m3 > changedAt.store ? 'm3' : 'store';
}
