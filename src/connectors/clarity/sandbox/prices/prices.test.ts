import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStore, openStore } from '../testing/open-store.ts';

describe('products and prices of the store', () => {
  let store: OpenStore;
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.close());

  const product = async (sku: string) =>
    (await store.api('GET', `/Products/Product/Key/${sku}?noCache=${Math.random()}`)).body;
  const raw = async (id: unknown) => (await store.api('GET', `/Pricing/Prices/RawForProduct/ID/${String(id)}`)).body;
  const push = (...rows: object[]) =>
    store.api('PATCH', '/Pricing/Prices/RawForProduct/BulkUpdate', { RawPricesToPush: rows });

  it('takes raw prices in bulk, leaves out what is not sent, and passes over unknown products', async () => {
    const { ID } = await product('PUMP-1001');
    await store.api('PATCH', '/Pricing/Prices/RawForProduct/Update', { ID, PriceSale: 99.5 });
    expect((await push({ ID, PriceBase: 251.25 }, { ID: 999_999, PriceBase: 1 })).body).toEqual({
      ActionSucceeded: true,
    });
    expect(await raw(ID)).toMatchObject({ PriceBase: 251.25, PriceSale: 99.5 });
    await store.plain('POST', '/sandbox/settings', { rawPriceWipes: true });
    await push({ ID, PriceBase: 250 });
    expect(await raw(ID)).toEqual({ ID, PriceBase: 250 });
  });

  it('puts products into known categories only', async () => {
    const categories = (SlaveKey: string) => ({
      CustomKey: `NEW-${SlaveKey}`,
      Name: 'New',
      ProductCategories: [{ SlaveKey }],
    });
    expect((await store.api('POST', '/Products/Product/Create', categories('PUMP'))).body['ActionSucceeded']).toBe(
      true,
    );
    expect((await product('NEW-PUMP'))['ProductCategories']).toMatchObject([{ SlaveKey: 'PUMP', SlaveName: 'Pump' }]);
    expect((await store.api('POST', '/Products/Product/Create', categories('NOPE'))).status).toBe(400);
  });

  it('keeps every write for the judge, and counts index rebuilds', async () => {
    const { ID } = await product('PUMP-1001');
    await push({ ID, PriceBase: 251.25 });
    await push({ ID, PriceBase: 251.25 });
    await store.api('POST', '/Providers/Searching/Products/Index');
    const form = new URLSearchParams({ Name: 'Edited by staff', IsVisible: 'true', Active: 'true' });
    const edit = await fetch(`${store.url}/back-office/products/${String(ID)}`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    expect(edit.status).toBe(303);
    const { body } = await store.plain('GET', '/sandbox/products');
    expect(body['indexRebuilds']).toBe(1);
    expect(body['writes']).toMatchObject([
      { sku: 'PUMP-1001', what: 'priced', changed: ['PriceBase'], integration: true },
      { what: 'priced', changed: [] },
      { what: 'index-rebuilt' },
      { what: 'updated', changed: ['Name'], integration: false },
    ]);
    expect(await (await fetch(`${store.url}/back-office/products?q=edited`)).text()).toContain('Edited by staff');
  });
});
