import { CodedError, json, type Reply } from '../http/reply.ts';
import type { Call, Route } from '../http/router.ts';
import type { Shop } from '../shop.ts';
import { checkOut, type PlacedOrder } from './checkout.ts';
import { readCheckout } from './request.ts';
import { checkOutTargets } from './target-orders.ts';

const MODES = {
  ProcessCurrentCartToSingleOrder: 'single',
  ProcessSpecificCartToSingleOrder: 'single',
  ProcessCurrentCartToTargetOrders: 'targets',
  ProcessSpecificCartToTargetOrders: 'targets',
} as const;

/** Checkout of the storefront, open to guests. */
export function checkoutRoutes(shop: Shop): Route[] {
  return Object.entries(MODES).map(([name, mode]) => ({
    verb: 'POST',
    path: `/Providers/Checkout/${name}`,
    effect: 'write',
    access: 'open',
    surfaces: ['full', 'storefront'],
    handle: (call) => checkoutReply(shop, mode, call),
  }));
}

function checkoutReply(shop: Shop, mode: 'single' | 'targets', call: Call): Reply {
  try {
    const request = readCheckout(call.body);
    if (request.lines.length === 0) throw new CodedError('checkout', 'The cart is empty', 'WithCartInfo');
    const placed = mode === 'single' ? [checkOut(shop, request)] : checkOutTargets(shop, request);
    return json(placedReply(placed));
  } catch (error) {
    // A checkout that fails for a business reason answers 200 with the reason inside.
    if (!(error instanceof CodedError)) throw error;
    return json({ Succeeded: false, ErrorMessage: error.message, ErrorMessages: [error.message] });
  }
}

function placedReply(placed: readonly PlacedOrder[]): Record<string, unknown> {
  const transactions = placed.flatMap(({ order }) => order.PaymentTransactionID ?? []);
  return {
    Succeeded: true,
    OrderID: placed[0]?.order.ID,
    OrderIDs: placed.map(({ order }) => order.ID),
    PaymentTransactionID: transactions[0],
    PaymentTransactionIDs: transactions.length > 0 ? transactions : undefined,
  };
}
