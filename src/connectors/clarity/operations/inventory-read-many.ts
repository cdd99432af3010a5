import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { STOCK_PLACE } from '../model/goods.ts';
import { choice, count, decimal, flag, type Infer, list, optional, record, text } from '../model/shape.ts';
import { INVENTORY_READ_MANY_SAMPLE } from '../samples/stock.ts';
import { productIdsOf, readInChunks } from './stock-calls.ts';

const INPUT = record('Stock of which products', {
  items: list(
    'Products',
    record('Product', { sku: text('SKU'), productId: optional(text('Its id in the store, when it is known')) }),
  ),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Stock of products', {
  items: list(
    'Products',
    record('Stock of a product', {
      sku: text('SKU'),
      productId: optional(text('Id in the store')),
      outcome: choice('What became of it', ['read', 'skipped']),
      reason: optional(text('Why it was skipped')),
      available: optional(decimal('What can be sold')),
      unlimited: optional(flag('Sold without counting')),
      places: optional(list('By place', STOCK_PLACE)),
    }),
  ),
  counts: record('How many', { read: count('Read'), skipped: count('Skipped') }),
});
type Output = Infer<typeof OUTPUT>;

/** Reads what the store believes to have of many products. */
export const inventoryReadMany: Operation<Input, Output> = {
  name: 'inventory.read-many',
  title: 'Read the stock of many products',
  description: 'Reads quantities as the store calculates them, in all and by place, 250 products in a call.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: INVENTORY_READ_MANY_SAMPLE,
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const found = productIdsOf(view, view.input.items);
  if ('action' in found) return found.action;
  const read = readInChunks(view, 'look', [...new Set(found.ids.values())]);
  if ('action' in read) return read.action;
  const items = view.input.items.map(({ sku }): Output['items'][number] => {
    const productId = found.ids.get(sku);
    const inventory = productId === undefined ? undefined : read.inventories.get(productId);
    if (inventory === undefined) return { sku, outcome: 'skipped', reason: `The store has no product ${sku}` };
    const { available, unlimited, places } = inventory;
    return { sku, productId: inventory.productId, outcome: 'read', available, unlimited, places };
  });
  const skipped = items.filter(({ outcome }) => outcome === 'skipped').length;
  return { do: 'done', output: { items, counts: { read: items.length - skipped, skipped } } };
}
