import { expect, test } from 'vitest';
import { cleanText, mayNeedCleaning } from './clean-text.ts';

test('D02: NUL and half surrogates go, whole characters stay', () => {
  const text = '{"a\\u0000b":["x\\u0000y","\\ud83d","\\ude00\\ud83d","\\ud83d\\ude00"],"n":1,"z":null}';
  expect(mayNeedCleaning(text)).toBe(true);
  expect(cleanText(JSON.parse(text))).toEqual({ ab: ['xy', '', '', '😀'], n: 1, z: null });
  expect(mayNeedCleaning('{"name":"Zoë 😀 \\u00e9"}')).toBe(false);
});
