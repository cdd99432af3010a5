import type { StoreState } from '../state/store.ts';
import { PILS } from './calculate.ts';
import type { StockUpdate } from './update.ts';

/** Keeps what one call did to the stock; the API answers the caller nothing of it. */
export function noteUpdate(state: StoreState, { written, unchanged, skipped }: StockUpdate): void {
  const ID = state.stockUpdates.takeId();
  const rows = written.map(({ productId, sectionId, quantity }) => [productId, sectionId, quantity] as const);
  state.stockUpdates.put({ ID, at: new Date().toISOString(), rows, unchanged, skipped });
}

/** The store's stock by SKU and section, and every call that set some of it: for a judge, never for the API. */
export function stockLedger(state: StoreState): Record<string, unknown> {
  const sku = (id: unknown): string => state.entity('Product').get(Number(id))?.CustomKey ?? '';
  const section = (id: unknown): string => state.entity('InventoryLocationSection').get(Number(id))?.CustomKey ?? '';
  return {
    stock: [...state.entity(PILS).rows.values()]
      .filter(({ Active }) => Active)
      .map(({ MasterID, SlaveID, Quantity, QuantityAllocated }) => ({
        sku: sku(MasterID),
        section: section(SlaveID),
        quantity: Quantity ?? 0,
        allocated: QuantityAllocated ?? 0,
      })),
    updates: [...state.stockUpdates.rows.values()].map(({ at, rows, unchanged, skipped }) => ({
      at,
      written: rows.map(([product, place, quantity]) => ({ sku: sku(product), section: section(place), quantity })),
      unchanged,
      skipped,
    })),
  };
}
