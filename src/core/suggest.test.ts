import fc from 'fast-check';
import { expect, it } from 'vitest';
import { suggest } from './suggest.ts';

const KNOWN = ['steps', 'title', 'trigger', 'orderBy', 'customerNumber'];

it.each([
  ['stepz', 'steps'],
  ['setps', 'steps'],
  ['Steps', 'steps'],
  ['triger', 'trigger'],
  ['orderby', 'orderBy'],
  ['custmerNumbr', 'customerNumber'],
  ['customer', undefined],
  ['xyz', undefined],
  ['', undefined],
])('for %j suggests %j', (name, expected) => {
  expect(suggest(name, KNOWN)).toBe(expected);
});

it('does not suggest the name itself', () => {
  expect(suggest('steps', KNOWN)).toBeUndefined();
});

it('suggests only what is known', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const meant = suggest(name, KNOWN);
      expect(meant === undefined || KNOWN.includes(meant)).toBe(true);
    }),
  );
});
