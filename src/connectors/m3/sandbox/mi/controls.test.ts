import { describe, expect, it } from 'vitest';
import { defaultControls, readMatrix, readQuery } from './controls.ts';
import { readSingleCall } from './execute.ts';

const controlled = (change: object) => ({ ...defaultControls(), ...change });

describe('controls of a call', () => {
  const cases = [
    ['', 'CUNO=A1&cono=100&divi=', { company: '100', division: '' }, { CUNO: 'A1' }],
    [
      'maxrecs=5;returncols=CUNO,CUNM',
      'CUNM=Smith+%26+Son',
      { maxRecords: 5, columns: ['CUNO', 'CUNM'] },
      { CUNM: 'Smith & Son' },
    ],
    ['excludempty=true', 'excludeempty=true', { excludeEmpty: true }, {}],
    [
      '',
      'righttrim=false&extendedresult=true&_rid=0.37&CONO=100',
      { rightTrim: false, echoInput: true },
      { CONO: '100' },
    ],
    ['metadata=true', 'maxrecs=0', { metadata: true, maxRecords: 0 }, {}],
    ['', 'maxrecs=many&CUNM=100%', {}, { CUNM: '100%' }],
    ['', '__proto__=x&constructor=y&CUNO=', {}, {}],
  ] as const;
  it.each(cases)('reads matrix %j and query %j', (matrix, query, change, input) => {
    const controls = defaultControls();
    readMatrix(matrix, controls);
    expect(readQuery(query, controls)).toEqual(input);
    expect(controls).toEqual(controlled(change));
  });

  it('finds program and transaction before the matrix', () => {
    expect(readSingleCall(2, 'CRS610MI/LstByName;maxrecs=3', 'CUNM=S')).toMatchObject({
      program: 'CRS610MI',
      transaction: 'LstByName',
      input: { CUNM: 'S' },
      controls: { maxRecords: 3 },
    });
    expect(readSingleCall(2, 'CRS610MI', '')).toBeUndefined();
    expect(readSingleCall(2, 'CRS610MI/', '')).toBeUndefined();
  });
});
