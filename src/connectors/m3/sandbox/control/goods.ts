import { allocatable, afterReservations } from '../state/stock.ts';
import type { World } from '../state/world.ts';

/** Items, prices, stock and deliveries as they stand, for an outside judge. */
export function goodsOf(world: World): Record<string, unknown> {
  return {
    items: [...world.items.values()].map(({ itemNumber, fields }) => ({
      itemNumber,
      name: fields['ITDS'] ?? '',
      description: fields['FUDS'] ?? '',
      status: fields['STAT'] ?? '',
      unit: fields['UNMS'] ?? '',
      group: fields['ITGR'] ?? '',
      weight: fields['GRWE'] ?? '',
    })),
    prices: [...world.prices.values()].map(({ changedAt: _at, ...row }) => row),
    balances: [...world.balances.values()].map((balance) => ({
      itemNumber: balance.itemNumber,
      warehouse: balance.warehouse,
      onHand: balance.onHand,
      allocatable: allocatable(balance),
      afterReservations: afterReservations(balance),
    })),
    deliveries: [...world.deliveries.values()].map((delivery) => ({
      deliveryNumber: delivery.deliveryNumber,
      orderNumber: delivery.orderNumber,
      shipped: delivery.shippedAt > 0,
      trackingNumber: delivery.trackingNumber,
      lines: delivery.lines,
    })),
  };
}
