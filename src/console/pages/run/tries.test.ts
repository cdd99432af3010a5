import { expect, test } from 'vitest';
import type { Moment } from './story.ts';
import { foldTries } from './tries.ts';

const failure = (code: string) => ({ kind: 'unreachable', code, message: code }) as const;
let id = 0;
const call = (code?: string, outcome: 'not-sent' | 'ambiguous' | 'applied' = 'not-sent'): Moment => ({
  kind: 'call',
  id: String(id++),
  at: '2025-11-21T10:00:00.000Z',
  call: 'stage',
  effect: 'write',
  outcome: code === undefined ? 'applied' : outcome,
  ...(code === undefined ? {} : { failure: failure(code) }),
});
const wait = (code: string): Moment => ({
  kind: 'wait',
  id: String(id++),
  at: '2025-11-21T10:00:00.000Z',
  until: '2025-11-21T10:00:00.000Z',
  why: code,
  open: false,
  failure: failure(code),
});
const kinds = (moments: readonly Moment[]) =>
  foldTries(moments).map((one) => (one.kind === 'tries' ? `tries ${one.count}` : one.kind));

test('equal failures fold into one line, the last try stays', () => {
  const moments = [call('a'), wait('a'), call('a'), wait('a'), call('a'), wait('a')];
  expect(kinds(moments)).toEqual(['tries 2', 'call', 'wait']);
});

test('two failures stay as they are, and so do different ones', () => {
  expect(kinds([call('a'), wait('a'), call('a'), wait('a')])).toEqual(['call', 'wait', 'call', 'wait']);
  expect(kinds([call('a'), wait('a'), call('b'), wait('b'), call('a'), wait('a')])).toHaveLength(6);
});

test('a success or an unknown outcome is never folded away', () => {
  expect(kinds([call('a'), call('a'), call('a'), call()])).toEqual(['tries 2', 'call', 'call']);
  expect(kinds([call('a', 'ambiguous'), call('a', 'ambiguous'), call('a', 'ambiguous')])).toEqual([
    'call',
    'call',
    'call',
  ]);
});
