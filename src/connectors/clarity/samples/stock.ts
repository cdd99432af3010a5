import { INVENTORY_SAMPLE } from './goods.ts';

const { productId, available, unlimited, places } = INVENTORY_SAMPLE;

/** Two products, one of which the store does not know. */
export const INVENTORY_READ_MANY_SAMPLE = {
  input: { items: [{ sku: 'PUMP-1001' }, { sku: 'NOWHERE-1' }] },
  output: {
    items: [
      { sku: 'PUMP-1001', productId, outcome: 'read', available, unlimited, places },
      { sku: 'NOWHERE-1', outcome: 'skipped', reason: 'The store has no product NOWHERE-1' },
    ],
    counts: { read: 1, skipped: 1 },
  },
} as const;

/** Three rows: one is new to the store, one is there already, one has a section that the store does not know. */
export const INVENTORY_SAVE_MANY_SAMPLE = {
  input: {
    items: [
      { sku: 'PUMP-1001', sectionKey: '001-MAIN', quantity: '37' },
      { sku: 'PUMP-1001', sectionKey: '002-MAIN', quantity: '4' },
      { sku: 'PUMP-1001', sectionKey: '009-MAIN', quantity: '5' },
    ],
  },
  output: {
    items: [
      { sku: 'PUMP-1001', sectionKey: '001-MAIN', quantity: '37', productId: '12', outcome: 'saved' },
      { sku: 'PUMP-1001', sectionKey: '002-MAIN', quantity: '4', productId: '12', outcome: 'unchanged' },
      {
        sku: 'PUMP-1001',
        sectionKey: '009-MAIN',
        quantity: '5',
        productId: '12',
        outcome: 'skipped',
        reason: 'The store has no section 009-MAIN',
      },
    ],
    counts: { saved: 1, unchanged: 1, skipped: 1, refused: 0 },
  },
} as const;
