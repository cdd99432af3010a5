import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonFault } from './json-shape.ts';

describe('D21: hostile JSON', () => {
  test.each([
    ['100,000 levels of lists', '['.repeat(100_000), 'It is nested deeper than 100 levels.'],
    ['levels of objects', '{"a":'.repeat(101), 'It is nested deeper than 100 levels.'],
    ['a key twice', '{"total":1,"b":{"total":2},"total":3}', 'The key "total" stands twice in one object.'],
    ['a key twice, once escaped', '{"total":1,"\\u0074otal":3}', 'The key "total" stands twice in one object.'],
    ['S05: a prototype', '{"a":{"__proto__":{"polluted":true}}}', 'The key "__proto__" is not allowed.'],
    ['S05: an escaped prototype', '{"\\u005f_proto__":1}', 'The key "__proto__" is not allowed.'],
    ['no end of a text', '{"a":"b', 'A text has no end.'],
    [
      'too many keys',
      `{${Array.from({ length: 50_001 }, (_, n) => `"k${n}":1`).join(',')}}`,
      'There are more than 50000 keys.',
    ],
  ])('%s', (_, text, fault) => {
    const begin = performance.now();
    expect(findJsonFault(text)).toBe(fault);
    expect(performance.now() - begin).toBeLessThan(100);
  });

  test.each([
    '{"a":"{\\"b\\":1,\\"b\\":2}","c":"\\\\"}',
    '[{"a":1},{"a":2}]',
    '{"a" : {"a" : ["a:", "a", "a"]}}',
    `${'['.repeat(100)}${']'.repeat(100)}`,
    '"constructor"',
    '{"text":"constructor"}',
  ])('%s is fine', (text) => expect(findJsonFault(text)).toBeUndefined());

  test('finds nothing in what JSON.stringify makes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        if (/"(?:__proto__|constructor|prototype)"/.test(text)) return;
        expect(findJsonFault(text)).toBeUndefined();
      }),
    );
  });
});
