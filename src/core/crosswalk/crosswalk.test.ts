import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crosswalk } from '../flow/model.ts';
import { formatCrosswalkCsv, parseCrosswalkCsv } from './csv.ts';
import { crosswalkKey } from './look-up.ts';

const rowsOf = (text: string) => parseCrosswalkCsv('country', text);

describe('reading CSV', () => {
  it('keeps every cell as text: Norway, zeros, dates, truth values', () => {
    const { crosswalk, problems } = rowsOf('clarity,m3\nNO,NO\n007,01234\nyes,true\n1.10,2026-01-01\n1e3,null\n');
    expect(problems).toEqual([]);
    expect(crosswalk).toEqual({
      crosswalk: 'country',
      title: 'Country',
      from: 'clarity',
      to: 'm3',
      rows: { NO: 'NO', '007': '01234', yes: 'true', '1.10': '2026-01-01', '1e3': 'null' },
    });
  });

  it.each([
    ['semicolons', 'a;b\nx;y,z\n', { x: 'y,z' }],
    ['mixed line ends, a byte order mark and blank lines (D22)', '\ufeffa,b\r\nx,1\r\ry,2\n\n', { x: '1', y: '2' }],
    ['quotes', 'a,b\n"say ""hi"", all","two\nlines"\n', { 'say "hi", all': 'two\nlines' }],
    ['text after a closing quote', 'a,b\n"x"y,z\n', { xy: 'z' }],
    ['blanks around cells', 'a , b\n x , y \n', { x: 'y' }],
    ['protected formulas', "a,b\n'=1+1,'+49\n", { '=1+1': '+49' }],
    ['formulas as text (D22)', 'a,b\n=cmd|x,@y\n', { '=cmd|x': '@y' }],
    ['no last line end', 'a,b\nx,y', { x: 'y' }],
    ['dangerous names', 'a,b\n__proto__,x\nconstructor,y', { ['__proto__']: 'x', constructor: 'y' }],
  ])('takes %s', (_, text, rows) => {
    const { crosswalk, problems } = rowsOf(text);
    expect(problems).toEqual([]);
    expect(Object.entries(crosswalk.rows)).toEqual(Object.entries(rows));
  });

  it.each([
    ['', 1, 'the first line must name the two columns, for example "clarity,m3"'],
    ['a\n', 1, 'the first line must name the two columns, for example "clarity,m3"'],
    ['a,b\nx\n', 2, 'this row has 1 cells instead of 2'],
    ['a,b\nx,y,z\n', 2, 'this row has 3 cells instead of 2'],
    ['a,b\n,y\n', 2, 'the first cell is empty'],
    ['a,b\nx,\n', 2, '"x" has no counterpart: the second cell is empty'],
    ['a,b\nx,', 2, '"x" has no counterpart: the second cell is empty'],
    ['a,b\n"l\n1",y\nx,1\nx,2\n', 5, '"x" stands here and in line 4'],
    ['a,b\n"x,1\n', 2, 'a quote is opened and never closed'],
  ])('names the line of a fault in %j', (text, line, message) => {
    expect(rowsOf(text).problems).toContainEqual({ line, message });
  });

  it('stops at the largest table', () => {
    const text = `a,b\n${Array.from({ length: 50_002 }, (_, i) => `k${i},v`).join('\n')}`;
    const { crosswalk, problems } = rowsOf(text);
    expect(Object.keys(crosswalk.rows)).toHaveLength(50_000);
    expect(problems).toHaveLength(1);
  });
});

describe('writing CSV', () => {
  it('sorts rows and makes formulas harmless (D22)', () => {
    const rows = { '=1+1': '-5', b: 'a,b', a: 'say "x"' };
    expect(formatCrosswalkCsv({ crosswalk: 'x', title: 'X', from: 'clarity', to: 'm3', rows })).toBe(
      'clarity,m3\n\'=1+1,\'-5\na,"say ""x"""\nb,"a,b"\n',
    );
  });

  it('reads back what it wrote, whatever the cells', () => {
    const cell = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((text) => text.trim())
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.dictionary(cell, cell), (rows) => {
        const crosswalk: Crosswalk = { crosswalk: 'country', title: 'Country', from: 'clarity', to: 'm3', rows };
        const back = parseCrosswalkCsv('country', formatCrosswalkCsv(crosswalk));
        expect(back.problems).toEqual([]);
        expect(back.crosswalk).toEqual({ ...crosswalk, rows: { ...rows } });
        expect(formatCrosswalkCsv(back.crosswalk)).toBe(formatCrosswalkCsv(crosswalk));
      }),
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r', "'", '=', ' ') }),
        (text) => void rowsOf(text),
      ),
    );
  });
});

it.each([
  [' SE ', 'SE'],
  [7, '7'],
  [true, 'true'],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
  [['a'], undefined],
])('takes %j as the key %j', (value, key) => {
  expect(crosswalkKey(value)).toBe(key);
});
