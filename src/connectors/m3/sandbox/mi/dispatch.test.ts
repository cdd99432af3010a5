import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMiTables } from '../../metadata/load.ts';
import { findTransaction } from '../../metadata/tables.ts';
import { handlers } from '../programs/index.ts';
import { openSession, type Session } from '../testing/session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.sandbox.close());

const HEAD = { CUNO: 'C100001', ORTP: 'WEB' };
const LINE = { ORNO: '{draft}', ITNO: 'PUMP-1001', ORQT: '1' };

describe('what M3 refuses, and how', () => {
  // Call, input, HTTP status, message id or error type, field.
  const cases: readonly [string, Record<string, string>, number, string, string][] = [
    ['CRS610MI/GetBasicData', {}, 400, 'MandatoryInputFieldNotFound', ''],
    ['CRS610MI/GetBasicData', { CUNO: ' ' }, 400, 'MandatoryInputFieldNotFound', ''],
    ['CRS610MI/GetBasicData', { CUNO: 'TOOLONGNUMBER' }, 400, 'InputFieldTooLong', ''],
    ['CRS610MI/Add', { CUTM: 'WEBTEMPL', CUNM: 'x'.repeat(37), CUA1: 'y' }, 400, 'InputFieldTooLong', ''],
    ['CRS610MI/Add', { CUTM: 'WEBTEMPL', CUNM: 'x', CUA1: 'y', TOWN: 't'.repeat(21) }, 400, 'InputFieldTooLong', ''],
    ['OIS100MI/AddHead', HEAD, 400, 'TransactionNotFound', ''],
    ['MMS001MI/Get', {}, 400, 'TransactionNotFound', ''],
    ['CRS610MI/GetBasicData', { CUNO: 'NOSUCH' }, 200, 'WCU0203', 'CUNO'],
    ['CRS610MI/GetBasicData;cono=999', { CUNO: 'C100001' }, 200, 'XAU0008', 'CONO'],
    ['CRS610MI/GetBasicData', { CUNO: 'C100001', CONO: '999' }, 200, 'XAU0008', 'CONO'],
    ['CRS610MI/GetBasicData;divi=CCC', { CUNO: 'C100001' }, 200, 'WDIVI03', 'DIVI'],
    ['OIS100MI/AddBatchHead', { CUNO: 'BLOCKED1' }, 200, 'OICUST1', 'CUNO'],
    ['OIS100MI/AddBatchHead', { ...HEAD, ORTP: 'ZZZ' }, 200, 'WTT0403', 'ORTP'],
    ['OIS100MI/AddBatchHead', { ...HEAD, WHLO: 'ZZZ' }, 200, 'WWH0103', 'WHLO'],
    ['OIS100MI/AddBatchHead', { ...HEAD, FACI: 'ZZZ' }, 200, 'WFAC303', 'FACI'],
    ['OIS100MI/AddBatchHead', { ...HEAD, CUCD: 'CHF' }, 200, 'WCUCD03', 'CUCD'],
    ['OIS100MI/AddBatchHead', { ...HEAD, TEDL: 'XXX' }, 200, 'WTE0103', 'TEDL'],
    ['OIS100MI/AddBatchHead', { ...HEAD, MODL: 'XXX' }, 200, 'WMO0103', 'MODL'],
    ['OIS100MI/AddBatchHead', { ...HEAD, ADID: 'NOSUCH' }, 200, 'WAD1003', 'ADID'],
    ['OIS100MI/AddBatchHead', { ...HEAD, ORDT: '20251340' }, 200, 'XDT0001', 'ORDT'],
    ['OIS100MI/AddBatchHead', { ...HEAD, RLHM: 'noon' }, 200, 'XNU0000', 'RLHM'],
    ['OIS100MI/AddBatchLine', { ...LINE, ORNO: '0000000000' }, 200, 'WOR0303', 'ORNO'],
    ['OIS100MI/AddBatchLine', { ...LINE, ITNO: 'NOITEM' }, 200, 'WIT0103', 'ITNO'],
    ['OIS100MI/AddBatchLine', { ...LINE, ITNO: 'ITEM-S10' }, 200, 'XIT0107', 'ITNO'],
    ['OIS100MI/AddBatchLine', { ...LINE, ITNO: 'ITEM-S90' }, 200, 'XIT0107', 'ITNO'],
    ['OIS100MI/AddBatchLine', { ...LINE, ORQT: 'abc' }, 200, 'XNU0000', 'ORQT'],
    ['OIS100MI/AddBatchLine', { ...LINE, ORQT: '-1' }, 200, 'XNU0003', 'ORQT'],
    ['OIS100MI/AddBatchLine', { ...LINE, ORQT: '0' }, 200, 'WORQT01', 'ORQT'],
    ['OIS100MI/AddBatchLine', { ...LINE, ORQT: '1.5' }, 200, 'WORQT01', 'ORQT'],
    ['OIS100MI/AddBatchLine', { ...LINE, WHLO: 'ZZZ' }, 200, 'WWH0103', 'WHLO'],
    ['MMS025MI/GetItem', { ALWT: '2', POPN: '123' }, 200, 'WPO0403', 'POPN'],
    ['ARS040MI/AddBatchCharge', { PBID: '1', CHAM: '1' }, 200, 'XAU0001', ''],
    ['OIS100MI/GetLine', { ORNO: '0000000000', PONR: '1' }, 200, 'WOR0303', 'ORNO'],
  ];
  it.each(cases)('%s %j → %i %s %s', async (name, input, status, error, field) => {
    const draft =
      input['ORNO'] === '{draft}' ? (await session.call('OIS100MI/AddBatchHead', HEAD)).records[0] : undefined;
    const answer = await session.call(name, draft ? { ...input, ORNO: draft['ORNO'] ?? '' } : input);
    expect({ status: answer.status, error: answer.error, field: answer.field }).toEqual({ status, error, field });
  });

  it('answers a refusal with 400 where the host does', async () => {
    await session.settings({ nokStatus: 400 });
    const answer = await session.call('CRS610MI/GetBasicData', { CUNO: 'NOSUCH' });
    await session.settings({ nokStatus: 200 });
    expect(answer).toMatchObject({ status: 400, error: 'WCU0203' });
  });

  it('refuses LOCKED01 twice, then works', async () => {
    const read = () => session.call('CRS610MI/GetBasicData', { CUNO: 'LOCKED01' });
    expect([(await read()).error, (await read()).error, (await read()).error]).toEqual(['XO_1130', 'XO_1130', '']);
  });

  it('hides CloudEdition transactions from an older M3, and refuses what the user may not run', async () => {
    await session.settings({ olderRelease: true, unauthorized: ['EXPORTMI/Select'] });
    const direct = await session.call('OIS100MI/AddOrderHead', HEAD);
    const { records } = await session.call('MRS001MI/LstTransactions', { MINM: 'OIS100MI' });
    const exported = await session.call('EXPORTMI/Select', { QERY: 'OAORNO from OOHEAD' });
    await session.settings({ olderRelease: false, unauthorized: [] });
    expect(direct.error).toBe('TransactionNotFound');
    expect(records.map(({ TRNM }) => TRNM)).not.toContain('AddOrderHead');
    expect(records.map(({ TRNM }) => TRNM)).toContain('AddBatchHead');
    expect(exported.error).toBe('XAU0001');
  });
});

describe('what M3 answers', () => {
  const read = async (path: string): Promise<unknown> => {
    const response = await fetch(`${session.api}/${path}`, { headers: { authorization: `Bearer ${session.token}` } });
    return response.json();
  };

  it('fills empty fields, or leaves them out on request', async () => {
    const full = await session.call('CRS610MI/GetBasicData', { CUNO: 'C100001' });
    const short = await session.call('CRS610MI/GetBasicData;excludempty=true', { CUNO: 'c100001' });
    expect(full.records[0]).toMatchObject({ CUNO: 'C100001', CUA2: '', CFC2: '0', STAT: '20' });
    expect(short.records[0]).not.toHaveProperty('CUA2');
    expect(Object.values(full.records[0] ?? {}).every((value) => typeof value === 'string')).toBe(true);
  });

  it('pads to the length of the field when not told to trim', async () => {
    const { records } = await session.call('MMS200MI/GetItmBasic;righttrim=false;returncols=ITNO,STAT', {
      ITNO: 'PAD',
    });
    expect(records).toEqual([{ STAT: '20', ITNO: 'PAD'.padEnd(15) }]);
  });

  it('gives 100 records unless told otherwise, and positions on the key', async () => {
    const many = await session.call('MMS200MI/LstItmByItm', { ITNO: 'A' });
    const all = await session.call('MMS200MI/LstItmByItm;maxrecs=0;returncols=ITNO', { ITNO: 'A' });
    const some = await session.call('CRS610MI/LstByNumber;maxrecs=2;returncols=CUNO', { CUNO: 'C1000395' });
    expect([many.records.length, all.records.length]).toEqual([100, 204]);
    expect(some.records).toEqual([{ CUNO: 'C100040' }, { CUNO: 'LOCKED01' }]);
  });

  it('echoes the input on request and pads messages', async () => {
    expect(await read('v2/execute/CRS610MI/GetBasicData?CUNO=NOSUCH&extendedresult=true')).toEqual({
      results: [
        {
          transaction: 'GetBasicData',
          parameters: { CUNO: 'NOSUCH' },
          errorMessage: 'Customer number NOSUCH does not exist'.padEnd(78),
          errorCode: 'WCU0203',
          errorField: 'CUNO',
          errorType: 'ServerReturnedNOK',
        },
      ],
      wasTerminated: false,
      nrOfSuccessfullTransactions: 0,
      nrOfFailedTransactions: 1,
    });
  });

  it('speaks the v1 shape too', async () => {
    expect(await read('execute/CRS610MI/GetBasicData;metadata=true;returncols=CUNO?CUNO=C100001')).toMatchObject({
      Program: 'CRS610MI',
      Metadata: {
        Field: expect.arrayContaining([{ '@name': 'CUNO', '@type': 'A', '@length': '10', '@description': 'CUNO' }]),
      },
      MIRecord: [{ RowIndex: '0', NameValue: [{ Name: 'CUNO', Value: 'C100001   ' }] }],
    });
    expect(await read('execute/CRS610MI/GetBasicData?CUNO=NOSUCH')).toMatchObject({
      '@type': 'ServerReturnedNOK',
      '@code': 'WCU0203',
      '@field': 'CUNO',
    });
  });

  it('tells its own metadata and the server clock', async () => {
    const fields = await session.call('MRS001MI/LstFields', { MINM: 'OIS100MI', TRNM: 'AddBatchLine', TRTP: 'I' });
    expect(fields.records[1]).toMatchObject({ FLNM: 'ITNO', LENG: '15', TYPE: 'A', MAND: '1' });
    await session.settings({ clockOffsetMs: 86_400_000 });
    const { records } = await session.call('CRS610MI/GetServerTime');
    await session.settings({ clockOffsetMs: 0 });
    expect(Number(records[0]?.['LMTS'])).toBeGreaterThan(Date.now() + 80_000_000);
    expect((await session.call('CRS610MI/GetUserInfo')).records[0]).toMatchObject({ ZDCONO: '100', ZDDIVI: 'AAA' });
  });
});

it('has handlers only for transactions that exist', () => {
  const tables = loadMiTables();
  const known = (name: string): boolean => {
    const [program = '', transaction = ''] = name.split('/');
    return findTransaction(tables, program === '*' ? 'CRS610MI' : program, transaction) !== undefined;
  };
  expect(Object.keys(handlers).filter((name) => !known(name))).toEqual([]);
});
