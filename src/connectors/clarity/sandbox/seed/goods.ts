import {
  CATALOGUE_WAREHOUSES,
  type CatalogueItem,
  catalogueItems,
  type SeedSize,
} from '../../../kit/sandbox/catalogue.ts';
import type { StoreState } from '../state/store.ts';

/** A product of the store that the ERP does not know. */
export const GHOST_SKU = 'GHOST-1';

const VARIANT_SIZES = ['S', 'M', 'L'] as const;

/** The catalogue's items, a kit, a variant family, one product the ERP does not know, and stock for all. Without products only their places. */
export function seedGoods(state: StoreState, size: SeedSize, withProducts: boolean): void {
  const sections = CATALOGUE_WAREHOUSES.slice(0, size.warehouses).map((warehouse) => {
    const location = state.insert('InventoryLocation', { CustomKey: warehouse.code, Name: warehouse.name });
    const section = { CustomKey: `${warehouse.code}-MAIN`, Name: 'Main', InventoryLocationID: location.ID };
    return state.insert('InventoryLocationSection', section).ID;
  });
  const stock = (productId: number, index: number): void => {
    for (const [position, SlaveID] of sections.entries()) {
      const Quantity = 20 + ((index * 37 + position * 11) % 180);
      const QuantityAllocated = (index * 5 + position) % 12;
      state.insert('ProductInventoryLocationSection', { MasterID: productId, SlaveID, Quantity, QuantityAllocated });
    }
  };
  const items = catalogueItems(size.items);
  seedCategories(state, items);
  if (!withProducts) return;
  for (const [index, item] of items.entries()) stock(addProduct(state, item, 'GENERAL'), index);
  seedKit(state, items);
  seedVariants(state);
  stock(addProduct(state, special(GHOST_SKU, 'Prototype pump (not yet in the ERP)', '199.00'), 'GENERAL'), 1);
}

/** A category for each group of goods, one that only the shop knows, and two price lists. */
function seedCategories(state: StoreState, items: readonly CatalogueItem[]): void {
  for (const group of new Set(items.map((item) => item.group))) {
    state.insert('Category', { CustomKey: group, Name: group[0] + group.slice(1).toLowerCase(), IsVisible: true });
  }
  state.insert('Category', { CustomKey: 'SPRING-SALE', Name: 'Spring sale', IsVisible: true });
  state.insert('PricePoint', { CustomKey: 'WEB', Name: 'Web prices' });
  state.insert('PricePoint', { CustomKey: 'DEALER', Name: 'Dealer prices' });
}

function seedKit(state: StoreState, items: readonly CatalogueItem[]): void {
  const kit = addProduct(state, special('KIT-2001', 'Pump service kit', '260.00'), 'KIT');
  const ProductAssociations = items.slice(0, 3).map((item, index) => ({
    TypeKey: 'KIT-COMPONENT',
    SlaveKey: item.itemNumber,
    Quantity: index + 1,
  }));
  state.entity('Product').patch(kit, { ProductAssociations });
}

function seedVariants(state: StoreState): void {
  const master = addProduct(state, special('GLOVE-3000', 'Work glove', '12.50'), 'VARIANT-MASTER');
  const variants = VARIANT_SIZES.map((size) => {
    addProduct(state, special(`GLOVE-3000-${size}`, `Work glove, size ${size}`, '12.50'), 'VARIANT');
    return { TypeKey: 'VARIANT-OF-MASTER', SlaveKey: `GLOVE-3000-${size}` };
  });
  state.entity('Product').patch(master, { ProductAssociations: variants });
}

function special(itemNumber: string, name: string, listPrice: string): CatalogueItem {
  return { itemNumber, name, group: 'TOOL', unit: 'EA', listPrice, weight: '1.000' };
}

function addProduct(state: StoreState, item: CatalogueItem, type: string): number {
  return state.insert('Product', {
    CustomKey: item.itemNumber,
    Name: item.name,
    ShortDescription: `${item.name}, ${item.group.toLowerCase()}`,
    UnitOfMeasure: item.unit,
    SeoUrl: item.itemNumber.toLowerCase(),
    IsVisible: true,
    IsDiscontinued: false,
    IsTaxable: true,
    Weight: Number(item.weight),
    WeightUnitOfMeasure: 'kg',
    TypeID: state.entity('ProductType').byKey(type)?.ID,
    StatusID: state.entity('ProductStatus').byKey('NORMAL')?.ID,
    // Prices have endpoints of their own: no projection shows this member and no product write changes it.
    PriceBase: Number(item.listPrice),
    ProductAssociations: [],
    ProductCategories: [categoryOf(state, item.group)],
  }).ID;
}

function categoryOf(state: StoreState, key: string): Record<string, unknown> {
  const category = state.entity('Category').byKey(key);
  return { Active: true, SlaveID: category?.ID, SlaveKey: key, SlaveName: category?.['Name'] };
}
