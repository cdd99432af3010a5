import { expect, test } from 'vitest';
import { type ErpOrder, type HeldOrder, judge, quantile, type StoreOrder } from './judge.ts';

const line = { sku: 'PUMP-1001', quantity: 2, unitPrice: 19.9 };
const order = (id: number, more: Partial<StoreOrder> = {}): StoreOrder => ({
  id,
  customKey: `M${id}`,
  status: 'Confirmed',
  statusHistory: [],
  placedAt: '2026-11-21T10:00:00.000Z',
  lines: [line],
  ...more,
});
const erp = (id: number, more: Partial<ErpOrder> = {}): ErpOrder => ({
  orderNumber: `M${id}`,
  customerOrderNumber: String(id),
  createdAt: '2026-11-21T10:00:00.400Z',
  lines: [{ itemNumber: 'PUMP-1001', quantity: '2', price: '19.90' }],
  ...more,
});
const hold = (id: number, reason = 'Item unknown'): HeldOrder => ({
  order: String(id),
  code: 'm3.item-not-found',
  reason,
});

test('a landed order and a held one are fine', () => {
  const verdict = judge([order(1), order(2, { customKey: null, status: 'Pending' })], [erp(1)], [hold(2)]);
  expect(verdict).toMatchObject({
    placed: 2,
    confirmed: 1,
    held: 1,
    lost: [],
    duplicated: [],
    wrongLines: [],
    notToldToStore: [],
  });
  expect(verdict.endToEndMs).toEqual([400]);
});

test('catches a planted loss', () => {
  expect(judge([order(1)], [], []).lost).toEqual(['1']);
});

test('catches a planted duplicate and an order nobody placed', () => {
  const twice = judge([order(1)], [erp(1), erp(1, { orderNumber: 'M9' })], []);
  expect(twice.duplicated).toEqual(['1 → M1, M9']);
  expect(judge([], [erp(5)], []).duplicated).toEqual(['5 unknown']);
});

test.each([
  ['another quantity', { quantity: '3', itemNumber: 'PUMP-1001', price: '19.9' }],
  ['another price', { quantity: '2', itemNumber: 'PUMP-1001', price: '19.91' }],
  ['another item', { quantity: '2', itemNumber: 'PUMP-1002', price: '19.9' }],
])('catches a wrong line: %s', (_, wrong) => {
  expect(judge([order(1)], [erp(1, { lines: [wrong] })], []).wrongLines).toEqual(['1']);
});

test('catches a missing and a doubled line', () => {
  expect(judge([order(1, { lines: [line, line] })], [erp(1)], []).wrongLines).toEqual(['1']);
  expect(judge([order(1)], [erp(1, { lines: [...erp(1).lines, ...erp(1).lines] })], []).wrongLines).toEqual(['1']);
});

test('catches a store that was not told, and a hold without a reason', () => {
  expect(judge([order(1, { customKey: null })], [erp(1)], []).notToldToStore).toEqual(['1']);
  expect(judge([order(1, { status: 'Pending' })], [erp(1)], []).notToldToStore).toEqual(['1']);
  expect(judge([order(1)], [], [hold(1, '')]).heldWithoutReason).toEqual(['1']);
});

test('quantiles of an ascending list', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(3);
  expect(quantile([1, 2, 3, 4], 0.99)).toBe(4);
  expect(quantile([], 0.5)).toBe(0);
});

test('the master of a split order is not missed', () => {
  expect(judge([order(1, { expect: 'skip' })], [], [])).toMatchObject({ placed: 0, lost: [] });
});
