import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { INVENTORY, type Inventory } from '../model/goods.ts';
import { type Infer, optional, record, text } from '../model/shape.ts';
import { INVENTORY_SAMPLE } from '../samples/goods.ts';
import { fail, lastReading, read } from './view.ts';

const INPUT = record('Stock of which product: by id, or by SKU', {
  productId: optional(text('Id of the product in the store')),
  sku: optional(text('SKU: the ERP’s item number')),
});
type Input = Infer<typeof INPUT>;

/** Reads what the store believes to have of a product. */
export const inventoryGet: Operation<Input, Inventory> = {
  name: 'inventory.get',
  title: 'Read the stock of a product',
  description: 'Reads quantities as the store calculates them, in all and by place.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: INVENTORY.schema as JsonSchema,
  sample: { input: { sku: 'PUMP-1001' }, output: INVENTORY_SAMPLE },
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Inventory> {
  const { productId, sku } = view.input;
  let id = productId;
  if (id === undefined) {
    if (sku === undefined) {
      const message = 'Neither id nor SKU of the product was given.';
      return fail(clarityFailure('clarity.product-not-found', { message }));
    }
    const product = lastReading<'product-find'>(view, 'product');
    if (product === undefined) return read('product', { ask: 'product-find', sku });
    if ('failure' in product) return fail(product.failure);
    id = product.reply.product.id;
  }
  const stock = lastReading<'inventory-read'>(view, 'stock');
  if (stock === undefined) return read('stock', { ask: 'inventory-read', productId: id });
  return 'failure' in stock ? fail(stock.failure) : { do: 'done', output: stock.reply.inventory };
}
