import type { EntityRow, StoredRow } from './table.ts';

/** The six parts of an order's money; `Discounts` is zero or negative, the total is the plain sum. */
export interface OrderTotals {
  SubTotal: number;
  Shipping: number;
  Handling: number;
  Fees: number;
  Discounts: number;
  Tax: number;
}

/** One order line. Lines are kept inside the order; replaced ones stay with `Active: false`. */
export interface OrderLine {
  ID: number;
  CustomKey: string | null;
  Active: boolean;
  CreatedDate: string;
  Sku: string | null;
  Name: string | null;
  Description?: string | null;
  UnitOfMeasure: string | null;
  ProductID: number | null;
  Quantity: number;
  QuantityBackOrdered: number;
  QuantityPreSold: number;
  UnitCorePrice: number;
  UnitSoldPrice: number | null;
  ExtendedPrice: number;
  ExtendedShippingAmount?: number;
  ExtendedTaxAmount: number;
  /** 0 item, 1 order discount, 2 product discount, 3 shipping discount. */
  ItemType: number;
  Status?: string | null;
  OriginalCurrencyKey: string | null;
  SellingCurrencyKey: string | null;
  Notes?: Record<string, unknown>[];
  Discounts?: Record<string, unknown>[];
  Targets?: Record<string, unknown>[];
}

export interface OrderRow extends EntityRow {
  StatusID: number;
  StateID: number;
  TypeID: number;
  AccountID: number | null;
  UserID: number | null;
  StoreID: number | null;
  BrandID: number | null;
  BillingContactID: number | null;
  ShippingContactID: number | null;
  ShippingSameAsBilling: boolean;
  Totals: OrderTotals;
  BalanceDue: number;
  PurchaseOrderNumber: string | null;
  TrackingNumber: string | null;
  PaymentTransactionID: string | null;
  SalesGroupAsMasterID: number | null;
  SalesGroupAsSubID: number | null;
  SalesItems: OrderLine[];
  Discounts: Record<string, unknown>[];
  Notes: Record<string, unknown>[];
  RateQuotes: Record<string, unknown>[];
}

/** What a good integration does with an order: it lands in the ERP, is held for a person, or is no order to send. */
export type Expectation = 'land' | 'hold' | 'skip';

/** What the sandbox knows about an order and never shows through the store's API. The ID is the order's. */
export interface OrderTrace extends StoredRow {
  kind: string;
  expect: Expectation;
  /** ISO 8601 in UTC. */
  placedAt: string;
  currency: string;
  guest: boolean;
  history: { status: string; at: string; by: string }[];
}

/** What one call that sets stock did. */
export interface StockUpdateRow extends StoredRow {
  /** ISO 8601 in UTC. */
  at: string;
  /** Product id, section id and the quantity that was set. */
  rows: (readonly [number, number, number])[];
  unchanged: number;
  skipped: number;
}

export interface EmailRow extends StoredRow {
  orderId: number;
  template: string;
  to: string;
  /** ISO 8601 in UTC. */
  at: string;
}

export interface EndpointRow extends StoredRow {
  url: string;
  /** `whsec_` and the base64 of the key. */
  secret: string;
  /** The secret before the last rotation, still used for signing until `previousUntil` (epoch ms). */
  previousSecret: string | null;
  previousUntil: number | null;
  /** Empty means every type. */
  eventTypes: string[];
  description: string;
  disabled: boolean;
  /** Why the sender switched the endpoint off, if it did. */
  disabledReason: string | null;
  /** Also tell the integration about changes that its own user made. */
  ownChanges: boolean;
  createdAt: string;
}

interface MessageAttempt {
  at: string;
  /** HTTP status; 0 when no answer came. */
  status: number;
  durationMs: number;
  error?: string;
}

export interface MessageRow extends StoredRow {
  messageId: string;
  endpointId: number;
  type: string;
  payload: string;
  createdAt: string;
  state: 'pending' | 'delivered' | 'failed' | 'dropped';
  attempts: MessageAttempt[];
  /** Epoch ms of the next try while pending. */
  nextAt: number;
}
