import { Decimal } from '../../../core/decimal.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import type { Inventory } from '../model/goods.ts';
import { ask, PAGE_SIZE } from './ask.ts';
import { readProducts } from './products.ts';

/**
 * What the store can sell of each product in each warehouse it knows. A warehouse without a row counts as zero, so that
 * stock which only M3 has is seen.
 */
export const stockReader: RecordReader = {
  title: 'Stock',
  picks: PAGE_SIZE,
  page: async (reading) => {
    const skus = reading.only && [...new Set(reading.only.map((key) => key.split('@')[0] ?? ''))];
    const { products, cursor } = await readProducts(reading, skus);
    const productIds = products.map(({ id }) => id);
    const stock =
      productIds.length === 0 ? undefined : await ask<'inventory-list'>(reading, { ask: 'inventory-list', productIds });
    const byId = new Map((stock?.inventories ?? []).map((inventory) => [inventory.productId, inventory]));
    const warehouses = (await ask<'name-list'>(reading, { ask: 'name-list', of: 'warehouses' }))?.names ?? [];
    const records = products.flatMap(({ id, sku, updatedAt }) => {
      const inventory = byId.get(id);
      if (inventory?.unlimited) return [];
      return warehouses.map((warehouse) => ({
        key: matchKey(`${sku}@${warehouse}`),
        id: `${id}@${warehouse}`,
        ...(updatedAt === undefined ? {} : { changedAt: updatedAt }),
        fields: { quantity: sellable(inventory, warehouse) },
      }));
    });
    return { records, ...(cursor ? { cursor } : {}) };
  },
};

function sellable(inventory: Inventory | undefined, warehouse: string): string {
  const places = (inventory?.places ?? []).filter(({ warehouseKey }) => warehouseKey === warehouse);
  const free = places.reduce((sum, place) => sum.plus(place.quantity).minus(place.allocated), new Decimal(0));
  return free.isNegative() ? '0' : free.toFixed();
}
