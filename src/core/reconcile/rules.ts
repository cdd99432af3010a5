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
  /** A record that only this side has is a difference: always, or only when it is linked to the other side. */
  readonly alone: Readonly<Record<Side, 'always' | 'when-linked'>>;
  /** Kind of the links between the records; absent: they share their key. */
  readonly linkKind?: string;
  /**
   * Records of one family have the same key up to its last `/`, and what follows is a number that may be given anew. They
   * are put together by these fields, asked from the top: the likest first.
   */
  readonly pairBy?: readonly (readonly string[])[];
  /** A flow whose trigger's event type holds one of these takes the records over; without one nothing is to agree. */
  readonly takenOverBy: readonly string[];
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
      {
        name: 'net',
        title: 'Total without tax',
        as: number,
        isAmount: true,
        tolerance: '0.05',
        owner: 'left',
        whenBoth: true,
      },
      {
        name: 'gross',
        title: 'Total with tax',
        as: number,
        isAmount: true,
        tolerance: '0.05',
        owner: 'left',
        whenBoth: true,
      },
      { name: 'cancelled', title: 'Cancelled', as: code, owner: 'right', whenBoth: true },
    ],
    alone: { left: 'always', right: 'always' },
    linkKind: 'order',
    takenOverBy: ['.order.created'],
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
    pairBy: [['item', 'quantity', 'price'], ['item', 'quantity'], ['item']],
    takenOverBy: ['.order.created'],
    windowed: true,
    suspiciousFrom: 20,
  },
  stock: {
    subject: 'stock',
    title: 'Stock',
    noun: 'stock figure',
    fields: [{ name: 'quantity', title: 'Can be sold', as: number, owner: 'right' }],
    alone: { left: 'always', right: 'when-linked' },
    linkKind: 'product',
    takenOverBy: ['.stock.changed'],
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
    takenOverBy: ['.price.changed'],
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
    takenOverBy: ['.customer.', '.order.created'],
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
    takenOverBy: ['.payment.'],
    windowed: true,
    suspiciousFrom: 20,
  },
};
