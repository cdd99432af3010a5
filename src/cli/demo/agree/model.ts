import type { ErpOrder, StoreOrder } from '../judge.ts';

/** What is compared between the two systems, from outside. */
export const KINDS = [
  'orders',
  'lines',
  'status',
  'stock',
  'prices',
  'items',
  'customers',
  'shipments',
  'invoices',
  'payments',
] as const;
export type Kind = (typeof KINDS)[number];

/** Something on which the two systems do not agree, and that nobody holds for a person. */
export interface Difference {
  readonly kind: Kind;
  readonly key: string;
  readonly what: string;
}

/** The store, as its own ledgers tell. */
export interface StoreSide {
  readonly orders: readonly StoreOrder[];
  readonly shipments: readonly {
    readonly key: string | null;
    readonly active: boolean;
    readonly orderIds: readonly number[];
    /** `line id=quantity`, with semicolons between. */
    readonly contents: string;
    readonly tracking: string;
  }[];
  readonly invoices: readonly {
    readonly key: string | null;
    readonly active: boolean;
    readonly orderIds: readonly number[];
    readonly totals: Readonly<Record<string, number>> | null;
    readonly balanceDue: number | null;
  }[];
  readonly stock: readonly { readonly sku: string; readonly section: string; readonly quantity: number }[];
  readonly products: readonly {
    readonly sku: string;
    readonly active: boolean;
    readonly name: string;
    readonly shortDescription: string;
    readonly unit: string;
    readonly weight: number | null;
    readonly visible: boolean;
    readonly discontinued: boolean;
    readonly categories: readonly string[];
    readonly price: number | null;
  }[];
  /** Writes of products; those of the store's own staff take a field out of M3's hands. */
  readonly productWrites: readonly {
    readonly sku: string;
    readonly integration: boolean;
    readonly changed: readonly string[];
  }[];
  readonly accounts: readonly {
    readonly key: string | null;
    readonly active: boolean;
    readonly name: string;
    readonly email: string;
    readonly phone: string;
    /** Those of the billing contact, which count where the account itself has none. */
    readonly contactEmail: string;
    readonly contactPhone: string;
    readonly vatNumber: string;
    readonly street1: string;
    readonly city: string;
    readonly postalCode: string;
  }[];
  readonly payments: readonly {
    readonly id: number;
    readonly orderId: number | null;
    readonly amount: number;
    readonly currency: string;
    readonly status: string;
    readonly received: boolean;
    readonly originalId: string | null;
    readonly transaction: string;
  }[];
}

/** M3, as its own ledgers tell. */
export interface M3Side {
  readonly orders: readonly (Omit<ErpOrder, 'lines'> & {
    readonly orderType: string;
    readonly status: string;
    readonly stop: string;
    readonly customer: string;
    readonly lines: readonly (ErpOrder['lines'][number] & { readonly lineNumber: number; readonly status: string })[];
  })[];
  readonly items: readonly {
    readonly itemNumber: string;
    readonly name: string;
    readonly description: string;
    readonly status: string;
    readonly unit: string;
    readonly group: string;
    readonly weight: string;
  }[];
  readonly prices: readonly {
    readonly itemNumber: string;
    readonly priceList: string;
    readonly currency: string;
    readonly customer: string;
    readonly price: string;
  }[];
  readonly balances: readonly {
    readonly itemNumber: string;
    readonly warehouse: string;
    readonly afterReservations: number;
  }[];
  readonly deliveries: readonly {
    readonly deliveryNumber: string;
    readonly orderNumber: string;
    readonly shipped: boolean;
    readonly trackingNumber: string;
    readonly lines: readonly { readonly itemNumber: string; readonly quantity: number }[];
  }[];
  readonly customers: readonly {
    readonly customerNumber: string;
    readonly name: string;
    readonly email: string;
    readonly phone: string;
    readonly vatNumber: string;
    readonly street: string;
    readonly city: string;
    readonly postalCode: string;
  }[];
  readonly vouchers: readonly {
    readonly text: string;
    readonly source: string;
    readonly lines: readonly {
      readonly account: string;
      readonly side: 'D' | 'C';
      readonly amount: string;
      readonly currency: string;
    }[];
  }[];
  readonly receipts: readonly {
    readonly customer: string;
    readonly invoiceNumber: string;
    readonly amount: string;
    readonly currency: string;
    readonly checkNumber: string;
    readonly reference: string;
  }[];
  readonly invoices: readonly {
    readonly invoiceNumber: string;
    readonly orderNumber: string;
    readonly currency: string;
    readonly total: string;
    readonly open: string;
  }[];
}

/** Work that waits for a person, by flow and the record it names. */
export interface Held {
  readonly flow: string;
  /** Web order, or the nearest fact: item, customer, payment. */
  readonly order: string;
  readonly code: string;
  readonly reason: string;
  readonly state: string;
}

/** Both systems at one moment, and what waits for a person. */
export interface Worlds {
  readonly store: StoreSide;
  readonly m3: M3Side;
  readonly holds: readonly Held[];
}

/** Two numbers are one when they differ by less than this. */
const SAME = 0.005;

/** Whether two amounts or quantities are the same to the cent. */
export function sameNumber(left: number | string | null, right: number | string | null): boolean {
  return Math.abs(Number(left ?? 0) - Number(right ?? 0)) < SAME;
}

/** A text as both systems mean it: blanks, case of nothing, and the form of its letters do not count. */
export function plain(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const [...letters] = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return letters.slice(0, maxLength).join('').trim();
}

/** Records held for a person in these flows. */
export function heldIn({ holds }: Worlds, ...flows: readonly string[]): ReadonlySet<string> {
  return new Set(holds.filter(({ flow }) => flows.includes(flow)).map(({ order }) => order));
}
