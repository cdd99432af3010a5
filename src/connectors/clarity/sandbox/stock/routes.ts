import { idOf } from '../entities/routes.ts';
import { type Members, member } from '../http/members.ts';
import { CodedError, failed, json, type Reply, succeeded } from '../http/reply.ts';
import type { Call, Route } from '../http/router.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import { calculateInventory, hasAny } from './calculate.ts';
import { noteUpdate } from './stock-ledger.ts';
import { type StockUpdate, updateMany, updateOne } from './update.ts';

const READ = { effect: 'read', access: 'read', surfaces: ['full', 'admin', 'storefront'] } as const;
const WRITE = {
  effect: 'write',
  access: { permission: 'Products.ProductInventoryLocationSection.Update' },
  surfaces: ['full', 'admin'],
} as const;

/** The store's inventory provider: what it calculates, and the two ways to set quantities. */
export function stockRoutes(state: StoreState): Route[] {
  const set = (work: (state: StoreState, body: Members) => StockUpdate) => (call: Call) => {
    if (call.fault === 'action-failed') return failed('Inventory could not be updated');
    noteUpdate(state, work(state, call.body));
    return succeeded();
  };
  return [
    {
      ...READ,
      verb: 'GET',
      path: '/Providers/Inventory/CalculateInventory/{ID}',
      handle: (call) => succeeded(calculateInventory(state, productOf(state, call))),
    },
    {
      ...READ,
      verb: 'GET',
      path: '/Providers/Inventory/CheckHasAnyAvailableInventory/{ID}',
      handle: (call) => succeeded(hasAny(state, productOf(state, call))),
    },
    {
      ...READ,
      verb: 'POST',
      path: '/Providers/Inventory/BulkCalculateInventory',
      handle: (call) => byProduct(state, call, calculateInventory),
    },
    {
      ...READ,
      verb: 'POST',
      path: '/Providers/Inventory/BulkCalculateInventoryCount',
      handle: (call) => byProduct(state, call, (_, row) => calculateInventory(state, row)['QuantityOnHand']),
    },
    {
      ...READ,
      verb: 'POST',
      path: '/Providers/Inventory/BulkCheckHasAnyAvailableInventory',
      handle: (call) => byProduct(state, call, hasAny),
    },
    { ...WRITE, verb: 'PATCH', path: '/Providers/Inventory/UpdateInventoryForProduct', handle: set(updateOne) },
    { ...WRITE, verb: 'PUT', path: '/Providers/Inventory/BulkUpdateInventoryForProducts', handle: set(updateMany) },
  ];
}

function productOf(state: StoreState, { parameters }: Call): EntityRow {
  const product = state.entity('Product').get(idOf(parameters[0]));
  if (!product) throw new CodedError('invalidOperation', 'No Product matches the ID');
  return product;
}

/** A map from product id to what is asked; ids that no product has are left out. */
function byProduct(state: StoreState, { body }: Call, work: (state: StoreState, row: EntityRow) => unknown): Reply {
  const ids = member(body, 'ProductIDs');
  if (!Array.isArray(ids)) throw new CodedError('argumentNull', 'ProductIDs must not be null', 'ProductIDs');
  const entries = ids.flatMap((id) => {
    const row = state.entity('Product').get(Number(id));
    return row ? [[String(row.ID), work(state, row)] as const] : [];
  });
  return json(Object.fromEntries(entries));
}
