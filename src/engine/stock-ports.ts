import type { KeptFigure, PromisedLine } from '../core/stock/model.ts';

/** A flow of stock: from the connection that counts it to the connection of a store. */
export interface StockRoute {
  readonly tenant: string;
  readonly source: string;
  readonly target: string;
}

/** What is remembered of a figure when it went to the store, or of what kept it from there. */
export interface StockMark {
  readonly itemNumber: string;
  readonly warehouse: string;
  readonly figure?: string;
  /** ISO 8601 in UTC. */
  readonly readAt?: string;
  readonly promised?: string;
  readonly safety?: string;
  /** What the store has of it now by our hand; left out when it did not take it. */
  readonly quantity?: string;
  readonly sectionKey?: string;
  readonly productId?: string;
  readonly problem?: string;
}

/** How old the figures are that a flow has given to a store. */
export interface StockAge {
  readonly flow: string;
  readonly source: string;
  readonly target: string;
  /** The store shows what the source knew at this moment, milliseconds since 1970; left out before the first look. */
  readonly asOf?: number;
  /** The last time the store took a figure. */
  readonly writtenAt?: number;
  readonly figures: number;
  readonly problems: number;
}

export interface StockStore {
  /** What open orders take that the system which counts does not know yet; of all items unless some are named. */
  promised(tenant: string, items?: readonly string[]): Promise<readonly PromisedLine[]>;
  kept(route: StockRoute, keys: readonly { itemNumber: string; warehouse: string }[]): Promise<readonly KeptFigure[]>;
  /** Writes what went out; never over a figure that was read later. */
  remember(route: StockRoute, marks: readonly StockMark[]): Promise<void>;
  /** What the store was given above zero. */
  listed(
    route: StockRoute,
  ): Promise<readonly { readonly sku: string; readonly sectionKey: string; readonly productId?: string }[]>;
  /** Where items are kept that some store has figures of: item and warehouse; of all items unless some are named. */
  placesOf(tenant: string, items?: readonly string[]): Promise<readonly { itemNumber: string; warehouse: string }[]>;
  ages(tenant: string): Promise<readonly StockAge[]>;
}
