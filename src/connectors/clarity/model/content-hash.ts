import { createHash } from 'node:crypto';
import type { Order } from './order.ts';

/**
 * A hash of what an order says, without what changes by being worked on (status, numbers, money still due). It goes
 * onto the record when we write it, so that a later look knows our own change again. Decimal text below 2^48, because
 * the store keeps a number there.
 */
export function contentHashOf(order: Order): string {
  const { account, user, billing, shipping, lines, totals, discounts, notes, currency, purchaseOrderNumber } = order;
  const content = [
    order.id,
    currency,
    account?.id,
    user?.id,
    billing,
    shipping,
    lines,
    totals,
    discounts,
    notes,
    purchaseOrderNumber,
  ];
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return String(Number.parseInt(digest.slice(0, 12), 16));
}

/** The ERP's order number that an order carries: in its key, or in an attribute by setting. */
export function exportedNumberOf(
  order: Pick<Order, 'key' | 'attributes'>,
  markerAttribute: string | undefined,
): string | undefined {
  if (markerAttribute === undefined) return order.key;
  const wanted = markerAttribute.toLowerCase();
  const name = Object.keys(order.attributes).find((each) => each.toLowerCase() === wanted);
  const value = name === undefined ? undefined : order.attributes[name];
  return value === '' ? undefined : value;
}
