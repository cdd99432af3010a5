/** What an order takes from stock that the system which counts the stock does not know of yet. Decimal text. */
export interface PromisedLine {
  readonly item: string;
  /** Left out: it may come from any warehouse. */
  readonly warehouse?: string;
  readonly quantity: string;
}

/** One figure as it was read, with the rules of its item and warehouse. Numbers are decimal text. */
export interface StockReading {
  readonly itemNumber: string;
  readonly warehouse: string;
  readonly outcome: 'read' | 'skipped';
  readonly reason?: string;
  readonly figure?: string;
  /** ISO 8601 in UTC. */
  readonly readAt?: string;
  /** Where the store keeps it; empty when nobody has said. */
  readonly place: string;
  readonly safety: string;
  /** Decimals that the store may show of the item. */
  readonly decimals: number;
}

/** What is remembered of an item in a warehouse. */
export interface KeptFigure {
  readonly itemNumber: string;
  readonly warehouse: string;
  /** The figure as it came, before anything was taken off: it may be below zero. */
  readonly figure: string;
  /** Milliseconds since 1970. */
  readonly readAt: number;
  readonly productId?: string;
  /** What last kept it from the store. */
  readonly problem?: string;
}

/** A row for the store, with how it came about. */
export interface SellableRow {
  readonly sku: string;
  readonly itemNumber: string;
  readonly warehouse: string;
  readonly sectionKey: string;
  readonly quantity: string;
  readonly figure: string;
  readonly promised: string;
  readonly safety: string;
  readonly readAt: string;
  readonly productId?: string;
}

/** A row that does not go to the store, and why. */
export interface StockProblem {
  readonly itemNumber: string;
  readonly warehouse: string;
  readonly reason: string;
  /** Nobody was told of it yet. */
  readonly isNew: boolean;
}
