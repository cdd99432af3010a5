import type { FieldRule as AgreeRule } from '../agree/model.ts';
import type { Side, Subject } from './model.ts';

/** How one field of a subject is compared. */
export interface CompareField {
  readonly name: string;
  readonly title: string;
  /** Form in which values are compared: blanks, case, Unicode, what a side cuts off. */
  readonly as: Pick<AgreeRule, 'kind' | 'ignoreCase' | 'aliases' | 'm3' | 'store'>;
  /** A difference in money gets the kind `amount`. */
  readonly isAmount?: true;
  /** Largest difference of numbers that still counts as equal, decimal text. */
  readonly tolerance?: string;
  /** Compared only when both sides name a value: one of them often does not know it. */
  readonly whenBoth?: true;
  /** Who is right when they differ, unless a person says otherwise. */
  readonly owner: Side;
}

export interface SubjectRules {
  readonly subject: Subject;
  readonly title: string;
  /** Noun for one record. */
  readonly noun: string;
  readonly fields: readonly CompareField[];
  /** Fields whose names begin like this are compared by the rule, each by itself: stock of each warehouse. */
  readonly families?: readonly (CompareField & { readonly prefix: string })[];
  /** A record that only this side has is a difference: always, or only when it is linked to the other side. */
  readonly alone: Readonly<Record<Side, 'always' | 'when-linked'>>;
  /** Kind of the links between the records; absent: they share their key. */
  readonly linkKind?: string;
  /** Records belong to days, and a run looks at those since a day. */
  readonly windowed: boolean;
  /** Fewer records than this are too few to call a shrunken answer suspicious. */
  readonly suspiciousFrom: number;
}

const text = (maxLength?: number): CompareField['as'] => ({
  kind: 'text',
  ...(maxLength === undefined ? {} : { m3: { maxLength } }),
});
const code: CompareField['as'] = { kind: 'code' };
const number: CompareField['as'] = { kind: 'decimal' };

/** What is compared, subject by subject (docs/operating.md, "Reconciliation"). Widths are those of M3's fields. */
export const SUBJECT_RULES: Readonly<Record<Subject, SubjectRules>> = {
  orders: {
    subject: 'orders',
    title: 'Orders',
    noun: 'order',
    fields: [
      { name: 'erpNumber', title: 'M3 order number', as: code, owner: 'right' },
      { name: 'customer', title: 'Customer', as: code, owner: 'right', whenBoth: true },
      { name: 'currency', title: 'Currency', as: code, owner: 'left', whenBoth: true },
      { name: 'total', title: 'Total without tax', as: number, isAmount: true, tolerance: '0.05', owner: 'left' },
      { name: 'cancelled', title: 'Cancelled', as: code, owner: 'right', whenBoth: true },
    ],
    alone: { left: 'always', right: 'always' },
    linkKind: 'order',
    windowed: true,
    suspiciousFrom: 20,
  },
  lines: {
    subject: 'lines',
    title: 'Order lines',
    noun: 'order line',
    fields: [
      { name: 'item', title: 'Item', as: code, owner: 'left' },
      { name: 'quantity', title: 'Quantity', as: number, owner: 'left' },
      { name: 'price', title: 'Price', as: number, isAmount: true, tolerance: '0.005', owner: 'left', whenBoth: true },
    ],
    alone: { left: 'always', right: 'always' },
    windowed: true,
    suspiciousFrom: 20,
  },
  stock: {
    subject: 'stock',
    title: 'Stock',
    noun: 'item',
    fields: [],
    families: [{ prefix: 'at ', name: 'at', title: 'Sellable in', as: number, owner: 'right' }],
    alone: { left: 'always', right: 'when-linked' },
    linkKind: 'product',
    windowed: false,
    suspiciousFrom: 20,
  },
  prices: {
    subject: 'prices',
    title: 'Prices',
    noun: 'item',
    fields: [
      { name: 'price', title: 'List price', as: number, isAmount: true, owner: 'right' },
      { name: 'currency', title: 'Currency', as: code, owner: 'right', whenBoth: true },
    ],
    alone: { left: 'always', right: 'when-linked' },
    linkKind: 'product',
    windowed: false,
    suspiciousFrom: 20,
  },
  customers: {
    subject: 'customers',
    title: 'Customers',
    noun: 'customer',
    fields: [
      { name: 'name', title: 'Name', as: text(36), owner: 'right' },
      { name: 'email', title: 'E-mail', as: { kind: 'email', m3: { maxLength: 50 } }, owner: 'left', whenBoth: true },
      {
        name: 'phone',
        title: 'Telephone',
        as: { kind: 'phone', m3: { maxLength: 16 } },
        owner: 'left',
        whenBoth: true,
      },
      { name: 'vatNumber', title: 'VAT number', as: code, owner: 'right', whenBoth: true },
    ],
    alone: { left: 'always', right: 'when-linked' },
    linkKind: 'customer',
    windowed: false,
    suspiciousFrom: 20,
  },
  payments: {
    subject: 'payments',
    title: 'Payments',
    noun: 'payment',
    fields: [
      { name: 'amount', title: 'Amount', as: number, isAmount: true, owner: 'left' },
      { name: 'currency', title: 'Currency', as: code, owner: 'left', whenBoth: true },
    ],
    alone: { left: 'always', right: 'always' },
    windowed: true,
    suspiciousFrom: 20,
  },
};

/** The rule of a field of a subject, also of a member of a family. */
export function ruleOf(rules: SubjectRules, name: string): CompareField | undefined {
  const own = rules.fields.find((field) => field.name === name);
  if (own) return own;
  const family = rules.families?.find(({ prefix }) => name.startsWith(prefix));
  return family && { ...family, name, title: `${family.title} ${name.slice(family.prefix.length)}` };
}

/** Names of the fields that two records of a subject are compared by, in a fixed order. */
export function fieldNamesOf(rules: SubjectRules, ...records: readonly Readonly<Record<string, unknown>>[]): string[] {
  const named = rules.fields.map(({ name }) => name);
  const members = new Set(
    records.flatMap((record) =>
      Object.keys(record).filter((name) => rules.families?.some(({ prefix }) => name.startsWith(prefix))),
    ),
  );
  return [...named, ...[...members].toSorted()];
}
