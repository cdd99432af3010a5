import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseForReturn, parseJsonText } from './json-text.ts';

const valueOf = (text: string): unknown => {
  const parsed = parseJsonText(text);
  return 'value' in parsed ? parsed.value : parsed.fault;
};

const smallNumbers = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round((value % 1e9) * 1000) / 1000 : value;

describe('JSON from outside', () => {
  it('is what JSON.parse makes of it when its numbers are small and its keys differ', () => {
    const value = fc
      .jsonValue({ maxDepth: 5 })
      .map((made) => JSON.parse(JSON.stringify(made, smallNumbers)) as unknown);
    const property = fc.property(value, (made) => {
      expect(valueOf(JSON.stringify(made, undefined, 1))).toEqual(JSON.parse(JSON.stringify(made)));
    });
    fc.assert(property, { numRuns: 500, seed: 3 });
  });

  it.each([
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    ['{"n":99999999999999.9999}', { n: '99999999999999.9999' }],
    ['{"n":-0.12345678901234567890}', { n: '-0.12345678901234567890' }],
    ['{"n":1.23456789012345678e3}', { n: '1234.56789012345678' }],
    ['{"n":12345678901234567e-20}', { n: '0.00012345678901234567' }],
    ['{"n":12345678901234567e2}', { n: '1234567890123456700' }],
    ['{"n":1e3,"m":250.0,"k":0.1}', { n: 1000, m: 250, k: 0.1 }],
    ['{"t":"9007199254740993"}', { t: '9007199254740993' }],
    ['{"a":"\\"{[,","b":"x\\\\"}', { a: '"{[,', b: 'x\\' }],
  ])('D08 keeps every digit: %s', (text, value) => {
    expect(valueOf(text)).toEqual(value);
  });

  it.each([
    ['nesting', '['.repeat(100_000) + ']'.repeat(100_000), 'nested more than 64 levels'],
    [
      'a million keys',
      `{${Array.from({ length: 250_000 }, (_, n) => `"k${n}":1`).join(',')}}`,
      'more than 200000 values',
    ],
    ['a key twice', '{"id":1,"b":{"id":2},"id" :3}', 'names the member "id" twice'],
    ['half a document', '{"id":1,"b":[1,2', 'not valid JSON'],
    ['an endless string', `{"a":"${'x'.repeat(1_000)}`, 'not valid JSON'],
    ['HTML', '<html></html>', 'not valid JSON'],
    ['nothing', '', 'not valid JSON'],
  ])('D21 refuses %s quickly', (_, text, fault) => {
    const before = performance.now();
    expect(valueOf(text)).toContain(fault);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('S05 makes __proto__ a member and nothing else', () => {
    const value = valueOf('{"__proto__":{"polluted":true}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('JSON to be sent back', () => {
  it('D08 goes out digit by digit as it came in', () => {
    const text = '{"Hash":-9223372036854775807,"Total":99999999999999.9999,"ID":7,"Name":"Å"}';
    expect(JSON.stringify(parseForReturn(text))).toBe(text);
    expect(parseForReturn('[1]')).toBeUndefined();
    expect(parseForReturn('{')).toBeUndefined();
  });
});
