import { describe, expect, test } from 'vitest';
import { listOf, parseForm, parseJsv, parseQuery } from './jsv.ts';

describe('the query form of nested values', () => {
  test.each([
    ['{Size:50,StartIndex:1}', { Size: '50', StartIndex: '1' }],
    ['{"Size":50,"Sorts":[{"field":"Name"}]}', { Size: '50', Sorts: [{ field: 'Name' }] }],
    ['[a,b , c]', ['a', 'b', 'c']],
    ['{Colour:[red,"dark ""blue"""]}', { Colour: ['red', 'dark "blue"'] }],
    ['{a:{b:{c:d}}}', { a: { b: { c: 'd' } } }],
    ['{a:', { a: '' }],
    ['[', []],
    ['plain text', 'plain text'],
  ])('%s', (source, value) => {
    expect(parseJsv(source)).toEqual(value);
  });

  test('a repeated key becomes a list, and a hostile one changes no prototype', () => {
    const query = parseQuery('id=1&id=2&__proto__={x:1}');
    expect(query['id']).toEqual(['1', '2']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('forms are taken as typed', () => {
    expect(parseForm('note=%7Ba%3A1%7D')['note']).toBe('{a:1}');
  });

  test('one value, a list or text with commas make a list', () => {
    expect([listOf('1,2'), listOf(['1']), listOf(7), listOf(undefined)]).toEqual([['1', '2'], ['1'], [7], []]);
  });
});
