import type { CallRecord, OperationAction, OperationView } from '../../../core/operation.ts';
import type { Inventory } from '../model/goods.ts';
import { clarityFailure } from '../errors.ts';
import type { ClarityRequest, Replies } from '../model/request.ts';
import { together } from './together.ts';
import { fail, read } from './view.ts';

/** The store itself saves stock after every 250 rows, so larger calls gain nothing. */
export const CHUNK = 250;

type View = Pick<OperationView, 'calls' | 'round'>;
type Asked = { readonly action: OperationAction<never> };

/** The calls of a name in this round. */
export function callsOf(view: View, name: string): readonly CallRecord[] {
  return view.calls.filter((call) => call.name === name && call.round === view.round);
}

/** The readings that are left of a long list of keys, of which `asked` chunks are answered. Undefined: none is left. */
export function readChunks(
  name: string,
  keys: readonly string[],
  asked: number,
  requestOf: (keys: readonly string[]) => ClarityRequest,
): OperationAction<never> | undefined {
  const left: OperationAction<never>[] = [];
  for (let at = asked * CHUNK; at < keys.length; at += CHUNK)
    left.push(read(name, requestOf(keys.slice(at, at + CHUNK))));
  return together(left);
}

/** Ids of products by SKU: those that were given, and those the store is asked for. Unknown ones are not in it. */
export function productIdsOf(
  view: View,
  items: readonly { readonly sku: string; readonly productId?: string | undefined }[],
): Asked | { readonly ids: ReadonlyMap<string, string> } {
  const ids = new Map<string, string>();
  for (const { sku, productId } of items) if (productId) ids.set(sku, productId);
  const skus = [...new Set(items.map(({ sku }) => sku))].filter((sku) => sku !== '' && !ids.has(sku));
  const calls = callsOf(view, 'products');
  const failed = calls.find(({ outcome }) => outcome !== 'applied');
  if (failed) return { action: fail(failed.failure ?? clarityFailure('clarity.refused')) };
  const action = readChunks('products', skus, calls.length, (next) => ({ ask: 'product-ids', skus: next }));
  if (action) return { action };
  const found = calls.flatMap(({ reply }) => (reply as unknown as Replies['product-ids']).products);
  const byKey = new Map(found.map(({ id, sku }) => [sku.toLowerCase(), id]));
  for (const sku of skus) {
    const id = byKey.get(sku.toLowerCase());
    if (id !== undefined) ids.set(sku, id);
  }
  return { ids };
}

/** What the store calculates for many products, by id; products that it does not know are not in it. */
export function readInChunks(
  view: View,
  name: string,
  productIds: readonly string[],
): Asked | { readonly inventories: ReadonlyMap<string, Inventory> } {
  const calls = callsOf(view, name);
  const failed = calls.find(({ outcome }) => outcome !== 'applied');
  if (failed) return { action: fail(failed.failure ?? clarityFailure('clarity.refused')) };
  const action = readChunks(name, productIds, calls.length, (next) => ({ ask: 'inventory-list', productIds: next }));
  if (action) return { action };
  return { inventories: inventoriesOf(calls) };
}

/** All that some calls have read. */
export function inventoriesOf(calls: readonly CallRecord[]): ReadonlyMap<string, Inventory> {
  const all = calls.flatMap(({ reply }) => (reply as unknown as Replies['inventory-list']).inventories);
  return new Map(all.map((inventory) => [inventory.productId, inventory]));
}
