import { Decimal } from 'decimal.js';

/**
 * Compares what shoppers ordered with what stands in M3, from the two sandboxes' ledgers and the list of holds. It
 * never looks at Landbridge's own tables: whoever judges must not ask the accused.
 */
export interface StoreOrder {
  readonly id: number;
  readonly customKey: string | null;
  readonly status: string;
  readonly statusHistory: readonly { readonly status: string; readonly by?: string }[];
  readonly placedAt: string;
  readonly accountId?: number | null;
  readonly kind?: string;
  readonly expect?: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number | string;
    readonly unitPrice: number | string;
  }[];
}

export interface ErpOrder {
  readonly orderNumber: string;
  readonly customerOrderNumber: string;
  readonly createdAt: string;
  readonly lines: readonly { readonly itemNumber: string; readonly quantity: string; readonly price: string }[];
}

export interface HeldOrder {
  readonly order: string;
  readonly code: string;
  readonly reason: string;
}

export interface Verdict {
  readonly placed: number;
  readonly confirmed: number;
  readonly held: number;
  /** Neither in M3 nor held with a reason. */
  readonly lost: readonly string[];
  /** More than one live M3 order for one web order, or a live M3 order that nobody placed. */
  readonly duplicated: readonly string[];
  readonly wrongLines: readonly string[];
  /** In M3, but the store does not know the number or the status. */
  readonly notToldToStore: readonly string[];
  readonly heldWithoutReason: readonly string[];
  /** Milliseconds from the shopper's click to the live order in M3, ascending. */
  readonly endToEndMs: readonly number[];
}

/** Statuses of an order that the store was told about, or in which a person's decision stands above ours. */
const TOLD = new Set(['Confirmed', 'Backordered', 'Processing', 'Shipped', 'Completed', 'On Hold', 'Void']);

/** Pure: the same ledgers give the same verdict. */
export function judge(store: readonly StoreOrder[], erp: readonly ErpOrder[], holds: readonly HeldOrder[]): Verdict {
  const live = Map.groupBy(erp, (order) => order.customerOrderNumber);
  const held = new Map(holds.map((hold) => [hold.order, hold]));
  const placed = new Set(store.map((order) => String(order.id)));
  // The master of a split order is not exported; its sub-orders are.
  const exported = store.filter((order) => order.expect !== 'skip');
  const verdict = {
    placed: exported.length,
    confirmed: 0,
    held: 0,
    lost: [] as string[],
    duplicated: [...live.keys()]
      .filter((number) => !placed.has(number))
      .map((number) => `${number || '(no number)'} unknown`),
    wrongLines: [] as string[],
    notToldToStore: [] as string[],
    heldWithoutReason: [] as string[],
    endToEndMs: [] as number[],
  };
  for (const order of exported) {
    const id = String(order.id);
    const found = live.get(id) ?? [];
    const hold = held.get(id);
    if (hold) {
      verdict.held += 1;
      if (!hold.code || !hold.reason) verdict.heldWithoutReason.push(id);
    }
    const [first] = found;
    if (!first) {
      if (!hold) verdict.lost.push(id);
      continue;
    }
    verdict.confirmed += 1;
    verdict.endToEndMs.push(Date.parse(first.createdAt) - Date.parse(order.placedAt));
    if (found.length > 1) verdict.duplicated.push(`${id} → ${found.map((each) => each.orderNumber).join(', ')}`);
    if (found.some((each) => !sameLines(order, each))) verdict.wrongLines.push(id);
    if (!hold && (order.customKey !== first.orderNumber || !TOLD.has(order.status))) verdict.notToldToStore.push(id);
  }
  verdict.endToEndMs.sort((a, b) => a - b);
  return verdict;
}

function sameLines(order: StoreOrder, erp: ErpOrder): boolean {
  const wanted = order.lines.map((line) => lineText(line.sku, line.quantity, line.unitPrice));
  const found = erp.lines.map((line) => lineText(line.itemNumber, line.quantity, line.price));
  return JSON.stringify(wanted.toSorted()) === JSON.stringify(found.toSorted());
}

function lineText(item: string, quantity: number | string, price: number | string): string {
  return `${item} × ${number(quantity)} @ ${number(price)}`;
}

function number(value: number | string): string {
  try {
    return new Decimal(value === '' ? 0 : value).toFixed();
  } catch {
    return String(value);
  }
}

/** The value at a share (0 to 1) of an ascending list; 0 for an empty one. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;
}
