import { describe, expect, it } from 'vitest';
import { checkInputs, isDate, isNumber } from './check-inputs.ts';
import { loadMiTables } from './load.ts';
import { parseTables, TableGrammarError } from './parse.ts';
import { changesData, findTransaction } from './tables.ts';

const tables = loadMiTables();
const find = (name: string) => {
  const [program = '', transaction = ''] = name.split('/');
  const found = findTransaction(tables, program, transaction);
  if (!found) throw new Error(`${name} is not in the tables`);
  return found;
};

describe('the built-in tables', () => {
  it('hold 29 programs with 146 own and 6 general transactions', () => {
    const own = [...tables.values()].flatMap((program) => [...program.transactions.keys()]);
    expect(tables.size).toBe(29);
    expect(own.length).toBe(146 + 29 * 6);
  });

  it('say what a staged order needs', () => {
    const head = find('OIS100MI/AddBatchHead');
    expect(head.inputs.filter((field) => field.mandatory).map((field) => field.name)).toEqual(['CUNO']);
    expect(head.inputs.at(-1)).toEqual({ name: 'TAGY', mandatory: false, type: 'A', length: 10 });
    expect(head.outputs).toEqual([{ name: 'ORNO', mandatory: false, type: 'A', length: 10 }]);
    expect(head).toMatchObject({ cloudEditionOnly: false, outputsLeftOut: 0 });
    expect(head.purpose).toMatch(/staging/);
  });

  it('mark what only CloudEdition has, and what is left out', () => {
    expect(find('OIS100MI/AddOrderHead').cloudEditionOnly).toBe(true);
    expect(find('CRS610MI/LstByName').outputsLeftOut).toBe(72);
    expect(find('CRS610MI/DeleteAddress').outputs).toEqual([]);
    expect(find('MRS001MI/LstPrograms').inputs).toEqual([]);
  });

  it('give every program the general transactions', () => {
    for (const program of tables.values()) expect(program.transactions.has('GetServerTime')).toBe(true);
    expect(find('CRS610MI/GetServerTime').program).toBe('CRS610MI');
  });

  it('have no field twice in one list', () => {
    for (const program of tables.values())
      for (const { name, inputs, outputs } of program.transactions.values())
        for (const list of [inputs, outputs])
          expect(new Set(list.map((field) => field.name)).size, `${program.name}/${name}`).toBe(list.length);
  });
});

describe('the table grammar', () => {
  const broken = [
    ['OIS100MI/AddHead', 'begins with'],
    ['@ OIS100MI AddHead — x', 'a heading reads'],
    ['I CUNO:A10', 'before the first heading'],
    ['@ A1234MI/Get — x\nI CUNO:X10', '"CUNO:X10" is not a field'],
  ];
  it.each(broken)('names the line of %j', (text, fault) => {
    expect(() => parseTables([{ name: 'a.m3tx', text }])).toThrow(TableGrammarError);
    expect(() => parseTables([{ name: 'a.m3tx', text }])).toThrow(fault);
  });
});

describe('checking inputs', () => {
  const cases = [
    ['CRS610MI/Add', { CUTM: 'WEBTEMPL', CUNM: 'x'.repeat(36), CUA1: 'Dock Road 1' }, []],
    ['CRS610MI/Add', { CUTM: 'WEBTEMPL', CUNM: ' ', CUA1: 'y' }, ['missing CUNM']],
    ['CRS610MI/Add', { CUTM: 'T', CUNM: 'x'.repeat(37), CUA1: 'y' }, ['too-long CUNM']],
    [
      'CRS610MI/Add',
      { CUTM: 'T', CUNM: 'x', CUA1: 'y', CUTP: 'a', SHOE: '1' },
      ['not-a-number CUTP', 'unknown-field SHOE'],
    ],
    ['OIS100MI/AddBatchHead', { CUNO: 'C100001', ORDT: '20251340' }, ['not-a-date ORDT']],
    ['OIS100MI/AddBatchHead', { ORDT: '20251231' }, ['missing CUNO']],
  ] as const;
  it.each(cases)('%s %o', (name, record, faults) => {
    expect(checkInputs(find(name), record).map(({ kind, field }) => `${kind} ${field}`)).toEqual(faults);
  });

  it('knows a day from a number', () => {
    expect(['20240229', '0', '20251231'].every(isDate)).toBe(true);
    expect(['20250229', '2025-12-31', '20251340', '20250010', ''].some(isDate)).toBe(false);
  });

  it('takes plain decimals only', () => {
    expect(['1', '-1.5', '.5', '3.'].every(isNumber)).toBe(true);
    expect(['abc', '1e3', '1,5', '', '-', '1.2.3'].some(isNumber)).toBe(false);
  });

  it('tells reads from writes', () => {
    const reads = ['GetHead', 'LstLine', 'SelItem', 'SearchHead', 'CheckCredit', 'Select', 'ServerTimeZone'];
    expect(reads.some(changesData)).toBe(false);
    expect(['AddBatchHead', 'Confirm', 'DelHead', 'UpdBatch', 'LockOrder', 'Validate'].every(changesData)).toBe(true);
  });
});
