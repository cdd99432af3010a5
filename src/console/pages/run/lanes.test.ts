import { expect, test } from 'vitest';
import { connectorOf, sideOf } from './lanes.ts';

test('what Landbridge asks itself is drawn on its own lane, not as a call to M3', () => {
  expect(sideOf(connectorOf('landbridge', 'run.await', []))).toBe('own');
  expect(sideOf(connectorOf('erp', 'order.get', [{ name: 'erp', connector: 'm3' }]))).toBe('right');
  expect(sideOf(connectorOf('shop', 'order.get', [{ name: 'shop', connector: 'clarity' }]))).toBe('left');
});
