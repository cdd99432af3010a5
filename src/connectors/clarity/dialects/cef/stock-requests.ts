import type { StockRow } from '../../model/request.ts';
import type { HttpPlan } from '../dialect.ts';

/** Ids of products by their keys: the list for integrations, which takes many keys at once and is not cached. */
export function productIds(skus: readonly string[]): HttpPlan {
  const body = { Active: true, CustomKeys: skus, CustomKeysStrict: true };
  return { label: 'ProductsForConnect', method: 'POST', path: '/Products/ProductsForConnect', body, wait: 'list' };
}

/** What the store calculates for many products (docs/systems/clarity-ecommerce.md, "Catalogue and stock"). */
export function listInventories(ids: readonly string[]): HttpPlan {
  return {
    label: 'Inventory/BulkCalculate',
    method: 'POST',
    path: '/Providers/Inventory/BulkCalculateInventory',
    body: { ProductIDs: ids.map(Number) },
    wait: 'list',
  };
}

/** Sets many quantities. Rows of an unknown product or section are left out by the store without a word. */
export function saveInventories(rows: readonly StockRow[]): HttpPlan {
  const byProduct = Map.groupBy(rows, ({ productId }) => productId);
  return {
    label: 'Inventory/BulkUpdate',
    method: 'PUT',
    path: '/Providers/Inventory/BulkUpdateInventoryForProducts',
    body: {
      InventoryToPush: Array.from(byProduct, ([productId, places]) => ({
        ProductID: Number(productId),
        RelevantLocations: places.map((place) => ({
          Active: true,
          MasterID: Number(productId),
          SlaveKey: place.sectionKey,
          Quantity: Number(place.quantity),
          QuantityAllocated: Number(place.allocated),
          QuantityPreSold: Number(place.preSold),
          QuantityBroken: Number(place.broken),
        })),
      })),
    },
    wait: 'list',
  };
}
