import type { CallRecord, OperationAction, OperationView } from '../../../../core/operation.ts';
import { clarityFailure } from '../../errors.ts';
import type { ListedProduct, ProductReply, Replies } from '../../model/request.ts';
import { type Decision, type Goal, pursue } from '../pursue.ts';
import { write } from '../view.ts';
import { type Decided, decideProduct, faultOf, hasDrifted, newProduct, type Policy, wantedHash } from './decide.ts';
import type { Result, Wanted } from './model.ts';

/** What to do about one product now, or what became of it. */
export type Step = { readonly action: OperationAction<never> } | { readonly result: Result };

type View = Pick<OperationView, 'round' | 'now' | 'settings'>;

/** Failures that concern the store as a whole, so that going on with other products makes no sense. */
const WHOLE_STORE = new Set(['unauthorized', 'unreachable', 'throttled', 'fault']);

/** Brings one product to where it is to be. `calls` are those of this product, under names without its SKU. */
export function saveProduct(
  view: View,
  calls: readonly CallRecord[],
  wanted: Wanted,
  listed: ListedProduct | undefined,
  policy: Policy,
): Step {
  const { sku } = wanted;
  const fault = faultOf(wanted);
  if (fault !== undefined) return { result: { sku, outcome: 'refused', reason: `Item ${sku}: ${fault}` } };
  if (listed === undefined) return createProduct({ ...view, calls }, wanted, policy);
  const { product, hash } = listed;
  if (!product.active) return { result: inactive(wanted, product.id) };
  // The hash says that this very content was written, and the list shows that nobody undid what only the ERP decides.
  if (calls.length === 0 && hash === wantedHash(wanted, policy) && !hasDrifted(wanted, product, policy)) {
    return { result: { sku, id: product.id, outcome: 'unchanged' } };
  }
  return updateProduct({ ...view, calls }, wanted, product.id, policy);
}

type OneView = View & { readonly calls: readonly CallRecord[] };

function createProduct(view: OneView, wanted: Wanted, policy: Policy): Step {
  const { sku, create = true } = wanted;
  if (!create) return { result: { sku, outcome: 'skipped', reason: `The store does not have ${sku} and need not` } };
  const made = view.calls.findLast((call) => call.name === 'create' && call.round === view.round);
  if (made?.outcome === 'applied') {
    const { id } = made.reply as unknown as Replies['product-create'];
    return { result: { sku, ...(id === undefined ? {} : { id }), outcome: 'saved', created: true } };
  }
  // Asked only where it is needed: this is asked again after every call, also about products long made.
  const request = () => ({ ask: 'product-create', sku, set: newProduct(wanted, policy) }) as const;
  if (made === undefined && !view.calls.some(({ name }) => name === 'create'))
    return { action: write('create', request()) };
  const goal: Goal<Found> = {
    name: 'create',
    look: { ask: 'product-list', skus: [sku] },
    decide: ({ products }) => (products.length > 0 ? { is: 'reached' } : { is: 'wanted', request: request() }),
  };
  const pursued = pursue(view, goal);
  if ('action' in pursued) return settle(sku, pursued.action);
  const id = pursued.reached.products?.[0]?.product.id;
  return { result: { sku, ...(id === undefined ? {} : { id }), outcome: 'saved', created: true } };
}

type Found = ProductReply & { readonly products: readonly ListedProduct[] };

function updateProduct(view: OneView, wanted: Wanted, id: string, policy: Policy): Step {
  const { sku } = wanted;
  const pursued = pursue<ProductReply>(view, {
    name: 'save',
    look: { ask: 'product-read', id, forWrite: true },
    decide: (reply): Decision => {
      if (!reply.active) return { is: 'blocked', failure: deactivated(sku) };
      const { change } = decisionOf(wanted, reply, policy);
      if (change === undefined) return { is: 'reached' };
      return { is: 'wanted', request: { ask: 'product-update', id, handle: reply.handle ?? '', set: change } };
    },
  });
  if ('action' in pursued) return settle(sku, pursued.action);
  const { kept } = decisionOf(wanted, pursued.reached, policy);
  const outcome = pursued.wrote ? 'saved' : 'unchanged';
  return { result: { sku, id, outcome, ...(kept.length > 0 ? { kept } : {}) } };
}

const decisions = new WeakMap<ProductReply, { readonly wanted: Wanted; readonly decided: Decided }>();

/** Decides once for each answer: operations are asked again after every call, also about products long done. */
function decisionOf(wanted: Wanted, reply: ProductReply, policy: Policy): Decided {
  const known = decisions.get(reply);
  if (known?.wanted === wanted) return known.decided;
  const { product, categories = [] } = reply;
  const decided = decideProduct(wanted, { product, categories }, policy);
  decisions.set(reply, { wanted, decided });
  return decided;
}

/** A failure of one product is its own; one that concerns the whole store ends the step. */
function settle(sku: string, action: OperationAction<never>): Step {
  if (action.do !== 'fail' || WHOLE_STORE.has(action.failure.kind)) return { action };
  return { result: { sku, outcome: 'refused', reason: `Item ${sku}: ${action.failure.message}` } };
}

/** A product that staff deactivated is not brought back by us; where it is no longer sold anyway, all is well. */
function inactive({ sku, visible, discontinued }: Wanted, id: string): Result {
  if (discontinued === true || visible === false) return { sku, id, outcome: 'unchanged' };
  return { sku, id, outcome: 'refused', reason: deactivated(sku).message };
}

function deactivated(sku: string) {
  const message = `Item ${sku}: the product was deactivated in the store, and open orders may still need it. Activate it there, or end the item in M3.`;
  return clarityFailure('clarity.product-deactivated', { message, record: `product ${sku}` });
}
