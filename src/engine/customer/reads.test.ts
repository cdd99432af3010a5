import { expect, it } from 'vitest';
import type { CustomerReadDeps } from './deps.ts';
import { createCustomerReads } from './reads.ts';
import type { RunSummary } from '../read-ports.ts';

const order = (facts: RunSummary['facts'], arrivedAt: string): RunSummary =>
  ({ id: arrivedAt, flow: 'order-to-cash', state: 'completed', facts, arrivedAt }) as unknown as RunSummary;

const RUNS = [
  order({ order: '3', erpCustomer: 'WEBGUEST', name: 'Robin Guest', email: 'robin@guest.test' }, '2026-03-03'),
  order({ order: '2', erpCustomer: 'WEBGUEST', name: 'Kim Guest', email: 'kim@guest.test' }, '2026-03-02'),
  order({ order: '1', erpCustomer: 'W000000007', name: 'Lee Alone', email: 'lee@guest.test' }, '2026-03-01'),
];

const deps = {
  listConnections: () =>
    Promise.resolve([
      { name: 'm3', connector: 'm3', title: 'M3', settings: { guestCustomer: 'WEBGUEST' } },
      { name: 'clarity', connector: 'clarity', title: 'Store', settings: {} },
    ]),
  runs: { list: () => Promise.resolve({ items: RUNS }) },
} as unknown as CustomerReadDeps;

it('the customer whom guests share carries nobody’s name; a guest with a number of their own does', async () => {
  const hits = await createCustomerReads(deps).find('t', undefined);
  expect(hits).toMatchObject([
    { id: 'WEBGUEST', name: 'Guests, all under one number', lastOrderAt: '2026-03-03' },
    { id: 'W000000007', name: 'Lee Alone', email: 'lee@guest.test' },
  ]);
  expect(hits[0]).not.toHaveProperty('email');
});
