import { expect, test } from 'vitest';
import { blocksOf, findIn, piecesOf } from './payload.ts';

const order = {
  program: 'OIS100MI',
  company: 100,
  tags: ['a', 'b'],
  address: { town: 'Ulm', country: 'DE' },
  lines: [
    { item: 'A-1', quantity: '2' },
    { item: 'B-2', quantity: '1', note: 'gift' },
  ],
};

test('objects become fields, lists of small objects tables', () => {
  expect(blocksOf(order)).toEqual([
    {
      kind: 'fields',
      path: '',
      rows: [
        { name: 'program', value: 'OIS100MI' },
        { name: 'company', value: '100' },
        { name: 'tags', value: 'a, b' },
      ],
    },
    {
      kind: 'fields',
      path: 'address',
      rows: [
        { name: 'town', value: 'Ulm' },
        { name: 'country', value: 'DE' },
      ],
    },
    {
      kind: 'table',
      path: 'lines',
      columns: ['item', 'quantity', 'note'],
      rows: [
        ['A-1', '2', ''],
        ['B-2', '1', 'gift'],
      ],
    },
  ]);
});

test('a list of nested objects is told one by one', () => {
  const paths = blocksOf({
    transactions: [
      { name: 'A', record: { x: '1' } },
      { name: 'B', record: { x: '2' } },
    ],
  });
  expect(paths.map((block) => block.path)).toEqual([
    'transactions[0]',
    'transactions[0].record',
    'transactions[1]',
    'transactions[1].record',
  ]);
});

test('a bare value and an endless nest do no harm', () => {
  expect(blocksOf('plain')).toEqual([{ kind: 'fields', path: '', rows: [{ name: 'value', value: 'plain' }] }]);
  let deep: { [key: string]: unknown } = { end: true };
  for (let level = 0; level < 60; level += 1) deep = { in: deep };
  expect(blocksOf(deep as never)).toHaveLength(1);
});

test('search keeps fields by name or value, and rows of tables', () => {
  expect(findIn(blocksOf(order), 'ulm')).toEqual([
    { kind: 'fields', path: 'address', rows: [{ name: 'town', value: 'Ulm' }] },
  ]);
  expect(findIn(blocksOf(order), 'B-2')).toMatchObject([{ kind: 'table', rows: [['B-2', '1', 'gift']] }]);
  expect(findIn(blocksOf(order), 'lines')).toMatchObject([{ rows: [{}, {}] }]);
  expect(findIn(blocksOf(order), 'nothing')).toEqual([]);
});

test('marks of what was taken out stay marks', () => {
  expect(piecesOf('Bearer ••• and [removed]')).toEqual([
    { text: 'Bearer ' },
    { text: '•••', look: 'redacted' },
    { text: ' and ' },
    { text: '[removed]', look: 'redacted' },
  ]);
  expect(piecesOf('a.b A.B axb', 'a.b').filter((piece) => piece.look === 'found')).toHaveLength(2);
  expect(piecesOf('')).toEqual([]);
});
