import type { RunSummary } from '../../api/types.ts';
import { formatAmount } from './amount.ts';

type Facts = RunSummary['facts'];

/** Labels of the facts of a run, in the order in which people read them. */
export const FACT_LABELS: readonly (readonly [name: keyof Facts, label: string])[] = [
  ['erpOrder', 'M3 order'],
  ['name', 'Customer'],
  ['customer', 'Web customer'],
  ['erpCustomer', 'M3 customer'],
  ['email', 'E-mail'],
  ['reference', 'Reference'],
  ['store', 'Store'],
];

/** What a run is called in lists and headings: its web order, else the nearest other number, else its own id. */
export function nameOf(run: Pick<RunSummary, 'id' | 'facts'>): string {
  const { order, erpOrder, reference, customer } = run.facts;
  return order ?? erpOrder ?? reference ?? customer ?? run.id;
}

/** Who it is for, in the best words known. */
export function customerOf(facts: Facts): string | undefined {
  return facts.name ?? facts.email ?? facts.customer ?? facts.erpCustomer;
}

/** The amount with its currency, or undefined when the run has none. */
export function amountOf(facts: Facts): string | undefined {
  if (facts.amount === undefined) return undefined;
  const amount = formatAmount(facts.amount, facts.currency);
  return facts.currency === undefined ? amount : `${amount} ${facts.currency}`;
}
