import { expect, test } from 'vitest';
import { afterCall, BREAKER, type BreakerState, closedBreaker, mayCall, retryAt } from './breaker.ts';

const after = (results: readonly boolean[], start = closedBreaker(0)): BreakerState =>
  results.reduce((state, failed, index) => afterCall(state, failed, index), start);
const fail = (count: number): boolean[] => Array.from({ length: count }, () => true);

test('N14: opens when half of at least ten calls fail, not before', () => {
  expect(after(fail(9)).mode).toBe('closed');
  expect(after(fail(10)).mode).toBe('open');
  expect(after([...fail(4), ...Array.from({ length: 6 }, () => false)]).mode).toBe('closed');
});

test('old failures do not count', () => {
  const state = after(fail(9));
  expect(afterCall(state, true, BREAKER.windowMs + 10).mode).toBe('closed');
});

test('an open breaker holds everything back, then lets a read probe before any write', () => {
  const open = after(fail(10));
  expect(mayCall(open, 'read', open.since + 1)).toBe(false);
  const later = open.since + BREAKER.openMs;
  expect(mayCall(open, 'read', later)).toBe(true);
  expect(mayCall(open, 'write', later)).toBe(false);
  expect(retryAt(open, open.since + 10)).toBe(later);
});

test('a good probe closes it, a failed one opens it anew', () => {
  const open = after(fail(10));
  const later = open.since + BREAKER.openMs;
  expect(afterCall(open, false, later).mode).toBe('closed');
  expect(afterCall(open, true, later)).toMatchObject({ mode: 'open', since: later });
});

test('late answers of calls from before do not prolong it', () => {
  const open = after(fail(10));
  expect(afterCall(open, true, open.since + 5).since).toBe(open.since);
});
