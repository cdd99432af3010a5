import { describe, expect, it } from 'vitest';
import { loadMiTables } from '../metadata/load.ts';
import { findRequestFault } from './check-request.ts';
import { decodeAnswer } from './decode.ts';
import { encodeCall, type WireContext } from './encode.ts';
import { labelOf, type M3Request, readRequest } from './request.ts';
import { judgeAnswer } from './verdict.ts';

const context: WireContext = {
  basePath: '/ACME_TST/M3/m3api-rest',
  apiVersion: 'v2',
  company: '100',
  division: 'AAA',
  dateFormat: 'YMD8',
};
const single = (transaction: string, record: Record<string, string> = {}, needs?: string[]): M3Request => ({
  program: 'OIS100MI',
  transactions: [{ transaction, record, ...(needs ? { needs } : {}) }],
});
const bulk = (...names: string[]): M3Request => ({
  program: 'OIS100MI',
  transactions: names.map((transaction) => ({ transaction, record: { ITNO: transaction }, needs: ['PONR'] })),
});
const ok = (transaction: string, ...records: object[]) => ({ transaction, records });
const nok = (transaction: string, errorCode: string, errorField = '') => ({
  transaction,
  errorMessage: `Something about it ${' '.repeat(40)}`,
  errorCode,
  errorField,
  errorType: 'ServerReturnedNOK',
});
const v2 = (...results: object[]): string => JSON.stringify({ results, wasTerminated: false });
const terminated = (type: string, reason = 'Mandatory input field CUNO is missing   '): string =>
  JSON.stringify({ results: [], wasTerminated: true, terminationErrorType: type, terminationReason: reason });

const verdict = (body: string, request: M3Request, effect: 'read' | 'write') =>
  judgeAnswer(
    decodeAnswer(
      body,
      request.transactions.map(({ transaction }) => transaction),
    ),
    request,
    effect,
  );
const short = (body: string, request: M3Request, effect: 'read' | 'write'): string => {
  const { outcome, failure } = verdict(body, request, effect);
  return [outcome, failure?.kind, failure?.code].filter(Boolean).join(' ');
};

describe('what an answer of m3api-rest means', () => {
  const unclear = [
    'not-sent unreachable connection.no-usable-answer',
    'ambiguous uncertain connection.outcome-unknown',
  ] as const;
  const table: readonly [string, string, M3Request, string, string][] = [
    ['a good answer', v2(ok('GetHead', { ORNO: '1' })), single('GetHead'), 'applied', 'applied'],
    ['no output', v2(ok('DelHead')), single('DelHead'), 'applied', 'applied'],
    ['one empty object', v2(ok('DelHead', {})), single('DelHead'), 'applied', 'applied'],
    ['N16: an HTML page', '<html>Sign in</html>', single('Confirm'), ...unclear],
    ['N17: half of the JSON', v2(ok('Confirm', { ORNO: '1' })).slice(0, 30), single('Confirm'), ...unclear],
    ['N17: nothing', '', single('Confirm'), ...unclear],
    ['N17: two documents', `${v2(ok('Confirm'))}${v2(ok('Confirm'))}`, single('Confirm'), ...unclear],
    ['N18: another shape', '{"status":"ok"}', single('Confirm'), ...unclear],
    ['N18: a list', '[]', single('Confirm'), ...unclear],
    [
      'N18: the key is missing',
      v2(ok('AddBatchHead', { CUNO: 'X' })),
      single('AddBatchHead', {}, ['ORNO']),
      ...unclear,
    ],
    ['N18: no records', v2(ok('AddBatchHead')), single('AddBatchHead', {}, ['ORNO']), ...unclear],
    ['N27: another transaction', v2(ok('GetLine', {})), single('GetHead'), ...unclear],
    ['N27: another order', v2(ok('GetHead', { ORNO: '2' })), single('GetHead', { ORNO: '1' }), ...unclear],
    [
      'the same order in other letters',
      v2(ok('GetHead', { ORNO: '0001' })),
      single('GetHead', { ORNO: '1' }),
      'applied',
      'applied',
    ],
    ['too few results', v2(ok('AddBatchLine', { PONR: '1' })), bulk('AddBatchLine', 'AddBatchLine'), ...unclear],
    ['broken off without a known reason', terminated('SystemError'), single('Confirm'), ...unclear],
    [
      'a mandatory field is missing',
      terminated('MandatoryInputFieldNotFound'),
      single('Confirm'),
      'refused fault m3.call-invalid',
      'refused fault m3.call-invalid',
    ],
    [
      'an unknown transaction',
      terminated('TransactionNotFound'),
      single('Confirm'),
      'refused rejected m3.transaction-unknown',
      'refused rejected m3.transaction-unknown',
    ],
    [
      'N24: M3 says no',
      v2(nok('Confirm', 'XYZ9999')),
      single('Confirm'),
      'refused rejected m3.rejected',
      'refused rejected m3.rejected',
    ],
    [
      'unknown item',
      v2(nok('GetItmBasic', 'WIT0103', 'ITNO')),
      single('GetItmBasic'),
      'refused missing m3.item-not-found',
      'refused missing m3.item-not-found',
    ],
    [
      'unknown record',
      v2(nok('GetHead', 'XRE0103')),
      single('GetHead'),
      'refused missing m3.record-missing',
      'refused missing m3.record-missing',
    ],
    ['an empty list', v2(nok('LstLine', 'XRE0103')), single('LstLine'), 'applied', 'applied'],
    [
      'somebody changed it',
      v2(nok('ChgHead', 'XUP0001')),
      single('ChgHead'),
      'refused conflict m3.record-changed',
      'refused conflict m3.record-changed',
    ],
    [
      'in use',
      v2(nok('AddBatchHead', 'XO_1130')),
      single('AddBatchHead'),
      'not-sent throttled m3.record-locked',
      'refused throttled m3.record-locked',
    ],
    [
      'user not active',
      v2(nok('GetHead', 'X_01003')),
      single('GetHead'),
      'refused unauthorized m3.user-refused',
      'refused unauthorized m3.user-refused',
    ],
    [
      'A11: wrong company',
      v2(nok('GetHead', 'XAU0008', 'CONO')),
      single('GetHead'),
      'refused unauthorized m3.user-refused',
      'refused unauthorized m3.user-refused',
    ],
    [
      'a code by its grammar',
      v2(nok('AddBatchHead', 'WCUCD03')),
      single('AddBatchHead'),
      'refused rejected m3.value-unknown',
      'refused rejected m3.value-unknown',
    ],
    [
      'v1 success',
      '{"Program":"OIS100MI","Transaction":"GetHead","MIRecord":[{"RowIndex":"0","NameValue":[{"Name":"ORNO","Value":"1  "}]}]}',
      single('GetHead', { ORNO: '1' }, ['ORNO']),
      'applied',
      'applied',
    ],
    [
      'v1 refusal with HTTP 200',
      '{"@type":"ServerReturnedNOK","@code":"XRE0103","@field":"","Message":"Record does not exist      "}',
      single('GetHead'),
      'refused missing m3.record-missing',
      'refused missing m3.record-missing',
    ],
    [
      'v1 request fault',
      '{"@type":"TransactionNotFound","Message":"no"}',
      single('GetHead'),
      'refused rejected m3.transaction-unknown',
      'refused rejected m3.transaction-unknown',
    ],
  ];
  it.each(table)('%s', (_name, body, request, read, write) => {
    expect(short(body, request, 'read')).toBe(read);
    expect(short(body, request, 'write')).toBe(write);
  });

  it('N25: 7 done, 2 refused, 1 not processed: each by its own result', () => {
    const lines = Array.from({ length: 10 }, () => 'AddBatchLine');
    const results = lines.map((name, index) =>
      index < 7
        ? ok(name, { PONR: String(index + 1) })
        : index < 9
          ? nok(name, 'WIT0103')
          : { transaction: name, notProcessed: true },
    );
    const { outcome, reply } = verdict(JSON.stringify({ results, wasTerminated: true }), bulk(...lines), 'write');
    expect(outcome).toBe('applied');
    const got = (reply as unknown as { results: { error?: object; notProcessed?: true }[] }).results;
    expect(got.map(({ error, notProcessed }) => (error ? 'refused' : notProcessed ? 'not processed' : 'done'))).toEqual(
      [...Array.from({ length: 7 }, () => 'done'), 'refused', 'refused', 'not processed'],
    );
  });

  it('a bulk write of which nothing took effect is refused, or not sent at all', () => {
    const request = bulk('AddBatchLine', 'AddBatchLine');
    const skipped = { transaction: 'AddBatchLine', notProcessed: true };
    expect(short(v2(nok('AddBatchLine', 'WIT0103'), skipped), request, 'write')).toBe(
      'refused missing m3.item-not-found',
    );
    expect(short(v2(skipped, skipped), request, 'write')).toBe('not-sent unreachable connection.unreachable');
  });

  it('a bulk read with one gap is an answer, and one of nothing but gaps is not', () => {
    const request = { ...bulk('GetItmBasic', 'GetItmBasic'), program: 'MMS200MI' };
    const free = {
      ...request,
      transactions: request.transactions.map(({ transaction, record }) => ({ transaction, record })),
    };
    expect(short(v2(ok('GetItmBasic', { STAT: '20' }), nok('GetItmBasic', 'WIT0103')), free, 'read')).toBe('applied');
    expect(short(v2(nok('GetItmBasic', 'WIT0103'), nok('GetItmBasic', 'WIT0103')), free, 'read')).toBe(
      'refused missing m3.item-not-found',
    );
  });

  it('tells people what M3 said, about which record, without padding', () => {
    const request = single('AddBatchLine', { ORNO: '1', ITNO: 'GHOST-1' });
    const { failure } = verdict(
      v2({
        ...nok('AddBatchLine', 'WIT0103', 'ITNO'),
        errorMessage: 'Item number GHOST-1 does not exist    WIT0103 ITNO',
      }),
      request,
      'write',
    );
    expect(failure).toMatchObject({
      message: 'M3: Item number GHOST-1 does not exist (WIT0103)',
      record: 'item GHOST-1',
    });
  });

  it('keeps what a list delivered before it failed', () => {
    const body = v2({ ...nok('LstLine', 'CPF9898'), records: [{ PONR: '1   ' }] });
    const { outcome, reply, failure } = verdict(body, single('LstLine'), 'read');
    expect(outcome).toBe('refused');
    expect(failure?.code).toBe('m3.rejected');
    expect(JSON.stringify(reply)).toContain('{"PONR":"1"}');
  });
});

describe('how a call is written', () => {
  it('a single read is a GET with its controls', () => {
    const { method, path } = encodeCall({ ...single('GetHead', { ORNO: 'Ö 1' }), maxRecords: 1 }, 'read', context);
    const url = new URL(path, 'https://x.example');
    expect(method).toBe('GET');
    expect(url.pathname).toBe('/ACME_TST/M3/m3api-rest/v2/execute/OIS100MI/GetHead');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ORNO: 'Ö 1',
      cono: '100',
      divi: 'AAA',
      maxrecs: '1',
      excludeempty: 'true',
    });
  });

  it('every write, several transactions and long reads are a POST', () => {
    expect(encodeCall(single('Confirm'), 'write', context).method).toBe('POST');
    expect(encodeCall(bulk('GetHead', 'LstLine'), 'read', context).method).toBe('POST');
    expect(encodeCall(single('SearchHead', { SQRY: 'x'.repeat(1_900) }), 'read', context).method).toBe('POST');
    expect(JSON.parse(encodeCall(single('Confirm', { ORNO: '1' }), 'write', context).body ?? '')).toMatchObject({
      program: 'OIS100MI',
      cono: 100,
      divi: 'AAA',
      transactions: [{ transaction: 'Confirm', record: { ORNO: '1' } }],
    });
  });

  it('v1 puts the controls before the query, and takes one transaction', () => {
    const old = { ...context, apiVersion: 'v1' as const };
    const { method, path } = encodeCall(single('GetHead', { ORNO: '1' }), 'write', old);
    expect([method, path]).toEqual([
      'GET',
      '/ACME_TST/M3/m3api-rest/execute/OIS100MI/GetHead;metadata=false;maxrecs=1;excludempty=true;cono=100;divi=AAA?ORNO=1',
    ]);
    expect(() => encodeCall(bulk('GetHead', 'GetHead'), 'read', old)).toThrow('one transaction');
  });

  it('is named for metrics, and nonsense is refused', () => {
    expect([labelOf(single('Confirm')), labelOf(bulk('A', 'B'))]).toEqual(['OIS100MI/Confirm', 'OIS100MI/bulk']);
    for (const nonsense of [{}, { program: 'X', transactions: [] }, { program: 'X', transactions: [{}] }]) {
      expect(() => readRequest(nonsense)).toThrow(TypeError);
    }
  });
});

describe('a request is compared with the tables before it is sent', () => {
  const check = (record: Record<string, string>, extra: string[] = []) =>
    findRequestFault(loadMiTables(), single('AddBatchHead', record), new Set(extra))?.message;
  it.each([
    [{ CUNO: 'C1' }, undefined],
    [{}, 'OIS100MI/AddBatchHead needs CUNO.'],
    [
      { CUNO: 'C1', CUOR: 'x'.repeat(21) },
      `OIS100MI/AddBatchHead takes at most 20 characters in CUOR, not "${'x'.repeat(21)}".`,
    ],
    [{ CUNO: 'C1', ORDT: '31.02.2026' }, 'OIS100MI/AddBatchHead takes a date as YYYYMMDD in ORDT, not "31.02.2026".'],
    [{ CUNO: 'C1', ESOV: 'x' }, 'OIS100MI/AddBatchHead takes a number with a decimal point in ESOV, not "x".'],
    [{ CUNO: 'C1', UDF1: 'x' }, 'OIS100MI/AddBatchHead has no field UDF1, not "x".'],
  ])('%j', (record, message) => expect(check(record as Record<string, string>)).toBe(message));

  it('lets fields through that a newer M3 has, and programs of the customer', () => {
    expect(check({ CUNO: 'C1', UDF1: 'x' }, ['AddBatchHead.UDF1'])).toBeUndefined();
    const own: M3Request = { program: 'CMS100MI', transactions: [{ transaction: 'Lst_OWN', record: { ANY: 'x' } }] };
    expect(findRequestFault(loadMiTables(), own, new Set())).toBeUndefined();
  });
});
