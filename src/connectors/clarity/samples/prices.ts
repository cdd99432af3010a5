import type { Input, Output } from '../operations/price-save/model.ts';

const ROW = { sku: 'PUMP-1001', price: '249.5', currency: 'USD', source: 'M3 price list LIST in USD from 20250101' };

export const PRICE_SAVE_MANY_SAMPLE: { readonly input: Input; readonly output: Output } = {
  input: { items: [{ ...ROW, unit: 'EA' }] },
  output: {
    items: [{ ...ROW, productId: '12', outcome: 'saved' }],
    counts: { saved: 1, unchanged: 0, skipped: 0, refused: 0 },
  },
};
