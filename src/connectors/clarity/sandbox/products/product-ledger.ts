import type { StoreState } from '../state/store.ts';
import type { StoredRow } from '../state/table.ts';

/** One write that concerned a product, its price or the search index. Rows are added and never changed. */
export interface ProductWriteRow extends StoredRow {
  /** ISO 8601 in UTC. */
  at: string;
  what: 'created' | 'updated' | 'priced' | 'price-point' | 'index-rebuilt';
  /** 0 for the search index. */
  productId: number;
  by: string;
  integration: boolean;
  /** Members that are not what they were. Empty: a write that changed nothing. */
  changed: readonly string[];
}

/** Notes a write for the ledger. */
export function noteProductWrite(state: StoreState, write: Omit<ProductWriteRow, 'ID' | 'at'>): void {
  state.productWrites.put({ ID: state.productWrites.takeId(), at: new Date().toISOString(), ...write });
}

/** Products and their prices as they stand, and every write that led there: for a judge, never for the API. */
export function productLedger(state: StoreState): Record<string, unknown> {
  const keyOf = (id: number): string => state.entity('Product').get(id)?.CustomKey ?? '';
  const writes = [...state.productWrites.rows.values()];
  return {
    products: [...state.entity('Product').rows.values()].map((row) => ({
      id: row.ID,
      sku: row.CustomKey ?? '',
      active: row.Active,
      name: row['Name'] ?? '',
      shortDescription: row['ShortDescription'] ?? '',
      unit: row['UnitOfMeasure'] ?? '',
      weight: row['Weight'] ?? null,
      visible: row['IsVisible'] === true,
      discontinued: row['IsDiscontinued'] === true,
      categories: categoryKeys(row['ProductCategories']),
      price: row['PriceBase'] ?? null,
      salePrice: row['PriceSale'] ?? null,
      hash: row.Hash,
    })),
    pricePoints: [...state.entity('ProductPricePoint').rows.values()]
      .filter(({ Active }) => Active)
      .map((row) => ({
        sku: keyOf(Number(row['MasterID'])),
        list: state.entity('PricePoint').get(Number(row['SlaveID']))?.CustomKey ?? '',
        price: row['Price'] ?? null,
        currency: state.entity('Currency').get(Number(row['CurrencyID']))?.CustomKey ?? '',
        minimum: row['MinQuantity'] ?? null,
      })),
    writes: writes.map(({ ID: _id, productId, ...write }) => ({ ...write, sku: keyOf(productId) })),
    indexRebuilds: writes.filter(({ what }) => what === 'index-rebuilt').length,
  };
}

/** Keys of the categories of a product. */
export function categoryKeys(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: { SlaveKey?: unknown; Active?: unknown }) =>
    typeof entry.SlaveKey === 'string' && entry.Active !== false ? [entry.SlaveKey] : [],
  );
}
