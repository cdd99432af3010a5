import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { openSession, placeOrder, type Session, stageOrder } from '../testing/session.ts';

const session: Session = await openSession();
const { call, settings, ledger } = session;
afterAll(() => session.sandbox.close());
beforeEach(() => settings(DEFAULT_SETTINGS));

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const statusOf = async (number: string) => (await call('OIS275MI/GetTmpOrderStat', { ORNO: number })).records[0];

describe('a staged order', () => {
  it('is not live before Confirm, and exactly itself afterwards', async () => {
    const lines = [
      ['PUMP-1001', '2'],
      ['SEAL-1003', '10'],
    ] as const;
    const staged = await stageOrder(session, { CUOR: 'W-1', YREF: 'W-1-1', CUCD: 'EUR' }, lines);
    await call('OIS100MI/AddBatchAddress', {
      ORNO: staged,
      ADRT: '1',
      CUNM: 'Åsa Ek',
      CUA1: 'Storgatan 1',
      CSCD: 'SE',
    });
    await call('OIS100MI/AddBatchHeadChg', { ORNO: staged, CRID: 'FREIGH', CRAM: '24.90', CRD0: 'Shipping' });
    expect((await call('OIS100MI/LstHead', { CUNO: 'C100001' })).records).toEqual([]);
    const back = await call('OIS275MI/LstBatchLine;returncols=PONR,CUPO,ITNO,ORQT', { ORNO: staged });
    expect(back.records).toEqual([
      { ITNO: 'PUMP-1001', ORQT: '2', CUPO: '1', PONR: '1' },
      { ITNO: 'SEAL-1003', ORQT: '10', CUPO: '2', PONR: '2' },
    ]);
    expect((await call('OIS275MI/GetBatchHead', { ORNO: staged })).records[0]).toMatchObject({
      CUOR: 'W-1',
      CUCD: 'EUR',
    });

    const confirmed = await call('OIS100MI/Confirm', { ORNO: staged });
    expect(confirmed.records).toEqual([{ ORNO: '0010004711', STAT: '90' }]);
    expect(await statusOf(staged)).toEqual({ ORNO: staged, ORNR: '0010004711', STAT: '90' });
    const head = await call('OIS100MI/GetHead', { ORNO: '0010004711' });
    // 2 × 240.00 and 10 × 9.58 dollars at 0.92, shipping, 25 per cent Swedish tax.
    expect(head.records[0]).toMatchObject({
      ORSL: '22',
      OBLC: '0',
      NTAM: '529.70',
      EXAM: '24.90',
      VTAM: '138.65',
      TOPY: '693.25',
    });
    const address = await call('OIS100MI/GetAddress', { ORNO: '0010004711', ADRT: '01' });
    expect(address.records[0]).toMatchObject({ CUNM: 'Åsa Ek', CSCD: 'SE' });
  });

  it('takes a price for the unit it is said to be for, else for that of the item', async () => {
    const staged = await stageOrder(session, { CUCD: 'USD' }, []);
    const seals = { ORNO: staged, ITNO: 'SEAL-1003', ORQT: '20', ALUN: 'PCS', SAPR: '1.50' };
    expect((await call('OIS100MI/AddBatchLine', { ...seals, SPUN: 'KG' })).error).toBe('XRE0103');
    await call('OIS100MI/AddBatchLine', { ...seals, SPUN: 'PCS', SACD: '1' });
    await call('OIS100MI/AddBatchLine', seals);
    const [confirmed] = (await call('OIS100MI/Confirm', { ORNO: staged })).records;
    const lines = await call('OIS100MI/LstLine;returncols=ORQT,SPUN,NEPR,NLAM', { ORNO: confirmed?.['ORNO'] ?? '' });
    // 20 pieces are two boxes of ten.
    expect(lines.records).toEqual([
      { ORQT: '2', SPUN: 'PCS', NEPR: '1.5', NLAM: '30.00' },
      { ORQT: '2', SPUN: 'BX', NEPR: '1.5', NLAM: '3.00' },
    ]);
  });

  it('can be corrected, thrown away, and not touched once it is an order', async () => {
    const staged = await stageOrder(session, {}, [
      ['SEAL-1003', '1'],
      ['PUMP-1001', '1'],
    ]);
    await call('OIS100MI/ChgBatchLine', { ORNO: staged, ITNO: 'SEAL-1003', PONR: '1', ORQT: '30', ALUN: 'PCS' });
    await call('OIS100MI/ChgBatchLine', { ORNO: staged, ITNO: 'SEAL-1003', PONR: '1', CUPO: '9' });
    await call('OIS100MI/DelBatchLine', { ORNO: staged, PONR: '2' });
    const { records } = await call('OIS275MI/LstBatchLine;returncols=ORQT,CUPO', { ORNO: staged });
    expect(records).toEqual([{ ORQT: '3', CUPO: '9' }]);
    await call('OIS100MI/Confirm', { ORNO: staged });
    expect((await call('OIS100MI/DelBatchHead', { ORNO: staged })).error).toBe('WST0301');
    expect((await call('OIS100MI/Confirm', { ORNO: staged })).error).toBe('WST0301');
    const other = await stageOrder(session, {});
    expect((await call('OIS100MI/DelBatchHead', { ORNO: other })).error).toBe('');
    expect((await call('OIS275MI/GetTmpOrderStat', { ORNO: other })).error).toBe('WOR0303');
  });

  it('has no guard against a second order with the same number', async () => {
    await placeOrder(session, { CUNO: 'C100002', CUOR: 'W-2' });
    await placeOrder(session, { CUNO: 'C100002', CUOR: 'W-2' });
    const { records } = await call('OIS100MI/LstHead;returncols=CUOR', { CUNO: 'C100002' });
    expect(records).toEqual([{ CUOR: 'W-2' }, { CUOR: 'W-2' }]);
  });

  it('is found by its customer with number and status', async () => {
    const [open, confirmed] = [
      await stageOrder(session, { CUNO: 'C100003', CUOR: 'W-3' }),
      await stageOrder(session, { CUNO: 'C100003' }),
    ];
    await call('OIS100MI/Confirm', { ORNO: confirmed });
    const { records } = await call('OIS100MI/LstBatchHead;returncols=ORNO,STAT,CUOR', { CUNO: 'C100003', ORST: '89' });
    expect(records).toEqual([{ ORNO: open, STAT: '10', CUOR: 'W-3' }]);
  });
});

describe('Confirm', () => {
  it('later: answers without a number and converts in its own time', async () => {
    await settings({ confirmMode: 'delayed', confirmDelayMs: 60 });
    const staged = await stageOrder(session, {});
    expect((await call('OIS100MI/Confirm', { ORNO: staged })).records).toEqual([{ ORNO: '', STAT: '20' }]);
    expect(await statusOf(staged)).toMatchObject({ ORNR: '', STAT: '10' });
    await sleep(120);
    expect(await statusOf(staged)).toMatchObject({ STAT: '90', ORNR: expect.stringMatching(/^\d{10}$/) });
  });

  it('twice while the first still runs makes two orders of one draft', async () => {
    await settings({ confirmMode: 'delayed', confirmDelayMs: 60 });
    const staged = await stageOrder(session, { CUNO: 'C100004' });
    await Promise.all([call('OIS100MI/Confirm', { ORNO: staged }), call('OIS100MI/Confirm', { ORNO: staged })]);
    await sleep(150);
    const orders = (await ledger()).orders.filter(({ temporaryNumber }) => temporaryNumber === staged);
    expect(orders).toHaveLength(2);
  });

  it.each(['15', '25', '30', '55'] as const)('refused by setting: status %s with a message', async (status) => {
    await settings({ refuseStatus: status });
    const staged = await stageOrder(session, {});
    expect((await call('OIS100MI/Confirm', { ORNO: staged })).records).toEqual([{ ORNO: '', STAT: status }]);
    const { records } = await call('OIS100MI/LstErrMsgOrder', { ORNO: staged });
    expect(records[0]).toMatchObject({ MDTA: staged, MSID: 'CPF9898' });
    await settings({ refuseStatus: '' });
    expect((await call('OIS100MI/Confirm', { ORNO: staged })).records[0]).toMatchObject({ STAT: '90' });
  });

  const refusals = [
    ['a customer not released', { CUNO: 'NEWCUST1' }, [['PUMP-1001', '1']], '15', 'OICUST1'],
    ['no lines', { CUNO: 'C100005' }, [], '20', 'WPONR02'],
    ['a customer over the limit', { CUNO: 'OVERLIM1' }, [['PUMP-1001', '1']], '30', 'WCRLM01'],
  ] as const;
  it.each(refusals)('refused for %s', async (_why, head, lines, status, id) => {
    const staged = await stageOrder(session, head, lines);
    expect((await call('OIS100MI/Confirm', { ORNO: staged })).records).toEqual([{ ORNO: '', STAT: status }]);
    expect((await call('OIS100MI/LstErrMsgOrder', { ORNO: staged })).records[0]).toMatchObject({ MSID: id });
  });

  it('finds bad items itself where lines are not checked', async () => {
    await settings({ itemCheck: 'confirm' });
    const staged = await stageOrder(session, {}, [
      ['PUMP-1001', '1'],
      ['NOITEM', '1'],
      ['ITEM-S90', '1'],
    ]);
    expect((await call('OIS100MI/Confirm', { ORNO: staged })).records[0]).toMatchObject({ STAT: '25' });
    const { records } = await call('OIS100MI/LstErrMsgOrder', { ORNO: staged });
    expect(records.map(({ MSID, MDTA }) => `${MSID} ${MDTA}`)).toEqual(['WIT0103 2 NOITEM', 'XIT0107 3 ITEM-S90']);
  });

  it('over the limit makes a stopped order where the company wants that', async () => {
    await settings({ creditMode: 'stopped' });
    const number = await placeOrder(session, { CUNO: 'OVERLIM1' });
    expect((await call('OIS100MI/GetHead', { ORNO: number })).records[0]).toMatchObject({ OBLC: '3' });
    expect((await call('OIS120MI/LstCOStopByORNO', {})).records.map(({ ORNO }) => ORNO)).toEqual([number]);
    await call('OIS120MI/UpdCOStop', { ORNO: number, OBLC: '9' });
    expect((await call('OIS120MI/LstCOStopByORNO', {})).records).toEqual([]);
  });
});
