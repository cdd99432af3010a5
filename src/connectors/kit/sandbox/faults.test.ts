import { expect, test } from 'vitest';
import { FaultPlan } from './faults.ts';

test('calls are counted by effect and name: a bulk call can be either', () => {
  const plan = new FaultPlan('none', 1);
  plan.add({ call: 'OIS100MI/bulk', kind: 'drop-after', times: 1 });
  plan.draw('OIS100MI/bulk', 'write');
  plan.draw('OIS100MI/bulk', 'read');
  plan.draw('OIS100MI/bulk', 'read');
  expect(plan.counts).toEqual({
    'write OIS100MI/bulk': { effect: 'write', calls: 1, faults: { 'drop-after': 1 } },
    'read OIS100MI/bulk': { effect: 'read', calls: 2, faults: {} },
  });
});
