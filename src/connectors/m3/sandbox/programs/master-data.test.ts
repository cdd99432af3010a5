import { afterAll, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../testing/session.ts';

const session: Session = await openSession();
const { call, control } = session;
afterAll(() => session.sandbox.close());

const NEW = { CUTM: 'WEBTEMPL', CUNM: 'Åsa Ek', CUA1: 'Storgatan 1', PONO: '211 20', TOWN: 'Malmö', CSCD: 'SE' };

describe('customers', () => {
  it('take their number from the series or from us, and a number only once', async () => {
    const first = await call('CRS610MI/Add', NEW);
    expect(first.records).toEqual([{ CUNO: 'WEB000001', ERRM: '' }]);
    const own = { ...NEW, CUNO: 'lb42', ALCU: 'SHOP-42' };
    expect((await call('CRS610MI/Add', own)).records[0]).toMatchObject({ CUNO: 'LB42' });
    expect(await call('CRS610MI/Add', own)).toMatchObject({ status: 200, error: 'XRE0104', field: 'CUNO' });
    const read = await call('CRS610MI/GetBasicData', { CUNO: 'LB42' });
    expect(read.records[0]).toMatchObject({ CUNM: 'Åsa Ek', ALCU: 'SHOP-42', STAT: '20', CHNO: '1' });
    expect((await call('CRS610MI/Add', { ...NEW, CUTM: 'NONE' })).error).toBe('WCUTM03');
  });

  it('can be left half made: ERRM filled and status 12', async () => {
    const { records } = await call('CRS610MI/Add', { ...NEW, CUNO: 'HALF1', CUNM: 'Half-ERRM' });
    expect(records[0]?.['ERRM']).not.toBe('');
    expect((await call('CRS610MI/GetBasicData', { CUNO: 'HALF1' })).records[0]).toMatchObject({ STAT: '12' });
  });

  it('change with a counter that guards against others', async () => {
    await call('CRS610MI/Add', { ...NEW, CUNO: 'CHG1' });
    expect((await call('CRS610MI/ChgBasicData', { CUNO: 'CHG1', CHNO: '1', PHNO: '123', YREF: '?' })).error).toBe('');
    expect((await call('CRS610MI/ChgBasicData', { CUNO: 'CHG1', CHNO: '1', PHNO: '456' })).error).toBe('XUP0001');
    await call('CRS610MI/ChgFinancial', { CUNO: 'CHG1', CRLM: '500' });
    expect((await call('CRS610MI/GetFinancial', { CUNO: 'CHG1' })).records[0]).toMatchObject({
      CRLM: '500',
      CHNO: '3',
    });
    const over = { CUNO: 'CHG1', AMNT: '501', CUCD: 'USD' };
    expect((await call('OIS100MI/CheckCredit', over)).error).toBe('WCRLM01');
    expect((await call('OIS100MI/CheckCredit', { ...over, AMNT: '500' })).error).toBe('');
  });

  it('are listed from a key onwards, and those changed since a moment', async () => {
    const byKey = await call('CRS610MI/LstBySearchKey;returncols=ALCU', { ALCU: 'SHOP-42' });
    expect(byKey.records[0]).toEqual({ ALCU: 'SHOP-42' });
    const byName = await call('CRS610MI/LstByName;maxrecs=1;returncols=CUNM', { CUNM: 'Not' });
    expect(byName.records).toEqual([{ CUNM: 'Not Released Yet Inc' }]);
    const since = (await call('CRS610MI/GetServerTime')).records[0]?.['LMTS'] ?? '';
    await call('CRS610MI/ChgBasicData', { CUNO: 'C100007', CUNM: 'Aaa first now' });
    const changed = await call('CRS610MI/LstByNumber;returncols=CUNO', { LMTS: since });
    expect(changed.records).toEqual([{ CUNO: 'C100007' }]);
    const first = await call('CRS610MI/LstByName;maxrecs=1;returncols=CUNO', { CUNM: 'Aaa' });
    expect(first.records).toEqual([{ CUNO: 'C100007' }]);
  });

  it('have addresses under type and number, each once', async () => {
    const address = { CUNO: 'C100001', ADRT: '1', ADID: 'SHIP1', CUA1: 'Gate 3', PONO: '1', CSCD: 'SE', TOWN: 'Lund' };
    expect((await call('CRS610MI/AddAddress', address)).records[0]).toMatchObject({ ADRT: '1', ADID: 'SHIP1' });
    expect((await call('CRS610MI/AddAddress', { ...address, ADRT: '01' })).error).toBe('XRE0104');
    await call('CRS610MI/ChgAddress', { CUNO: 'C100001', ADRT: '1', ADID: 'SHIP1', TOWN: 'Malmö' });
    expect((await call('CRS610MI/GetAddress', address)).records[0]).toMatchObject({
      TOWN: 'Malmö',
      CUA1: 'Gate 3',
      CHNO: '2',
    });
    const staged = await call('OIS100MI/AddBatchHead', { CUNO: 'C100001', ADID: 'SHIP1' });
    expect(staged.error).toBe('');
    await call('CRS610MI/DeleteAddress', address);
    expect((await call('CRS610MI/LstAddresses', { CUNO: 'C100001' })).records).toEqual([]);
  });

  it('carry own fields beside them', async () => {
    const key = { FILE: 'OOHEAD', PK01: '0010004711' };
    expect((await call('CUSEXTMI/GetFieldValue', key)).error).toBe('XRE0103');
    await call('CUSEXTMI/AddFieldValue', { ...key, A030: 'web-order-id-longer-than-20' });
    expect((await call('CUSEXTMI/GetFieldValue', key)).records[0]).toMatchObject({
      A030: 'web-order-id-longer-than-20',
    });
  });
});

describe('items', () => {
  it('are read in full, with prices in the currency asked for', async () => {
    const item = (await call('MMS200MI/GetItmBasic', { ITNO: 'PUMP-1001' })).records[0];
    expect(item).toMatchObject({ STAT: '20', UNMS: 'EA', ITGR: 'PUMP', SALE: '1', DCCD: '0', GRWE: '0.200' });
    const price = { CUNO: 'C100001', ITNO: 'PUMP-1001', ORQA: '100', CUCD: 'SEK' };
    expect((await call('OIS320MI/GetPriceLine', price)).records[0]).toMatchObject({
      SAPR: '2520.00',
      DIP1: '5',
      NETP: '2394.00',
    });
  });

  it('have aliases, and change at run time', async () => {
    const alias = (await call('MMS025MI/LstAlias', { ITNO: 'VALVE-1002' })).records[0]?.['POPN'] ?? '';
    expect(alias).toMatch(/^\d{13}$/);
    expect((await call('MMS025MI/GetItem', { ALWT: '02', POPN: alias })).records[0]).toMatchObject({
      ITNO: 'VALVE-1002',
    });
    const since = (await call('CRS610MI/GetServerTime')).records[0]?.['LMTS'] ?? '';
    await control('items', { itemNumber: 'VALVE-1002', fields: { STAT: '90' }, onHand: { '001': 3 } });
    const changed = await call('MMS200MI/SelItem;returncols=ITNO,STAT', { LMTS: since });
    expect(changed.records).toEqual([{ ITNO: 'VALVE-1002', STAT: '90' }]);
    expect((await call('OIS100MI/GetATP', { ITNO: 'VALVE-1002', WHLO: '001' })).records[0]).toMatchObject({
      AVTQ: '3',
    });
  });

  it('know countries and warehouses', async () => {
    const countries = await call('CRS045MI/LstCountry;returncols=CSCD,CUCD', {});
    expect(countries.records).toContainEqual({ CSCD: 'NO', CUCD: 'NOK' });
    const warehouses = await call('MMS005MI/LstWarehouses;returncols=WHLO,DIVI', {});
    expect(warehouses.records).toEqual([
      { DIVI: 'AAA', WHLO: '001' },
      { DIVI: 'BBB', WHLO: '002' },
    ]);
  });
});
