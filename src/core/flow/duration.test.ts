import { expect, it } from 'vitest';
import { DURATION_PATTERN, parseDuration } from './duration.ts';

it.each([
  ['500ms', 500],
  ['5s', 5_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['0s', undefined],
  ['5', undefined],
  ['5 s', undefined],
  ['1w', undefined],
  ['-1s', undefined],
  ['9999999s', undefined],
])('%s is %s ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
  expect(new RegExp(DURATION_PATTERN).test(text)).toBe(expected !== undefined);
});
