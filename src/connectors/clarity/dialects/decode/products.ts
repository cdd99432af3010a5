import type { PricePoint, RawPrices } from '../../model/product-change.ts';
import type { Reader } from '../../model/reader.ts';
import type { ListedProduct } from '../../model/request.ts';
import { withoutAbsent } from '../../model/shape.ts';
import { readProduct } from './goods.ts';

/** A product as lists show it: without attributes and categories. */
export function readListedProduct(row: Reader): ListedProduct | undefined {
  const hash = row.id('Hash');
  if (row.id('CustomKey') === undefined) return undefined;
  return { product: readProduct(row), ...(hash === undefined || hash === '0' ? {} : { hash }) };
}

/** Keys of the categories of a product. */
export function readCategories(product: Reader): readonly string[] {
  return product.records('ProductCategories').flatMap((row) => {
    const key = row.id('SlaveKey');
    return key === undefined || row.flag('Active') === false ? [] : [key];
  });
}

/** The store's own prices of a product. */
export function readRawPrices(prices: Reader, productId: string): RawPrices {
  return withoutAbsent({
    productId: prices.id('ID') ?? productId,
    base: prices.decimal('PriceBase'),
    sale: prices.decimal('PriceSale'),
    msrp: prices.decimal('PriceMsrp'),
    reduction: prices.decimal('PriceReduction'),
  });
}

/** A row of a price list of the store. */
export function readPricePoint(row: Reader): PricePoint | undefined {
  const [key, productId, list] = [row.id('CustomKey'), row.id('MasterID'), row.id('SlaveKey')];
  if (key === undefined || productId === undefined || list === undefined) return undefined;
  const [price, currency] = [row.decimal('Price') ?? '0', row.id('CurrencyKey') ?? ''];
  return withoutAbsent({ key, productId, list, price, currency, unit: row.text('UnitOfMeasure') });
}
