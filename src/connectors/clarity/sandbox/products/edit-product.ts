import type { Shop } from '../shop.ts';
import type { EntityRow } from '../state/table.ts';
import { noteProductWrite } from './product-ledger.ts';

const CLERK = 'clerk@store.test';

/** Staff of the store saves a product: only what is given changes, the way a store's own pages work. */
export function editProduct(shop: Shop, row: EntityRow, wanted: Record<string, unknown>): void {
  const { state } = shop;
  const changed = Object.keys(wanted).filter((name) => row[name] !== wanted[name]);
  if (changed.length === 0) return;
  state.entity('Product').patch(row.ID, { ...wanted, UpdatedDate: state.clock.stamp() });
  noteProductWrite(state, { what: 'updated', productId: row.ID, by: CLERK, integration: false, changed });
  const change = { entity: 'Product', id: row.ID, actor: CLERK, byIntegration: false };
  shop.announce({ type: row.Active ? 'product.updated' : 'product.deactivated', ...change, changed: () => changed });
}
