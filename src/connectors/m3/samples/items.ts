import type { ItemReadManyInput, ItemReadManyOutput } from '../operations/item-read-many.ts';
import type { PriceGetInput, PriceGetOutput } from '../operations/price-get.ts';
import type { PriceListInput, PriceListOutput } from '../operations/price-list.ts';
import { PUMP } from './reads.ts';

interface Sample<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export const ITEM_READ_MANY_SAMPLE: Sample<ItemReadManyInput, ItemReadManyOutput> = {
  input: { items: [{ itemNumber: 'PUMP-1001' }, { itemNumber: 'GHOST' }] },
  output: {
    items: [
      {
        itemNumber: 'PUMP-1001',
        outcome: 'read',
        ...PUMP,
      },
      { itemNumber: 'GHOST', outcome: 'skipped', reason: 'M3: Item number GHOST does not exist (WIT0103)' },
    ],
    counts: { read: 1, skipped: 1 },
  },
};

export const PRICE_LIST_SAMPLE: Sample<PriceListInput, PriceListOutput> = {
  input: { items: [{ itemNumber: 'PUMP-1001' }, { itemNumber: 'GHOST' }], priceList: 'LIST', currency: 'USD' },
  output: {
    items: [
      {
        itemNumber: 'PUMP-1001',
        outcome: 'read',
        price: '240.00',
        perQuantity: '1',
        unit: 'EA',
        currency: 'USD',
        source: 'M3 price list LIST in USD from 20250101',
      },
      { itemNumber: 'GHOST', outcome: 'skipped', reason: 'M3 price list LIST in USD has no price for it' },
    ],
    counts: { read: 1, skipped: 1 },
  },
};

export const PRICE_GET_SAMPLE: Sample<PriceGetInput, PriceGetOutput> = {
  input: { customerNumber: 'C100001', itemNumber: 'PUMP-1001', quantity: '120', currency: 'USD' },
  output: {
    customerNumber: 'C100001',
    itemNumber: 'PUMP-1001',
    quantity: '120',
    currency: 'USD',
    price: '240.00',
    netPrice: '228.00',
    perQuantity: '1',
    unit: 'EA',
    priceList: 'LIST',
    source: 'M3 price list LIST for customer C100001',
    readAt: '2025-03-04T14:00:00.000Z',
  },
};
