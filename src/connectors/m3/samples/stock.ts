import type { StockReadManyInput, StockReadManyOutput } from '../operations/stock-read-many.ts';

/** Two balances, one of an item that M3 does not know. */
export const STOCK_READ_MANY_SAMPLE: { readonly input: StockReadManyInput; readonly output: StockReadManyOutput } = {
  input: {
    items: [
      { itemNumber: 'PUMP-1001', warehouse: '001' },
      { itemNumber: 'GHOST-1', warehouse: '001' },
    ],
  },
  output: {
    items: [
      {
        itemNumber: 'PUMP-1001',
        warehouse: '001',
        outcome: 'read',
        figure: '480',
        unit: 'EA',
        safetyStock: '10',
        readAt: '2026-01-12T08:00:00.000Z',
      },
      {
        itemNumber: 'GHOST-1',
        warehouse: '001',
        outcome: 'skipped',
        reason: 'M3: Alias GHOST-1 does not exist (WPO0403)',
      },
    ],
    counts: { read: 1, skipped: 1 },
  },
};
