import { afterAll, describe, expect, it } from 'vitest';
import { openSession, placeOrder, type Session } from '../testing/session.ts';

const session: Session = await openSession();
const { call, control } = session;
afterAll(() => session.sandbox.close());

const LINES = [
  ['PUMP-1001', '10'],
  ['VALVE-1002', '4'],
] as const;
const advance = async (number: string, wish: object = {}): Promise<string> => {
  const response = await control(`orders/${number}/advance`, wish);
  return response.ok ? '' : ((await response.json()) as { error: string }).error;
};
const statuses = async (number: string): Promise<string> => {
  const head = (await call('OIS100MI/GetHead', { ORNO: number })).records[0];
  const lines = (await call('OIS100MI/LstLineBOD', { ORNO: number })).records.map(({ ORST }) => ORST);
  return `${head?.['ORSL']}-${head?.['ORST']}: ${lines.join(' ')}`;
};

describe('the life of an order', () => {
  it('goes step by step from 22 to 77', async () => {
    const number = await placeOrder(session, { CUOR: 'L-1' }, LINES);
    const seen = [await statuses(number)];
    for (let step = 0; step < 4; step += 1) {
      expect(await advance(number)).toBe('');
      seen.push(await statuses(number));
    }
    expect(seen).toEqual(['22-22: 22 22', '33-33: 33 33', '44-44: 44 44', '66-66: 66 66', '77-77: 77 77']);
    expect(await advance(number)).toBe('nothing of these lines can go on');
  });

  it('goes partly: status digits, deliveries, tracking, invoices', async () => {
    const number = await placeOrder(session, { CUNO: 'C100002' }, LINES);
    await advance(number, { to: '33' });
    await advance(number, { to: '66', lines: [1], quantity: 6 });
    expect(await statuses(number)).toBe('33-36: 36 33');
    await advance(number, { from: '66', to: '77', lines: [1] });
    const lines = await call('OIS100MI/LstLineBOD;returncols=PONR,ORST,ALQT,PLQT,DLQT,IVQT', { ORNO: number });
    expect(lines.records[0]).toEqual({ PONR: '1', ORST: '37', ALQT: '4', PLQT: '0', DLQT: '6', IVQT: '6' });

    const deliveries = await call('MWS411MI/LstDelLnByOrd;returncols=DLIX,RIDL,TRQT', { RORC: '3', RIDN: number });
    expect(deliveries.records.map(({ RIDL, TRQT }) => `${RIDL}: ${TRQT}`)).toEqual(['1: 6']);
    const DLIX = deliveries.records[0]?.['DLIX'] ?? '';
    expect((await call('MWS410MI/GetHead', { DLIX })).records[0]).toMatchObject({
      RIDN: number,
      PGRS: '70',
      IVNO: expect.stringMatching(/^\d{9}$/),
    });
    expect((await call('MWS410MI/LstPackages', { DLIX })).records[0]).toMatchObject({
      ETRN: expect.stringMatching(/^1ZN\d+$/),
    });
    const invoices = await call('OIS350MI/LstAllInvByCO', { ORNO: number });
    expect(invoices.records[0]).toMatchObject({ IVAV: '1558.80', RAFC: '1558.80', CUCD: 'USD' });
  });

  it('splits a delivery of which only a part leaves', async () => {
    const number = await placeOrder(session, {}, LINES);
    await advance(number, { to: '44' });
    await advance(number, { lines: [1], quantity: 3 });
    const { records } = await call('MWS411MI/LstDelLnByOrd;returncols=RIDL,TRQT,PLQT', { RORC: '3', RIDN: number });
    expect(records).toEqual([
      { RIDL: '1', TRQT: '3', PLQT: '0' },
      { RIDL: '1', TRQT: '7', PLQT: '7' },
      { RIDL: '2', TRQT: '4', PLQT: '4' },
    ]);
    expect(await statuses(number)).toBe('44-46: 46 44');
  });

  it('moves stock along: reserved, allocated, gone', async () => {
    const stock = async (): Promise<string> => {
      const { records } = await call('MMS200MI/GetItmWhsBal', { WHLO: '002', ITNO: 'TOOL-1005' });
      const { STQT, REQT, ALQT, AV01, AV02 } = records[0] ?? {};
      return [STQT, REQT, ALQT, AV01, AV02].join(' ');
    };
    const since = (await call('OIS100MI/GetServerTime')).records[0]?.['LMTS'] ?? '';
    expect(await stock()).toBe('859 0 0 859 859');
    const number = await placeOrder(session, { WHLO: '002' }, [['TOOL-1005', '9']]);
    expect(await stock()).toBe('859 9 0 859 850');
    await advance(number, { to: '44' });
    expect(await stock()).toBe('859 9 9 850 850');
    await advance(number, { to: '66' });
    expect(await stock()).toBe('850 0 0 850 850');
    const changed = await call('OIS100MI/LstNewBalances', { LMTS: since });
    expect(changed.records).toMatchObject([{ WHLO: '002', ITNO: 'TOOL-1005', AV01: '850' }]);
  });

  it('stands still while it is stopped or locked', async () => {
    const number = await placeOrder(session, {});
    await control(`orders/${number}/stop`, { code: '7' });
    expect(await advance(number)).toMatch(/stopped with code 7/);
    await control(`orders/${number}/release`, {});
    await call('OIS100MI/LockOrder', { ORNO: number });
    expect(await advance(number)).toMatch(/locked/);
    await call('OIS100MI/ReleaseOrder', { ORNO: number });
    expect(await advance(number)).toBe('');
    expect(await advance('4711')).toBe('there is no order 4711');
  });

  it('ends early: deleted, or closed in part', async () => {
    const number = await placeOrder(session, {}, LINES);
    await call('OIS100MI/CloLine', { ORNO: number, PONR: '2' });
    expect(await statuses(number)).toBe('22-99: 22 99');
    await advance(number, { to: '44' });
    expect((await call('OIS100MI/DelHead', { ORNO: number })).error).toBe('WST0301');
    const other = await placeOrder(session, {}, LINES);
    expect((await call('OIS100MI/DelLine', { ORNO: other, PONR: '1' })).error).toBe('');
    expect((await call('OIS100MI/DelHead', { ORNO: other })).error).toBe('');
    expect((await call('OIS100MI/GetHead', { ORNO: other })).error).toBe('WOR0303');
  });
});

describe('direct entry', () => {
  it('is live at once, warns, and goes on when told to', async () => {
    const head = await call('OIS100MI/AddOrderHead', { CUNO: 'C100001', CUOR: 'D-1' });
    const ORNO = head.records[0]?.['ORNO'] ?? '';
    expect((await call('OIS100MI/GetHead', { ORNO })).records[0]).toMatchObject({ CUOR: 'D-1', ORSL: '22' });
    const much = { ORNO, ITNO: 'PUMP-1001', ORQT: '99999' };
    expect((await call('OIS100MI/AddOrderLine', much)).error).toBe('OIAVAI1');
    const warned = await call('OIS100MI/AddOrderLine', { ...much, IGWA: '1' });
    expect(warned.records[0]).toMatchObject({ PONR: '1', MSI1: 'OIAVAI1' });
    const overridden = await call('OIS100MI/AddOrderLine', { ...much, OATP: '1' });
    expect(overridden.records[0]).toMatchObject({ PONR: '2', MSI1: '' });
    await call('OIS100MI/AddConnCOCharge', { ORNO, CRID: 'FREIGH', CRAM: '5.00' });
    await call('OIS100MI/ChgOrderRef', { ORNO, YREF: 'changed' });
    expect((await call('OIS100MI/GetHead', { ORNO })).records[0]).toMatchObject({ EXAM: '5.00', YREF: 'changed' });
  });

  it('refuses a day that has passed unless warnings are ignored', async () => {
    const late = { CUNO: 'C100001', RLDT: '20200101' };
    expect((await call('OIS100MI/AddOrderHead', late)).error).toBe('OIDATE1');
    expect((await call('OIS100MI/AddOrderHead', { ...late, IGWA: '1' })).records[0]).toMatchObject({ MSI1: 'OIDATE1' });
  });

  it('finds orders by search only after the index has caught up', async () => {
    await placeOrder(session, { CUOR: 'FIND-ME' });
    const search = () => call('OIS100MI/SearchHead', { SQRY: 'CUOR:FIND-ME' });
    expect((await search()).records).toEqual([]);
    await session.settings({ searchLagMs: 0 });
    expect((await search()).records).toHaveLength(1);
    const exported = await call('EXPORTMI/Select', {
      QERY: "OAORNO,OACUOR from OOHEAD where OACONO = 100 and OACUOR = 'FIND-ME'",
      SEPC: ';',
    });
    expect(exported.records.map(({ REPL }) => REPL?.split(';')[1])).toEqual(['FIND-ME']);
  });
});
