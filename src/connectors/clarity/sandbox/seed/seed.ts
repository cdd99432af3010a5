import type { StoreState } from '../state/store.ts';
import { seedClassifications } from './classifications.ts';
import { seedCustomers } from './customers.ts';
import { seedGoods } from './goods.ts';
import { seedHistory } from './history.ts';
import { seedPlaces } from './places.ts';

/** Fills an empty store with what both sandboxes agree on. */
export function seedStore(state: StoreState, integrationUserName: string): void {
  seedClassifications(state);
  seedPlaces(state);
  seedGoods(state);
  seedCustomers(state, integrationUserName);
  seedHistory(state);
}
