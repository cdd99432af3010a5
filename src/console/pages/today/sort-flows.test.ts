import { expect, test } from 'vitest';
import type { FlowToday } from '../../../api/types.ts';
import { sortFlows } from './sort-flows.ts';

const none = { arrived: 0, completed: 0, queued: 0, running: 0, waiting: 0, held: 0, failed: 0 };
const flow = (title: string, counts: Partial<FlowToday> = {}): FlowToday => ({
  flow: title,
  title,
  ...none,
  ...counts,
});

test('busy flows come first, and one with nothing but an old hold is not quiet', () => {
  const { busy, quiet } = sortFlows([
    flow('Prices'),
    flow('Customers', { arrived: 2, completed: 2 }),
    flow('Orders', { arrived: 9 }),
    flow('Invoices', { held: 1 }),
    flow('Items'),
  ]);
  expect(busy.map(({ title }) => title)).toEqual(['Orders', 'Customers', 'Invoices']);
  expect(quiet.map(({ title }) => title)).toEqual(['Items', 'Prices']);
});
