import type { Order, OrderLine } from '../model/order.ts';
import { optional, text } from '../model/shape.ts';

/** Shape of what a line is known by. */
export const ERP_LINE = {
  lineNumber: optional(text('Line number of the web order')),
  sku: optional(text('Item number')),
} as const;

/** A line of the ERP as the store can know it again. */
export interface ErpLine {
  /** The web order's line number; empty when the ERP made the line. */
  readonly lineNumber?: string | undefined;
  readonly sku?: string | undefined;
  readonly quantity: string;
}

/**
 * The order line that each line of the ERP stands for: by number and SKU, else by a SKU that only one line has, else by
 * the number alone, because the ERP may deliver another item. Lines are numbered from 1 (docs/systems/clarity-ecommerce.md).
 */
export function matchLines<L extends ErpLine>(
  order: Order,
  lines: readonly L[],
): { readonly matched: readonly (readonly [L, OrderLine])[]; readonly unmatched: readonly L[] } {
  const goods = order.lines.filter(({ type }) => type === 'item');
  const sameSku = (line: ErpLine, own: OrderLine): boolean =>
    line.sku !== undefined && own.sku?.toUpperCase() === line.sku.toUpperCase();
  const matched: (readonly [L, OrderLine])[] = [];
  const unmatched: L[] = [];
  for (const line of lines) {
    const byNumber = goods.find((own) => String(own.lineNumber) === line.lineNumber);
    const bySku = goods.filter((own) => sameSku(line, own));
    const found = byNumber && sameSku(line, byNumber) ? byNumber : bySku.length === 1 ? bySku[0] : byNumber;
    if (found) matched.push([line, found]);
    else unmatched.push(line);
  }
  return { matched, unmatched };
}
