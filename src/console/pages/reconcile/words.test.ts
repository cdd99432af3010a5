import { expect, test } from 'vitest';
import { filterOf, progressOf, type Reconciliation } from './words.ts';

test('without an address, what is open is shown; words that nobody knows are left out', () => {
  expect(filterOf({})).toEqual({ state: 'open' });
  expect(filterOf({ subject: 'stock', kind: 'amount', state: 'ignored' })).toEqual({
    subject: 'stock',
    kind: 'amount',
    state: 'ignored',
  });
  expect(filterOf({ subject: 'weather', kind: '<b>', state: 'odd' })).toEqual({ state: 'open' });
});

test('progress is told by phase, and the second look as what it is', () => {
  const one = { state: 'running', phase: 'read-right', look: 1 } as Reconciliation;
  expect(progressOf(one)).toBe('reads M3');
  expect(progressOf({ ...one, look: 2 })).toBe('looks again at what differs');
  expect(progressOf({ ...one, state: 'failed', failure: { kind: 'fault', code: 'x', message: 'M3 has fewer' } })).toBe(
    'M3 has fewer',
  );
});
