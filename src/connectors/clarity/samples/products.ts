import type { Input, Output } from '../operations/product-save/model.ts';

export const PRODUCT_SAVE_MANY_SAMPLE: { readonly input: Input; readonly output: Output } = {
  input: {
    items: [
      {
        sku: 'PUMP-1001',
        name: 'Diaphragm pump DN20',
        shortDescription: 'Diaphragm pump DN20, pump range',
        unit: 'EA',
        weight: '0.2',
        weightUnit: 'kg',
        visible: true,
        discontinued: false,
        category: 'PUMP',
      },
    ],
    owners: { unit: 'erp', discontinued: 'erp' },
    firstMeeting: 'erp',
  },
  output: {
    items: [{ sku: 'PUMP-1001', id: '12', outcome: 'saved', kept: ['name'] }],
    counts: { saved: 1, unchanged: 0, skipped: 0, refused: 0 },
  },
};
