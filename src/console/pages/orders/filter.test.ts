import { expect, test } from 'vitest';
import { isFiltered, queryOf, statesOf, toggleState } from './filter.ts';

const MIDNIGHT = Date.parse('2025-11-21T00:00:00Z');

test('states come from the address, in their own order, without nonsense', () => {
  expect(statesOf({ state: 'failed,held,<script>' })).toEqual(['held', 'failed']);
  expect(statesOf({})).toEqual([]);
});

test('a chip switches its state on and off', () => {
  expect(toggleState({}, 'held')).toBe('held');
  expect(toggleState({ state: 'held' }, 'failed')).toBe('held,failed');
  expect(toggleState({ state: 'held' }, 'held')).toBeUndefined();
  expect(toggleState({ state: 'queued,running,waiting,held,completed,failed' }, 'canceled')).toBeUndefined();
});

test('only what is set is asked for', () => {
  expect(queryOf({ q: ' 1042 ', state: 'held', code: 'm3.item-not-found', flow: 'all' }, MIDNIGHT)).toEqual({
    search: '1042',
    state: 'held',
    code: 'm3.item-not-found',
  });
  expect(queryOf({ state: 'nonsense', since: 'whenever', flow: 'all' }, MIDNIGHT)).toEqual({});
});

test('without a flow in the address the orders themselves are asked for', () => {
  expect(queryOf({}, MIDNIGHT)).toEqual({ flow: 'order-to-cash' });
  expect(queryOf({ flow: 'order-status-back' }, MIDNIGHT)).toEqual({ flow: 'order-status-back' });
});

test('spans count days back from midnight', () => {
  expect(queryOf({ since: 'today' }, MIDNIGHT).since).toBe('2025-11-21T00:00:00.000Z');
  expect(queryOf({ since: '7d' }, MIDNIGHT).since).toBe('2025-11-14T00:00:00.000Z');
  expect(queryOf({ since: '2025-11-20T08:00:00+01:00' }, MIDNIGHT).since).toBe('2025-11-20T07:00:00.000Z');
});

test('a span has an end', () => {
  const span = { since: '2025-11-20T08:00:00+01:00', until: '2025-11-20T09:00:00+01:00' };
  expect(queryOf({ ...span, flow: 'all' }, MIDNIGHT)).toEqual({
    since: '2025-11-20T07:00:00.000Z',
    until: '2025-11-20T08:00:00.000Z',
  });
  expect(queryOf({ until: 'never', flow: 'all' }, MIDNIGHT)).toEqual({});
});

test('runs are found by when they were done', () => {
  const span = { endedSince: '2025-11-20T08:00:00+01:00', endedUntil: '2025-11-20T09:00:00+01:00' };
  expect(queryOf({ ...span, flow: 'all' }, MIDNIGHT)).toEqual({
    endedSince: '2025-11-20T07:00:00.000Z',
    endedUntil: '2025-11-20T08:00:00.000Z',
  });
  expect(queryOf({ endedSince: 'x', endedUntil: '', flow: 'all' }, MIDNIGHT)).toEqual({});
});

test('knows whether it is the whole list', () => {
  expect(isFiltered({})).toBe(false);
  expect(isFiltered({ flow: 'order-to-cash' })).toBe(true);
});
