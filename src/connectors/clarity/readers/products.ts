import type { RecordReading } from '../../kit/connector.ts';
import type { Product } from '../model/goods.ts';
import { ask, PAGE_SIZE, pageOf } from './ask.ts';

export interface ProductPage {
  readonly products: readonly (Product & { readonly sku: string })[];
  readonly cursor?: { readonly page: number };
}

/** Kinds of product that are sold by themselves; the others stand for several, and M3 has no figure for them. */
const NOT_ITEMS: ReadonlySet<string> = new Set(['KIT', 'VARIANT-MASTER', 'VARIANT-KIT', 'MEMBERSHIP', 'SUBSCRIPTION']);

/** A page of the products that M3 has a number for, or those with these SKUs. What is not sold any more is left out. */
export async function readProducts(reading: RecordReading, skus?: readonly string[]): Promise<ProductPage> {
  const page = pageOf(reading);
  const keys = skus === undefined ? {} : { keys: skus };
  const reply = await ask<'record-page'>(reading, {
    ask: 'record-page',
    of: 'products',
    page,
    size: PAGE_SIZE,
    ...keys,
  });
  const products = (reply?.products ?? []).flatMap((product) =>
    product.sku === undefined || !product.active || product.discontinued || NOT_ITEMS.has(product.type ?? '')
      ? []
      : [{ ...product, sku: product.sku }],
  );
  return { products, ...(reply?.more ? { cursor: { page: page + 1 } } : {}) };
}
