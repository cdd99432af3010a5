import type { AnswerOf } from '../../../api/types.ts';

export type Reconciliation = AnswerOf<'listReconciliations'>['items'][number];
export type Difference = AnswerOf<'listDifferences'>['items'][number];
export type DifferenceDetail = AnswerOf<'getDifference'>;
export type RepairOffer = DifferenceDetail['repairs'][number];
export type Subject = Reconciliation['subject'];

/** What can be compared, in the order in which people ask for it. */
export const SUBJECT_WORDS: Readonly<Record<Subject, string>> = {
  orders: 'Orders',
  lines: 'Order lines',
  stock: 'Stock',
  prices: 'Prices',
  customers: 'Customers',
  payments: 'Payments',
};

export const SUBJECTS = Object.keys(SUBJECT_WORDS) as Subject[];

/** Kinds of difference as a person says them. */
export const KIND_WORDS: Readonly<Record<Difference['kind'], string>> = {
  'missing-left': 'Missing in the store',
  'missing-right': 'Missing in M3',
  field: 'Differs',
  doubled: 'Doubled',
  amount: 'Amount differs',
};

export const STATE_WORDS: Readonly<Record<Difference['state'], string>> = {
  open: 'Open',
  known: 'Known',
  repaired: 'Repaired',
  ignored: 'Ignored',
  healed: 'Healed by itself',
  superseded: 'Found anew',
};

/** How far a reconciliation is, in words. */
export function progressOf(one: Reconciliation): string {
  if (one.state === 'queued') return 'waits for its turn';
  if (one.state === 'failed') return one.failure?.message ?? 'failed';
  if (one.state === 'stopped') return 'stopped by a person';
  if (one.state === 'completed') return 'done';
  const look = one.look > 1 ? 'looks again at what differs' : undefined;
  const phase = { 'read-left': 'reads the store', 'read-right': 'reads M3', compare: 'compares', explain: 'explains' };
  return look ?? phase[one.phase];
}

/** Part of the address that says which differences are shown. */
export interface DifferenceSearch {
  readonly subject?: string;
  readonly kind?: string;
  readonly state?: string;
}

/** The filter of the list as the API takes it; words that it does not know are left out. */
export function filterOf(search: DifferenceSearch): {
  readonly subject?: Subject;
  readonly kind?: Difference['kind'];
  readonly state: Difference['state'];
} {
  const subject = SUBJECTS.find((each) => each === search.subject);
  const kind = (Object.keys(KIND_WORDS) as Difference['kind'][]).find((each) => each === search.kind);
  const state = (Object.keys(STATE_WORDS) as Difference['state'][]).find((each) => each === search.state) ?? 'open';
  return { ...(subject ? { subject } : {}), ...(kind ? { kind } : {}), state };
}
