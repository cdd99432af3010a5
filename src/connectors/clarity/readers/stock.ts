import { Decimal } from '../../../core/decimal.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader, RecordReading } from '../../kit/connector.ts';
import type { Inventory } from '../model/goods.ts';
import { ask, PAGE_SIZE } from './ask.ts';
import { readProducts } from './products.ts';

/**
 * What the store can sell of each product in each place that the stock flow fills. A place without a row counts as zero,
 * so that stock which only M3 has is seen.
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
    const places = await placesOf(reading);
    const records = products.flatMap(({ id, sku, updatedAt }) => {
      const inventory = byId.get(id);
      if (inventory?.unlimited) return [];
      return places.map((place) => {
        const quantity = sellable(inventory, place);
        return {
          key: matchKey(`${sku}@${place}`),
          id: `${id}@${place}`,
          ...(updatedAt === undefined ? {} : { changedAt: updatedAt }),
          // Nothing here and nothing there agree, also where M3 has no balance at all.
          ...(quantity === '0' ? { optional: true } : {}),
          fields: { quantity },
        };
      });
    });
    return { records, ...(cursor ? { cursor } : {}) };
  },
};

/** Sections that the stock flow fills; where it names none, all warehouses of the store. */
async function placesOf(reading: RecordReading): Promise<readonly string[]> {
  const crosswalks = reading.options['crosswalks'] as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const sections = Object.values(crosswalks?.['warehouse'] ?? {}).filter((section) => section !== '');
  if (sections.length > 0) return [...new Set(sections)];
  return (await ask<'name-list'>(reading, { ask: 'name-list', of: 'warehouses' }))?.names ?? [];
}

function sellable(inventory: Inventory | undefined, place: string): string {
  const rows = (inventory?.places ?? []).filter(
    ({ sectionKey, warehouseKey }) => sectionKey === place || warehouseKey === place,
  );
  const free = rows.reduce((sum, row) => sum.plus(row.quantity).minus(row.allocated), new Decimal(0));
  return free.isNegative() ? '0' : free.toFixed();
}
