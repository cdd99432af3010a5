import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { PRODUCT, type Product } from '../model/goods.ts';
import { type Infer, optional, record, text } from '../model/shape.ts';
import { PRODUCT_SAMPLE } from '../samples/goods.ts';
import { fail, readOnce } from './view.ts';

const INPUT = record('Which product: by id, or by SKU', {
  id: optional(text('Id of the product in the store')),
  sku: optional(text('SKU: the ERP’s item number')),
});
type Input = Infer<typeof INPUT>;

/** Reads a product. By SKU only active ones are found. */
export const productGet: Operation<Input, Product> = {
  name: 'product.get',
  title: 'Read a product',
  description: 'Reads a product by id or SKU. Prices and stock are read by operations of their own.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: PRODUCT.schema as JsonSchema,
  sample: { input: { sku: 'PUMP-1001' }, output: PRODUCT_SAMPLE },
  next: (view) => {
    const { id, sku } = view.input;
    if (id !== undefined) return readOnce(view, { ask: 'product-read', id }, ({ product }) => product);
    if (sku !== undefined) return readOnce(view, { ask: 'product-find', sku }, ({ product }) => product);
    return fail(
      clarityFailure('clarity.product-not-found', { message: 'Neither id nor SKU of the product was given.' }),
    );
  },
};
