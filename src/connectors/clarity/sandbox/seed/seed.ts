import type { SeedSize } from '../../../kit/sandbox/catalogue.ts';
import type { StoreState } from '../state/store.ts';
import { seedClassifications } from './classifications.ts';
import { seedCustomers } from './customers.ts';
import { seedGoods } from './goods.ts';
import { seedHistory } from './history.ts';
import { seedPlaces } from './places.ts';

/** Fills an empty store with what both sandboxes agree on; without products it waits for a first full load. */
export function seedStore(state: StoreState, integrationUserName: string, size: SeedSize, withProducts: boolean): void {
  seedClassifications(state);
  seedPlaces(state);
  seedGoods(state, size, withProducts);
  seedCustomers(state, integrationUserName, size.customers);
  if (withProducts) seedHistory(state);
}
