import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRig, outputOf, type Rig } from '../testing/rig.ts';
import type { StockReadManyOutput } from './stock-read-many.ts';

describe('stock of many items', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ bulkSize: 3 });
    const counts = [
      { itemNumber: 'PUMP-1001', warehouse: '001', onHand: 40 },
      { itemNumber: 'VALVE-1002', warehouse: '001', onHand: -3 },
      { itemNumber: 'SAFETY-1006', warehouse: '002', onHand: 12.25 },
    ];
    await rig.control('stock', { counts });
  });
  afterAll(() => rig.close());

  const items = [
    { itemNumber: 'PUMP-1001', warehouse: '001' },
    { itemNumber: 'GHOST-1', warehouse: '001' },
    { itemNumber: 'VALVE-1002', warehouse: '001' },
    { itemNumber: 'SAFETY-1006', warehouse: '002' },
    { itemNumber: 'PUMP-1001', warehouse: '999' },
  ];

  it('is read in bulk, with unit and safety stock; what M3 does not know is skipped with its reason', async () => {
    const driven = await rig.drive('stock.read-many', { items });
    const { items: rows, counts } = outputOf<StockReadManyOutput>(driven);
    expect(driven.exchanges).toHaveLength(2);
    expect(counts).toEqual({ read: 3, skipped: 2 });
    expect(rows.map(({ itemNumber, outcome, figure, unit }) => [itemNumber, outcome, figure, unit])).toEqual([
      ['PUMP-1001', 'read', '40', 'EA'],
      ['GHOST-1', 'skipped', undefined, undefined],
      ['VALVE-1002', 'read', '-3', 'EA'],
      ['SAFETY-1006', 'read', '12.25', 'M'],
      ['PUMP-1001', 'skipped', undefined, undefined],
    ]);
    expect(rows[1]?.reason).toContain('GHOST-1');
    expect(rows[0]).toMatchObject({ safetyStock: '10' });
    expect(Math.abs(Date.parse(rows[0]?.readAt ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('is the figure that the connection names', async () => {
    await rig.control('items', { itemNumber: 'PUMP-1007', onHand: { '001': 20 } });
    const order = await rig.drive('order.create', {
      orderKey: 'WEB-1',
      customerNumber: 'C100001',
      currency: 'USD',
      lines: [{ lineNumber: '1', itemNumber: 'PUMP-1007', quantity: '4', price: '1.00' }],
    });
    outputOf(order);
    const figureOf = async (stockFigure: string) => {
      const input = { items: [{ itemNumber: 'PUMP-1007', warehouse: '001' }] };
      const driven = await rig.drive('stock.read-many', input, { settings: { stockFigure } });
      return outputOf<StockReadManyOutput>(driven).items[0]?.figure;
    };
    // The order is reserved and not allocated yet: only AV01 does not know of it.
    expect(await figureOf('AV01')).toBe('20');
    expect(await figureOf('AV02')).toBe('16');
    expect(await figureOf('AVTQ')).toBe('16');
  });

  it('needs no call when nothing is asked', async () => {
    const driven = await rig.drive('stock.read-many', { items: [] });
    expect(driven.exchanges).toHaveLength(0);
    expect(outputOf<StockReadManyOutput>(driven).counts).toEqual({ read: 0, skipped: 0 });
  });
});
