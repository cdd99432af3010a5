import { expect, test } from 'vitest';
import { callName, callTarget, callWords, inWords, stepTitle } from './step-words.ts';

test('known operations read as sentences, others by their address', () => {
  expect(stepTitle('order', 'order.create')).toBe('Create the order in M3');
  expect(stepTitle('order', 'm3.order.create')).toBe('Create the order in M3');
  expect(stepTitle('lines[7]/check-stock', 'shopify.magic')).toBe('Lines[7]/check stock');
  expect(inWords('read-back')).toBe('Read back');
  expect(inWords('accountOnHold')).toBe('Account on hold');
  expect(inWords('m3order')).toBe('M3order');
  expect(callName('run.await/look')).toBe('Look');
});

test('a call names what it called', () => {
  const transaction = (name: string) => ({ transaction: name, record: {} });
  expect(callTarget({ program: 'OIS100MI', transactions: [transaction('Confirm')] })).toBe('OIS100MI Confirm');
  const many = [transaction('AddBatchLine'), transaction('AddBatchLine'), transaction('AddBatchText')];
  expect(callTarget({ program: 'OIS100MI', transactions: many })).toBe('OIS100MI AddBatchLine, AddBatchText × 3');
  expect(callTarget({ ask: 'order-read', id: '7' })).toBe('order-read');
  expect(callTarget({ method: 'PUT', path: '/orders/7' })).toBe('PUT /orders/7');
  expect(callTarget({})).toBeUndefined();
  expect(callTarget(undefined)).toBeUndefined();
});

test('outcomes are told apart', () => {
  expect(callWords({ effect: 'write' })).toBe('Sent; no answer yet');
  expect(callWords({ effect: 'read', outcome: 'applied' })).toBe('Answered');
  expect(callWords({ effect: 'write', outcome: 'ambiguous' })).toMatch(/unknown/);
});
