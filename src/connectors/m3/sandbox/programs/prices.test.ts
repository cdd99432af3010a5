import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../testing/session.ts';

describe('items and prices', () => {
  let session: Session;
  beforeEach(async () => {
    session = await openSession();
  });
  afterEach(() => session.sandbox.close());
  const read = async (name: string, input: Record<string, string>) => (await session.call(name, input)).records;

  it('count the changes of an item and refuse an older count', async () => {
    const [before] = await read('MMS200MI/GetItmPrice', { ITNO: 'PUMP-1001' });
    const change = (CHNO: string) => session.call('MMS200MI/UpdItmPrice', { ITNO: 'PUMP-1001', SAPR: '251', CHNO });
    expect((await change(before?.['CHNO'] ?? '')).error).toBe('');
    expect((await change(before?.['CHNO'] ?? '')).error).toBe('XUP0001');
    expect(await read('MMS200MI/GetItmPrice', { ITNO: 'PUMP-1001' })).toMatchObject([{ SAPR: '251', CHNO: '2' }]);
  });

  it('tell which list prices changed since a moment', async () => {
    const since = (await read('OIS320MI/GetServerTime', {}))[0]?.['LMTS'] ?? '';
    expect(await read('OIS320MI/LstNewPrices', { LMTS: since })).toEqual([]);
    await session.control('prices', { rows: [{ itemNumber: 'PUMP-1001', price: '199.5' }] });
    await session.control('items', { itemNumber: 'VALVE-1002', fields: { SAPR: '40.00' } });
    const rows = await read('OIS320MI/LstNewPrices', { LMTS: since });
    expect(rows.map(({ PRRF, ITNO, SAPR }) => [PRRF, ITNO, SAPR])).toEqual([
      ['LIST', 'PUMP-1001', '199.5'],
      ['LIST', 'VALVE-1002', '40.00'],
    ]);
  });

  it('have lists with heads and rows', async () => {
    const heads = await read('OIS017MI/LstPriceList', { PRRF: 'DEALER' });
    expect(heads.map(({ PRRF }) => PRRF)).toEqual(['DEALER', 'LIST']);
    const rows = await read('OIS017MI/LstBasePrice;maxrecs=0', { PRRF: 'DEALER', CUCD: 'USD', FVDT: '20250101' });
    expect(rows).toHaveLength(3);
  });

  it('count until the last day of their list, which is one for all its rows', async () => {
    const list = { priceList: 'LIST', validFrom: '20250201' };
    const row = (itemNumber: string, more = {}) => ({ itemNumber, price: '1.00', ...list, ...more });
    const price = async (ITNO: string) =>
      (await read('OIS320MI/GetPriceLine', { CUNO: 'C100001', ITNO })).map(({ SAPR }) => SAPR);
    await session.control('prices', { rows: [row('PUMP-1001'), row('VALVE-1002')] });
    expect([await price('PUMP-1001'), await price('VALVE-1002')]).toEqual([['1.00'], ['1.00']]);
    await session.control('prices', { rows: [row('PUMP-1001', { validTo: '20250228' })] });
    expect([await price('PUMP-1001'), await price('VALVE-1002')]).not.toContainEqual(['1.00']);
    const heads = await read('OIS017MI/LstPriceList', { PRRF: 'LIST' });
    expect(heads.map(({ FVDT, LVDT }) => [FVDT, LVDT])).toEqual([
      ['20250101', '20991231'],
      ['20250201', '20250228'],
    ]);
  });

  it('price a line by the customer’s own list, then the list asked for, then the base list', async () => {
    const price = async (CUNO: string, more = {}) =>
      (await read('OIS320MI/GetPriceLine', { CUNO, ITNO: 'PUMP-1001', ...more })).map(({ SAPR, PRRF }) => [SAPR, PRRF]);
    expect(await price('C100002', { CUCD: 'USD' })).toEqual([['175.50', 'C100002']]);
    expect(await price('C100001', { PRRF: 'DEALER' })).toEqual([['180.00', 'DEALER']]);
    expect(await price('C100001')).toEqual([[expect.stringMatching(/^\d+\.\d\d$/), 'LIST']]);
  });

  it('are changed on their page', async () => {
    const post = (path: string, fields: Record<string, string>) =>
      fetch(`${session.sandbox.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
    expect((await post('/items/PUMP-1001/edit', { ITDS: 'Renamed <pump>' })).status).toBe(303);
    expect((await post('/items/PUMP-1001/price', { price: 'free' })).status).toBe(400);
    expect((await post('/items/PUMP-1001/price', { priceList: 'LIST', currency: 'USD', price: '5.00' })).status).toBe(
      303,
    );
    const page = await (await fetch(`${session.sandbox.url}/items/PUMP-1001`)).text();
    expect(page).toContain('Renamed &lt;pump&gt;');
    expect(page).toContain('5.00 USD/EA');
    expect(await (await fetch(`${session.sandbox.url}/items?q=renamed`)).text()).toContain('PUMP-1001');
  });
});
