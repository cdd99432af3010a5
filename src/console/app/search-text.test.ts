import { expect, test } from 'vitest';
import { parseSearch, pick, safePath, stringifySearch } from './search-text.ts';

test('numbers in a link stay text', () => {
  expect(parseSearch('?q=1042&state=held,failed')).toEqual({ q: '1042', state: 'held,failed' });
  expect(stringifySearch({ q: '1042', state: 'held,failed', flow: undefined, code: '' })).toBe(
    '?q=1042&state=held,failed',
  );
  expect(stringifySearch({})).toBe('');
});

test('what is written is read again', () => {
  const search = { q: 'Müller & Söhne <b>="', since: '2025-11-21T00:00:00.000Z', step: 'lines[7]/line' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test('only known names are taken', () => {
  expect(pick({ q: 'a', other: 'b', flow: 7 }, ['q', 'flow'])).toEqual({ q: 'a' });
});

test.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n\\evil.example',
  '/ /evil.example',
  '/\u0000//evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  undefined,
])('S17: after signing in, %j leads home', (next) => {
  expect(safePath(next)).toBe('/');
});

test('after signing in, a path of ours is followed', () => {
  expect(safePath('/runs/7?view=json')).toBe('/runs/7?view=json');
});
