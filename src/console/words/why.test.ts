import { expect, test } from 'vitest';
import type { RunSummary } from '../../api/types.ts';
import { tookMs, whyOf } from './why.ts';

const run = (more: Partial<RunSummary>): RunSummary => ({
  id: '7',
  flow: 'order-to-cash',
  flowTitle: 'Orders',
  flowVersion: 1,
  state: 'running',
  facts: {},
  unknownOutcome: false,
  arrivedAt: '2025-11-21T10:00:00.000Z',
  updatedAt: '2025-11-21T10:00:01.000Z',
  attempts: 1,
  warnings: [],
  ...more,
});
const failure = { kind: 'rejected', code: 'm3.rejected', message: 'M3 said no.', step: 'order' } as const;

test('a hold says its reason, a failure its message', () => {
  const hold = {
    queue: 'item-setup',
    reason: 'Item GHOST-1 is not in M3.',
    scope: 'line',
    resume: 'step',
    step: 'order',
  } as const;
  expect(whyOf(run({ state: 'held', hold, failure }))).toBe('Item GHOST-1 is not in M3.');
  expect(whyOf(run({ state: 'failed', failure }))).toBe('M3 said no.');
  expect(whyOf(run({ state: 'waiting', failure }))).toBe('M3 said no.');
});

test('an unknown outcome is said even without a message', () => {
  expect(whyOf(run({ unknownOutcome: true }))).toMatch(/got no answer/);
  expect(whyOf(run({ unknownOutcome: true, failure }))).toMatch(/got no answer/);
  expect(whyOf(run({ unknownOutcome: true, failure: { ...failure, kind: 'uncertain' } }))).toBe('M3 said no.');
});

test('what is done has nothing to say but its warnings', () => {
  expect(whyOf(run({ state: 'completed', failure }))).toBeUndefined();
  expect(whyOf(run({ state: 'completed', warnings: ['Name shortened', 'Town cut'] }))).toBe(
    'Name shortened · Town cut',
  );
});

test('a run behind another says so', () => {
  expect(whyOf(run({ state: 'queued', behind: '6' }))).toMatch(/behind an earlier order/);
});

test('took counts from arrival to the end', () => {
  expect(tookMs(run({ endedAt: '2025-11-21T10:00:00.410Z' }))).toBe(410);
  expect(tookMs(run({}))).toBeUndefined();
});
