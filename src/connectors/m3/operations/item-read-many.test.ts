import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRig, outputOf, type Rig } from '../testing/rig.ts';

describe('many items and prices', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ bulkSize: 2 });
  });
  afterAll(() => rig.close());
  const items = ['PUMP-1001', 'GHOST', 'ITEM-S90', 'VALVE-1002'].map((itemNumber) => ({ itemNumber }));

  it('items are read in chunks, each with its own result', async () => {
    const driven = await rig.drive('item.read-many', { items });
    expect(driven.exchanges).toHaveLength(2);
    expect(outputOf(driven)).toMatchObject({
      items: [
        { itemNumber: 'PUMP-1001', outcome: 'read', unit: 'EA', itemGroup: 'PUMP', status: '20' },
        { itemNumber: 'GHOST', outcome: 'skipped', reason: expect.stringContaining('does not exist') },
        { itemNumber: 'ITEM-S90', outcome: 'read', status: '90' },
        { itemNumber: 'VALVE-1002', outcome: 'read' },
      ],
      counts: { read: 3, skipped: 1 },
    });
  });

  it('a chunk of nothing but unknown items is no failure', async () => {
    const driven = await rig.drive('item.read-many', { items: [{ itemNumber: 'GHOST' }, { itemNumber: 'GHOST2' }] });
    expect(outputOf(driven)).toMatchObject({ counts: { read: 0, skipped: 2 } });
  });

  it('prices come from the list that counts, with their source, and nothing else is journaled', async () => {
    const driven = await rig.drive('price.list', { items, priceList: 'DEALER', currency: 'USD' });
    expect(driven.exchanges.map(({ call }) => call.name)).toEqual(['lists', 'prices', 'units']);
    expect(JSON.stringify(driven.calls)).not.toContain('PUMP-1007');
    expect(outputOf(driven)).toMatchObject({
      items: [
        { itemNumber: 'PUMP-1001', price: '180.00', source: 'M3 price list DEALER in USD from 20250101' },
        { outcome: 'skipped', reason: 'M3 price list DEALER in USD has no price for it' },
        { outcome: 'skipped' },
        { outcome: 'skipped' },
      ],
      counts: { read: 1, skipped: 3 },
    });
  });

  it('of two lists the later one that has begun counts', async () => {
    const row = { itemNumber: 'PUMP-1013', priceList: 'SPRING' };
    const day = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
    await rig.control('prices', {
      rows: [
        { ...row, price: '1.00', validFrom: '20240101' },
        { ...row, price: '2.00', validFrom: day(-1) },
        { ...row, price: '3.00', validFrom: day(2) },
      ],
    });
    const input = { items: [{ itemNumber: 'PUMP-1013' }], priceList: 'SPRING' };
    expect(outputOf(await rig.drive('price.list', input))).toMatchObject({ items: [{ price: '2.00' }] });
    const later = await rig.drive('price.list', { ...input, day: day(3) });
    expect(outputOf(later)).toMatchObject({ items: [{ price: '3.00' }] });
  });

  it('without a list the price of the item counts', async () => {
    expect(outputOf(await rig.drive('price.list', { items: items.slice(0, 2) }))).toMatchObject({
      items: [{ outcome: 'read', currency: 'USD', source: 'M3 item' }, { outcome: 'skipped' }],
    });
  });

  it.each(['LIST', ''])(
    'a price for another unit than the basic one is skipped, with its code (list “%s”)',
    async (priceList) => {
      await rig.control('items', { itemNumber: 'TOOL-1005', fields: { UNMS: 'M', SPUN: 'RL', SAPR: '250.00' } });
      const asked = { items: [{ itemNumber: 'TOOL-1005' }, { itemNumber: 'PUMP-1001' }], priceList, currency: 'USD' };
      const { items: read, counts } = outputOf(await rig.drive('price.list', asked));
      expect(read).toEqual([
        {
          itemNumber: 'TOOL-1005',
          outcome: 'skipped',
          code: 'm3.price-unit-differs',
          reason: expect.stringMatching(/^Item TOOL-1005: .* price per RL, and the basic unit of the item is M;/),
        },
        expect.objectContaining({ itemNumber: 'PUMP-1001', outcome: 'read' }),
      ]);
      expect(counts).toEqual({ read: 1, skipped: 1 });
    },
  );

  it('a list that has ended is told as one that is not there', async () => {
    const rows = [{ itemNumber: 'PUMP-1001', price: '99.00', priceList: 'SUMMER', validTo: '20250831' }];
    await rig.control('prices', { rows });
    expect((await rig.drive('price.list', { items, priceList: 'SUMMER' })).end).toMatchObject({
      failure: { code: 'm3.price-list-not-found', message: expect.stringContaining('does not count on') },
    });
  });

  it('a list that is not there is told', async () => {
    expect((await rig.drive('price.list', { items, priceList: 'NOLIST' })).end).toMatchObject({
      failure: { code: 'm3.price-list-not-found', record: 'price list NOLIST' },
    });
  });

  it('a customer’s price is worked out by M3, and used again for a short time', async () => {
    const ask = async (customerNumber: string, quantity = '1') =>
      outputOf(await rig.drive('price.get', { customerNumber, itemNumber: 'PUMP-1001', quantity, currency: 'USD' }));
    const first = await ask('C100002');
    expect(first).toMatchObject({ price: '175.50', source: 'M3 price list C100002 for customer C100002' });
    await rig.control('prices', {
      rows: [{ itemNumber: 'PUMP-1001', price: '160.00', priceList: 'C100002', customer: 'C100002' }],
    });
    expect(await ask('C100002')).toEqual(first);
    expect(await ask('C100002', '2')).toMatchObject({ price: '160.00' });
    expect(await ask('C100001')).toMatchObject({ priceList: 'LIST' });
    const fresh = await rig.drive(
      'price.get',
      { customerNumber: 'C100002', itemNumber: 'PUMP-1001', currency: 'USD' },
      { settings: { priceCacheSeconds: 0 } },
    );
    expect(outputOf(fresh)).toMatchObject({ price: '160.00' });
  });

  it('D07: a quantity that is none is refused', async () => {
    const input = { customerNumber: 'C100001', itemNumber: 'PUMP-1001', quantity: '-1' };
    expect((await rig.drive('price.get', input)).end).toMatchObject({ failure: { field: 'quantity' } });
  });
});
