import type { Account } from './account.ts';
import type { InvoiceChange, Shipment, ShipmentChange, StoreInvoice, StoreReturn } from './fulfilment.ts';
import type { CustomerReplies, CustomerRequest } from './customer-request.ts';
import type { Inventory, Product } from './goods.ts';
import type { Order, OrderHead } from './order.ts';
import type { OrderLook } from './order-standing.ts';
import type { Payment } from './payment.ts';
import type { PricePoint, ProductChange, RawPrices } from './product-change.ts';

/**
 * What can be asked of a store, in our words. It stands as `request` in the journal; a dialect turns it into HTTP.
 * Nothing in it is secret.
 */
export type ClarityRequest =
  | {
      readonly ask: 'order-read';
      readonly id: string /** The answer is to be written back. */;
      readonly forWrite?: boolean;
    }
  /** Reads an order that is to be changed; only how far it is gets known. */
  | { readonly ask: 'order-look'; readonly id: string; readonly forWrite?: boolean }
  | ({ readonly ask: 'order-list' } & OrderFilter)
  | OrderUpdate
  | { readonly ask: 'order-action'; readonly id: string; readonly action: string }
  | { readonly ask: 'account-read'; readonly id: string; readonly forWrite?: boolean }
  | { readonly ask: 'account-find'; readonly key: string }
  | { readonly ask: 'account-update'; readonly id: string; readonly handle: string; readonly key: string }
  | { readonly ask: 'product-read'; readonly id: string; readonly forWrite?: boolean }
  | { readonly ask: 'product-list'; readonly skus: readonly string[] }
  | { readonly ask: 'product-update'; readonly id: string; readonly handle: string; readonly set: ProductChange }
  | { readonly ask: 'product-create'; readonly sku: string; readonly set: ProductChange }
  | { readonly ask: 'price-read'; readonly productId: string }
  | { readonly ask: 'price-save'; readonly rows: readonly RawPrices[] }
  | { readonly ask: 'price-point-list'; readonly keys: readonly string[] }
  | { readonly ask: 'price-point-save'; readonly row: PricePoint }
  | { readonly ask: 'index-rebuild' }
  | { readonly ask: 'product-find'; readonly sku: string }
  | { readonly ask: 'product-ids'; readonly skus: readonly string[] }
  | { readonly ask: 'inventory-read'; readonly productId: string }
  | { readonly ask: 'inventory-list'; readonly productIds: readonly string[] }
  | { readonly ask: 'inventory-save'; readonly rows: readonly StockRow[] }
  | { readonly ask: 'payment-list'; readonly orderId: string }
  | { readonly ask: 'payment-read'; readonly id: string }
  /** The payment with the order it belongs to; none when it belongs to no order. */
  | { readonly ask: 'payment-link'; readonly paymentId: string }
  | { readonly ask: 'payment-changes'; readonly modifiedSince: string; readonly page?: number }
  | { readonly ask: 'shipment-find'; readonly key: string; readonly forWrite?: boolean }
  | Saving<'shipment-save', ShipmentChange>
  | { readonly ask: 'invoice-find'; readonly key: string; readonly forWrite?: boolean }
  | Saving<'invoice-save', InvoiceChange>
  | { readonly ask: 'return-read'; readonly id: string }
  | CustomerRequest
  | RecordPageRequest
  | { readonly ask: 'price-list'; readonly productIds: readonly string[] }
  | { readonly ask: 'current-user' }
  | { readonly ask: 'permission-check'; readonly permission: string }
  | { readonly ask: 'digest-check' }
  | { readonly ask: 'name-list'; readonly of: NameList };

/** Stock of a product in a section, as it is to be. Quantities are decimal text. */
export interface StockRow {
  readonly productId: string;
  readonly sectionKey: string;
  readonly quantity: string;
  readonly allocated: string;
  readonly preSold: string;
  readonly broken: string;
}

/** Which orders. Times are ISO 8601 in UTC. */
export interface OrderFilter {
  readonly modifiedSince?: string;
  readonly modifiedUntil?: string;
  readonly placedFrom?: string;
  readonly placedUntil?: string;
  readonly status?: string;
  readonly accountKey?: string;
  readonly active?: boolean;
  /** Only orders that belong to a group as one of its parts. */
  readonly partOfGroup?: boolean;
  /** The order that was placed last, alone. */
  readonly newest?: boolean;
  /** 1 for the first page, where the store gives pages. */
  readonly page?: number;
  /** By pages, also where there is a list for integrations, which has none. */
  readonly paged?: boolean;
}

/** A page of records as lists show them, for comparing: never enough to write back. */
export interface RecordPageRequest {
  readonly ask: 'record-page';
  readonly of: 'accounts' | 'products' | 'payments';
  /** 1 for the first. */
  readonly page: number;
  readonly size: number;
  /** Only these keys. */
  readonly keys?: readonly string[];
  /** Changed at this time or later, ISO 8601 in UTC. */
  readonly since?: string;
}

/** Writes back an order that was read for it, with these members changed and all others as they were. */
export interface OrderUpdate {
  readonly ask: 'order-update';
  readonly id: string;
  /** From the reading; the client keeps the record itself for a minute and gives it to nobody. */
  readonly handle: string;
  readonly set: OrderChange;
}

/** Saves a record with a key of ours: with a handle the one that was found is changed, without one it is made. */
interface Saving<Ask extends string, Change> {
  readonly ask: Ask;
  readonly key: string;
  readonly handle?: string;
  readonly set: Change;
}

/** Requests that change a record which was read whole before. */
export type UpdateRequest = Extract<
  ClarityRequest,
  {
    ask:
      | 'order-update'
      | 'account-update'
      | 'account-change'
      | 'contact-change'
      | 'address-change'
      | 'product-update'
      | 'shipment-save'
      | 'invoice-save';
  }
>;

export interface OrderChange {
  readonly key?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly state?: string;
  readonly trackingNumber?: string;
  readonly carrier?: string;
  readonly shippedAt?: string;
  /** Our hash of the record's content, by which we know our own writing again. */
  readonly hash?: string;
}

/** Lists of names that the connection test compares with the settings. */
export const NAME_LISTS = ['order-statuses', 'brands', 'stores', 'warehouses', 'currencies'] as const;
export type NameList = (typeof NAME_LISTS)[number];

/** Where card data was found and masked in an answer. */
export interface MaskedField {
  readonly path: string;
  readonly masked: string;
}

export interface ReadReply {
  /** Names the record that the client keeps for writing back; only when it was read for that. */
  readonly handle?: string;
  /** The store calls the record active. */
  readonly active: boolean;
  /** The hash that stands on the record, if any: ours when we wrote last. */
  readonly hash?: string;
  readonly maskedFields?: readonly MaskedField[];
}

export interface OrderReply extends ReadReply {
  readonly order: Order;
  /** Only when the lines are in more than one currency. */
  readonly mixedCurrencies?: readonly string[];
}

/** A record with a key of ours, if there is one. */
export interface ShipmentReply extends ReadReply {
  readonly shipment?: Shipment;
}

export interface InvoiceReply extends ReadReply {
  readonly invoice?: StoreInvoice;
}

export interface ProductReply extends ReadReply {
  readonly product: Product;
  /** Keys of its categories. */
  readonly categories?: readonly string[];
}

/** A product as a list shows it: without attributes and categories. */
export interface ListedProduct {
  readonly product: Product;
  /** Our hash, if we wrote last. */
  readonly hash?: string;
}

export interface AccountReply extends ReadReply {
  readonly account: Account;
}

/** What each request is answered with. */
export interface Replies extends CustomerReplies {
  'order-read': OrderReply;
  'order-look': OrderLook;
  'order-list': { readonly orders: readonly OrderHead[] /** There is a next page. */; readonly more: boolean };
  'order-update': { readonly id: string };
  'order-action': Readonly<Record<never, never>>;
  'account-read': AccountReply;
  'account-find': AccountReply;
  'account-update': { readonly id: string };
  'product-read': ProductReply;
  'product-list': { readonly products: readonly ListedProduct[] };
  'product-update': { readonly id: string };
  'product-create': { readonly id?: string };
  'price-read': { readonly prices: RawPrices };
  'price-save': Readonly<Record<never, never>>;
  'price-point-list': { readonly points: readonly PricePoint[] };
  'price-point-save': Readonly<Record<never, never>>;
  'index-rebuild': Readonly<Record<never, never>>;
  'product-find': { readonly product: Product };
  'product-ids': { readonly products: readonly { readonly id: string; readonly sku: string }[] };
  'inventory-read': { readonly inventory: Inventory };
  'inventory-list': { readonly inventories: readonly Inventory[] };
  'inventory-save': Readonly<Record<never, never>>;
  'payment-list': { readonly payments: readonly Payment[] };
  'payment-read': { readonly payment: Payment };
  'payment-link': { readonly payments: readonly Payment[] };
  'payment-changes': { readonly payments: readonly Payment[]; readonly more: boolean };
  'shipment-find': ShipmentReply;
  'shipment-save': { readonly key: string };
  'invoice-find': InvoiceReply;
  'invoice-save': { readonly key: string };
  'return-read': { readonly storeReturn: StoreReturn };
  'record-page': {
    readonly accounts: readonly Account[];
    readonly products: readonly Product[];
    readonly payments: readonly Payment[];
    readonly more: boolean;
  };
  'price-list': { readonly prices: readonly { readonly productId: string; readonly price: string }[] };
  'current-user': { readonly userName?: string };
  'permission-check': { readonly allowed: boolean };
  'digest-check': Readonly<Record<never, never>>;
  'name-list': { readonly names: readonly string[] };
}
