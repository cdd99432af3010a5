import { listProjection } from '../entities/projection.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';

/** Table of stock by product and section. */
export const PILS = 'ProductInventoryLocationSection';

/** Whole thousandths, so that sums of floats come out as people expect. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** What the store works out for a product (docs/systems/clarity-ecommerce.md, "Catalogue and stock"). */
export function calculateInventory(state: StoreState, product: EntityRow): Record<string, unknown> {
  const rows = state
    .entity(PILS)
    .where('MasterID', product.ID)
    .filter(({ Active }) => Active);
  const sum = (member: string): number => rounded(rows.reduce((total, row) => total + Number(row[member] ?? 0), 0));
  const [present, allocated] = [sum('Quantity'), sum('QuantityAllocated')];
  const available = Math.max(0, rounded(present - allocated));
  const unlimited = product['IsUnlimitedStock'] === true;
  return {
    ProductID: product.ID,
    IsDiscontinued: product['IsDiscontinued'] === true,
    IsUnlimitedStock: unlimited,
    IsOutOfStock: !unlimited && available === 0,
    QuantityPresent: present,
    QuantityAllocated: allocated,
    QuantityOnHand: available,
    AllowBackOrder: product['AllowBackOrder'] === true,
    AllowPreSale: product['AllowPreSale'] === true,
    QuantityPreSold: sum('QuantityPreSold'),
    RelevantLocations: rows.map((row) => placeOf(state, row)),
  };
}

/** What can be sold of a product: something, or anything when it is not counted. */
export function hasAny(state: StoreState, product: EntityRow): boolean {
  return calculateInventory(state, product)['IsOutOfStock'] === false;
}

function placeOf(state: StoreState, row: EntityRow): Record<string, unknown> {
  const section = state.entity('InventoryLocationSection').get(Number(row['SlaveID']));
  const location = state.entity('InventoryLocation').get(Number(section?.['InventoryLocationID']));
  return {
    ...listProjection(state, PILS, row),
    InventoryLocationSectionInventoryLocationID: location?.ID,
    InventoryLocationSectionInventoryLocationKey: location?.CustomKey,
    InventoryLocationSectionInventoryLocationName: location?.['Name'],
  };
}
