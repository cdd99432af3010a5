import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { leavesOf, patternOf, valueAt, withValueAt } from './paths.ts';

const order = { orderKey: '7', lines: [{ itemNumber: 'A' }, { itemNumber: 'B', unit: 'EA' }], shipTo: { city: null } };

test('lists every value by its path, in order', () => {
  expect(leavesOf(order).map(({ path }) => path)).toEqual([
    'orderKey',
    'lines[0].itemNumber',
    'lines[1].itemNumber',
    'lines[1].unit',
    'shipTo.city',
  ]);
});

test('changes one value and leaves the original alone', () => {
  const patched = withValueAt(order, 'lines[1].itemNumber', 'C');
  expect(patched).toEqual({ ...order, lines: [{ itemNumber: 'A' }, { itemNumber: 'C', unit: 'EA' }] });
  expect(order.lines[1]?.itemNumber).toBe('B');
  expect(withValueAt(order, 'lines[1].unit', undefined)).toEqual({
    ...order,
    lines: [{ itemNumber: 'A' }, { itemNumber: 'B' }],
  });
  expect(withValueAt(order, 'currency', 'SEK')).toEqual({ ...order, currency: 'SEK' });
});

test('refuses a path that leads nowhere', () => {
  for (const path of ['lines[5].itemNumber', 'orderKey.x', 'orderKey[0]', '__proto__.x', 'lines.x']) {
    expect(withValueAt(order, path, 'x'), path).toBeUndefined();
  }
});

test('what is listed is found again, and written there comes back', () => {
  const name = fc.stringMatching(/^[a-z]{1,4}$/);
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(name, tie('json'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(name, json), (record) => {
      for (const { path, value } of leavesOf(record)) {
        expect(valueAt(record, path)).toEqual(value);
        expect(withValueAt(record, path, value)).toEqual(record);
      }
    }),
  );
});

test('the pattern of a path is the same for every line', () => {
  expect(patternOf('lines[12].itemNumber')).toBe('lines[].itemNumber');
});
