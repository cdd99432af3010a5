import type { JsonObject } from '../json.ts';

/** What can be reconciled. */
export const SUBJECTS = ['orders', 'lines', 'stock', 'prices', 'customers', 'payments'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** `left` is the store, `right` the ERP; the same on every screen and in every table. */
export type Side = 'left' | 'right';

/**
 * `missing-left`: only the ERP has the record. `missing-right`: only the store has it. `doubled`: one side has it more
 * than once. `amount`: a sum of money differs. `field`: any other field differs.
 */
export const DIFFERENCE_KINDS = ['missing-left', 'missing-right', 'field', 'doubled', 'amount'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One record of one side, in the form in which both sides are compared. */
export interface SideRecord {
  /** By which both sides name it: web order number, item number, customer number, payment id. */
  readonly key: string;
  /** Its own id in its system. */
  readonly id: string;
  /** Business day, `YYYY-MM-DD`, under which it is counted. */
  readonly day?: string;
  /** Decimal text; summed by day and currency. */
  readonly amount?: string;
  readonly currency?: string;
  /** When it was last changed, ISO 8601 in UTC, where the system tells. */
  readonly changedAt?: string;
  /** True when the other side need not have it: a void order, the head of a group. */
  readonly optional?: boolean;
  /** True when it does not know by what number the other side names it: its key is its own. */
  readonly unnumbered?: boolean;
  /** Values by the names that the subject's rules use. Null and absent are the same: empty. */
  readonly fields: Readonly<Record<string, string | null>>;
}

/** Something on which the two sides do not agree. */
export interface Finding {
  readonly key: string;
  readonly kind: DifferenceKind;
  /** Field of the subject; for `doubled` the side that has it more than once. */
  readonly field?: string;
  /** What each side says, as it stands there; absent where the side has no record or no value. */
  readonly leftValue?: string;
  readonly rightValue?: string;
  /** Tells this very disagreement again: same record, kind, field and values. */
  readonly fingerprint: string;
  readonly left?: SideRecord;
  readonly right?: SideRecord;
}

/** Counts and amounts of one day and currency. Amounts are decimal text. */
export interface DayTotals {
  /** `YYYY-MM-DD`; empty for records without a day. */
  readonly day: string;
  /** ISO 4217; empty for records without an amount. */
  readonly currency: string;
  readonly leftCount: number;
  readonly rightCount: number;
  readonly leftAmount: string;
  readonly rightAmount: string;
  readonly differences: number;
}

/** One page of a side's records; without a cursor it was the last. */
export interface RecordPage {
  readonly records: readonly SideRecord[];
  readonly cursor?: JsonObject;
}

export function isSubject(text: string): text is Subject {
  return (SUBJECTS as readonly string[]).includes(text);
}
