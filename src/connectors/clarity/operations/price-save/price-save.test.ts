import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { openRig, type Rig } from '../../testing/rig.ts';
import type { Output } from './model.ts';

describe('saving prices', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(() => rig.close());

  interface Ledger {
    products: { sku: string; price: number; salePrice: number | null }[];
    pricePoints: object[];
    writes: { what: string; sku: string; changed: string[] }[];
  }
  const ledger = async () => (await rig.store.plain('GET', '/sandbox/products')).body as unknown as Ledger;
  const priceOf = async (sku: string) => (await ledger()).products.find((each) => each.sku === sku);
  const row = (sku: string, price: string, more: object = {}) => ({ sku, price, currency: 'USD', ...more });
  const saved = async (rows: object[]) => await rig.output<Output>('price.save-many', { items: rows } as JsonObject);

  it('sets base prices in bulk and says where they come from', async () => {
    const items = [row('PUMP-1001', '251.2500', { source: 'M3 item' }), row('VALVE-1002', '40')];
    const driven = await rig.drive('price.save-many', { items } as JsonObject);
    expect(driven.exchanges.map(({ call }) => call.name)).toEqual(['products', 'write 1']);
    expect(driven.end).toMatchObject({ output: { counts: { saved: 2 }, items: [{ source: 'M3 item' }, {}] } });
    expect(await priceOf('PUMP-1001')).toMatchObject({ price: 251.25 });
    expect(await priceOf('VALVE-1002')).toMatchObject({ price: 40 });
  });

  it('D23: refuses prices that cannot be meant, one by one, and goes on', async () => {
    const { items, counts } = await saved([
      row('PUMP-1001', '0'),
      row('PUMP-1007', '-5'),
      row('PUMP-1013', 'abc'),
      row('VALVE-1002', '1', { currency: 'SEK' }),
      row('MOTOR-1004', '0.12345678'),
      row('GHOST', '5'),
      row('TOOL-1005', '66.60'),
    ]);
    expect(counts).toEqual({ saved: 1, unchanged: 0, skipped: 1, refused: 5 });
    expect(items.map(({ reason }) => reason)).toEqual([
      'Item PUMP-1001: a price of zero would give it away',
      'Item PUMP-1007: a price of -5 is below zero',
      'Item PUMP-1013: “abc” is no price',
      expect.stringContaining('base prices are in USD, and this one is in SEK'),
      expect.stringContaining('more than 6 decimals'),
      'The store has no product GHOST',
      undefined,
    ]);
    expect((await ledger()).writes.map(({ sku }) => sku)).toEqual(['TOOL-1005']);
  });

  it('keeps sale prices where the store would empty them, and leaves equal prices alone', async () => {
    await rig.close();
    rig = await openRig({ settings: { rawPrices: 'whole' } });
    await rig.settings({ rawPriceWipes: true });
    const { ID } = (await rig.store.api('GET', '/Products/Product/Key/PUMP-1001')).body;
    await rig.store.api('PATCH', '/Pricing/Prices/RawForProduct/Update', { ID, PriceBase: 100, PriceSale: 90 });
    expect((await saved([row('PUMP-1001', '100.00')])).counts).toMatchObject({ unchanged: 1, saved: 0 });
    expect((await saved([row('PUMP-1001', '101')])).counts).toMatchObject({ saved: 1 });
    expect(await priceOf('PUMP-1001')).toMatchObject({ price: 101, salePrice: 90 });
  });

  it('sets prices of the store’s lists, and only those that differ', async () => {
    const rows = [
      row('PUMP-1001', '180', { list: 'DEALER' }),
      row('PUMP-1001', '1800', { list: 'WEB', currency: 'SEK' }),
    ];
    expect((await saved(rows)).counts).toMatchObject({ saved: 2 });
    expect((await saved(rows)).counts).toMatchObject({ saved: 0, unchanged: 2 });
    expect((await saved([row('PUMP-1001', '175', { list: 'DEALER' }), ...rows.slice(1)])).counts).toMatchObject({
      saved: 1,
      unchanged: 1,
    });
    expect((await ledger()).pricePoints).toEqual([
      { sku: 'PUMP-1001', list: 'DEALER', price: 175, currency: 'USD', minimum: 1 },
      { sku: 'PUMP-1001', list: 'WEB', price: 1800, currency: 'SEK', minimum: 1 },
    ]);
    const { items } = await saved([row('PUMP-1001', '1', { list: 'NOLIST' })]);
    expect(items).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('NOLIST') }]);
  });

  it.each(['drop-after', 'drop-before'])(
    'N01 N02: after a lost answer (%s) waits and writes the same again',
    async (kind) => {
      await rig.fault('PATCH /Pricing/Prices/RawForProduct/BulkUpdate', kind);
      const driven = await rig.drive('price.save-many', { items: [row('PUMP-1001', '77')] } as unknown as JsonObject);
      expect(driven.end).toMatchObject({ output: { counts: { saved: 1 } } });
      const [first, second] = driven.calls.filter(({ name }) => name === 'write 1');
      expect((second?.sentAt ?? 0) - (first?.sentAt ?? 0)).toBeGreaterThanOrEqual(5_000);
      expect(await priceOf('PUMP-1001')).toMatchObject({ price: 77 });
    },
  );
});
