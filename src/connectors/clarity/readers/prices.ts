import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import { readClaritySettings } from '../setup/settings.ts';
import { ask, PAGE_SIZE } from './ask.ts';
import { readProducts } from './products.ts';

/** Base prices of the store's products, in the store's currency. */
export const priceReader: RecordReader = {
  title: 'Prices',
  picks: PAGE_SIZE,
  page: async (reading) => {
    const { defaultCurrency } = readClaritySettings(reading.settings);
    const { products, cursor } = await readProducts(reading, reading.only);
    const productIds = products.map(({ id }) => id);
    const reply =
      productIds.length === 0 ? undefined : await ask<'price-list'>(reading, { ask: 'price-list', productIds });
    const byId = new Map((reply?.prices ?? []).map(({ productId, price }) => [productId, price]));
    const records = products.map(({ id, sku, updatedAt }) => ({
      key: matchKey(sku),
      id,
      ...(updatedAt === undefined ? {} : { changedAt: updatedAt }),
      fields: { price: byId.get(id) ?? null, currency: defaultCurrency || null },
    }));
    return { records, ...(cursor ? { cursor } : {}) };
  },
};
