import { expect, test } from 'vitest';
import type { Failure } from '../failure.ts';
import { causeOf } from './cause.ts';

const missing = (message: string): Failure => ({ kind: 'missing', code: 'm3.item-not-found', message });

test('orders with the same unknown item are one cause, another item is another', () => {
  const first = causeOf({
    failure: missing('Order 1042, line 3: item GHOST-1 is not in M3'),
    facts: { order: '1042' },
  });
  const second = causeOf({
    failure: missing('Order 977, line 12: item GHOST-1 is not in M3'),
    facts: { order: '977' },
  });
  const other = causeOf({ failure: missing('Order 977, line 12: item GHOST-2 is not in M3'), facts: { order: '977' } });
  expect(first).toEqual({ ...second, text: 'Order …, line …: item GHOST-1 is not in M3' });
  expect(other.key).not.toBe(first.key);
});

test('only whole words are taken out, and amounts and currencies stay', () => {
  const facts = { order: '104', amount: '500', currency: 'EUR', name: 'Ann' };
  const cause = causeOf({ failure: missing('Item 10455 of 104 for Anna and Ann costs 500 EUR'), facts });
  expect(cause.text).toBe('Item 10455 of … for Anna and … costs 500 EUR');
});

test('what a rule of the flow says is the same cause whatever the figures', () => {
  const hold = (reason: string) => ({ queue: 'totals', reason, scope: 'record', resume: 'start' }) as const;
  const one = causeOf({ hold: hold('The lines make 19.17 of 20.17 SEK'), facts: { currency: 'SEK' } });
  const two = causeOf({ hold: hold('The lines make 5 of 7.50 EUR'), facts: { currency: 'EUR' } });
  expect(one).toEqual({ ...two, text: 'The lines make … of … …' });
});

test('queue, kind and code part causes; a hold without a failure has a code of its own', () => {
  const hold = { queue: 'totals', reason: 'The lines do not add up', scope: 'record', resume: 'start' } as const;
  expect(causeOf({ hold, facts: {} })).toMatchObject({ queue: 'totals', code: 'flow.held', text: hold.reason });
  const failed = causeOf({ failure: missing('x'), facts: {} });
  expect(failed).toMatchObject({ queue: 'dead-letter', kind: 'missing' });
  expect(causeOf({ failure: { ...missing('x'), kind: 'uncertain' }, facts: {} }).queue).toBe('outcome-unknown');
  expect(causeOf({ failure: { ...missing('x'), kind: 'rejected' }, facts: {} }).key).not.toBe(failed.key);
});
