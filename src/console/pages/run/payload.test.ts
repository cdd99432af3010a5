import { expect, test } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
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

test('entries of one kind: what they share as fields, what sets them apart as a table', () => {
  const add = (transaction: string, record: JsonObject) => ({ transaction, record: { ORNO: '7', ...record } });
  const transactions = [
    add('AddBatchAddress', { TOWN: 'Ulm' }),
    add('AddBatchLine', { ITNO: 'A-1', ORQT: '2' }),
    add('AddBatchLine', { ITNO: 'B-2', ORQT: '1', WHLO: '001' }),
  ];
  expect(blocksOf({ transactions })).toEqual([
    {
      kind: 'fields',
      path: 'transactions[0]',
      rows: [
        { name: 'transaction', value: 'AddBatchAddress' },
        { name: 'ORNO', value: '7' },
        { name: 'TOWN', value: 'Ulm' },
      ],
    },
    {
      kind: 'fields',
      path: 'transactions[1–2], all 2',
      rows: [
        { name: 'transaction', value: 'AddBatchLine' },
        { name: 'ORNO', value: '7' },
      ],
    },
    {
      kind: 'table',
      path: 'transactions[1–2], each',
      columns: ['ITNO', 'ORQT', 'WHLO'],
      rows: [
        ['A-1', '2', ''],
        ['B-2', '1', '001'],
      ],
    },
  ]);
});

test('entries with too many differences are told one by one', () => {
  const wide = (value: string) => Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`F${index}`, value]));
  expect(blocksOf({ list: [wide('a'), wide('b')] }).map((block) => block.path)).toEqual([
    'list, entry 1',
    'list, entry 2',
  ]);
});

test('a single entry, and entries with lists of their own, are told one by one', () => {
  expect(blocksOf({ a: [{ name: 'x', in: { name: 'y' } }] })).toEqual([
    {
      kind: 'fields',
      path: 'a[0]',
      rows: [
        { name: 'name', value: 'x' },
        { name: 'in.name', value: 'y' },
      ],
    },
  ]);
  expect(blocksOf({ results: [{ transaction: 'Confirm', records: [{ ORNO: '7' }] }] })).toEqual([
    {
      kind: 'fields',
      path: 'results[0]',
      rows: [
        { name: 'transaction', value: 'Confirm' },
        { name: 'ORNO', value: '7' },
      ],
    },
  ]);
  const results = [{ records: [{ n: 1 }, { n: 2 }] }, { records: [{ n: 3 }] }];
  expect(blocksOf({ results }).map((block) => block.path)).toEqual(['results[0].records', 'results[1]']);
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
