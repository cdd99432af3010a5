import type { CallRecord, Operation, OperationAction, OperationView } from '../../../../core/operation.ts';
import { clarityFailure } from '../../errors.ts';
import type { ListedProduct, Replies } from '../../model/request.ts';
import { PRODUCT_SAVE_MANY_SAMPLE } from '../../samples/products.ts';
import { finishSaving, refusalsOf } from '../save-many.ts';
import { callsOf, readChunks } from '../stock-calls.ts';
import { MOST_TOGETHER, together } from '../together.ts';
import { fail } from '../view.ts';
import type { Policy } from './decide.ts';
import { type Input, INPUT_SCHEMA, type Output, OUTPUT_SCHEMA, type Result } from './model.ts';
import { saveProduct } from './one-product.ts';

/** Brings many products to where the ERP has them, without touching what the store's staff does with them. */
export const productSaveMany: Operation<Input, Output> = {
  name: 'product.save-many',
  title: 'Save many products',
  description:
    'Compares products with the store in bulk and writes only those that differ: reads each in full, changes owned fields alone, and writes the record back without its other lists. A field that was edited in the store keeps its value where the owner table says so. Missing products are made. Each product has its own result.',
  effect: 'write',
  idempotency: 'check-first',
  input: INPUT_SCHEMA,
  output: OUTPUT_SCHEMA,
  sample: PRODUCT_SAVE_MANY_SAMPLE,
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const { items, owners = {}, firstMeeting = 'erp' } = view.input;
  const lists = callsOf(view, 'list');
  const failed = lists.find(({ outcome }) => outcome !== 'applied');
  if (failed) return fail(failed.failure ?? clarityFailure('clarity.refused'));
  const skus = items.map(({ sku }) => sku);
  const ask = readChunks('list', skus, lists.length, (next) => ({ ask: 'product-list', skus: next }));
  if (ask) return ask;

  const listed = listedBySku(lists);
  const calls = callsBySku(view.calls);
  const policy: Policy = { owners, firstMeeting };
  const results: Result[] = [];
  const actions: OperationAction<never>[] = [];
  for (const wanted of items) {
    const key = wanted.sku.toLowerCase();
    const step = saveProduct(view, calls.get(key) ?? [], wanted, listed.get(key), policy);
    if ('result' in step) results.push(step.result);
    else actions.push(named(step.action, key));
    if (actions.filter(({ do: what }) => what === 'call').length === MOST_TOGETHER) break;
  }
  return together(actions) ?? finishSaving(results, refusalsOf(results));
}

/** The store pays no regard to letter case in keys. Of several records with one key the active one counts. */
function listedBySku(lists: readonly CallRecord[]): ReadonlyMap<string, ListedProduct> {
  const found = new Map<string, ListedProduct>();
  for (const { reply } of lists) {
    for (const listed of (reply as unknown as Replies['product-list']).products) {
      const key = listed.product.sku?.toLowerCase() ?? '';
      if (listed.product.active || !found.has(key)) found.set(key, listed);
    }
  }
  return found;
}

const SEPARATOR = ' · ';

/** Calls about single products carry the SKU in their name. */
function named(action: OperationAction<never>, key: string): OperationAction<never> {
  if (action.do !== 'call') return action;
  return { ...action, call: { ...action.call, name: `${action.call.name}${SEPARATOR}${key}` } };
}

const withoutSku = new WeakMap<CallRecord, CallRecord>();

function callsBySku(calls: readonly CallRecord[]): ReadonlyMap<string, readonly CallRecord[]> {
  const byKey = new Map<string, CallRecord[]>();
  for (const call of calls) {
    const at = call.name.indexOf(SEPARATOR);
    if (at < 0) continue;
    const key = call.name.slice(at + SEPARATOR.length);
    const plain = withoutSku.get(call) ?? { ...call, name: call.name.slice(0, at) };
    withoutSku.set(call, plain);
    const own = byKey.get(key);
    if (own) own.push(plain);
    else byKey.set(key, [plain]);
  }
  return byKey;
}
