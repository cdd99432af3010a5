import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { PRODUCT } from '../model/goods.ts';
import type { Replies } from '../model/request.ts';
import { choice, count, type Infer, list, optional, record, text } from '../model/shape.ts';
import { PRODUCT_SAMPLE } from '../samples/goods.ts';
import { callsOf, CHUNK } from './stock-calls.ts';
import { fail, read } from './view.ts';

const INPUT = record('Which products', { items: list('Products', record('Product', { sku: text('SKU') })) });
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Products of the store', {
  items: list(
    'Products',
    record('Row', {
      sku: text('SKU'),
      outcome: choice('Whether the store has it', ['read', 'skipped']),
      reason: optional(text('Why there is none')),
      product: optional(PRODUCT),
    }),
  ),
  counts: record('How many', { read: count('Read'), skipped: count('Not there') }),
});
type Output = Infer<typeof OUTPUT>;

/** Reads many products as lists show them: without attributes. */
export const productReadMany: Operation<Input, Output> = {
  name: 'product.read-many',
  title: 'Read many products',
  description: 'Reads products by SKU, 250 in a call, deactivated ones too. Attributes are not part of it.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { items: [{ sku: 'PUMP-1001' }] },
    output: {
      items: [{ sku: 'PUMP-1001', outcome: 'read', product: PRODUCT_SAMPLE }],
      counts: { read: 1, skipped: 0 },
    },
  },
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const { items } = view.input;
  const calls = callsOf(view, 'list');
  const failed = calls.find(({ outcome }) => outcome !== 'applied');
  if (failed) return fail(failed.failure ?? clarityFailure('clarity.refused'));
  const next = items.slice(calls.length * CHUNK, (calls.length + 1) * CHUNK).map(({ sku }) => sku);
  if (next.length > 0) return read('list', { ask: 'product-list', skus: next });
  const all = calls.flatMap(({ reply }) => (reply as unknown as Replies['product-list']).products);
  // Of several records with one key the active one comes last and stays.
  const sorted = all.toSorted((left, right) => Number(left.product.active) - Number(right.product.active));
  const found = new Map(sorted.map(({ product }) => [product.sku?.toLowerCase(), product]));
  const rows = items.map(({ sku }): Output['items'][number] => {
    const product = found.get(sku.toLowerCase());
    return product
      ? { sku, outcome: 'read', product }
      : { sku, outcome: 'skipped', reason: `The store has no product ${sku}` };
  });
  const skipped = rows.filter(({ outcome }) => outcome === 'skipped').length;
  return { do: 'done', output: { items: rows, counts: { read: rows.length - skipped, skipped } } };
}
