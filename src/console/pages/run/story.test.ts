import { expect, test } from 'vitest';
import type { JournalEntry, RunDetail } from '../../../api/types.ts';
import { storyOf } from './story.ts';

const at = (second: number): string => new Date(Date.UTC(2025, 10, 21, 10, 0, second)).toISOString();
const failure = { kind: 'unreachable', code: 'm3.unreachable', message: 'M3 does not answer.' } as const;
const tell = (journal: readonly JournalEntry[], state: RunDetail['state'] = 'running', unknownOutcome = false) =>
  storyOf({ journal, state, unknownOutcome });

const started: JournalEntry = {
  type: 'step-started',
  at: at(0),
  step: 'order',
  input: { n: 1 },
  operation: 'order.create',
  connection: 'm3',
};
const sent: JournalEntry = {
  type: 'call-sent',
  at: at(1),
  step: 'order',
  call: 'stage',
  effect: 'write',
  request: { a: 1 },
};
const answer = (outcome: 'applied' | 'ambiguous' | 'not-sent', second: number): JournalEntry => ({
  type: 'call-answered',
  at: at(second),
  step: 'order',
  call: 'stage',
  effect: 'write',
  outcome,
  tookMs: 1000,
  ...(outcome === 'applied' ? { reply: { ok: true } } : { failure }),
});
const waiting: JournalEntry = {
  type: 'waiting',
  at: at(3),
  step: 'order',
  until: at(9),
  why: 'M3 does not answer',
  failure,
};

test('a write and its answer are one moment, a read stands alone', () => {
  const read: JournalEntry = {
    type: 'call-answered',
    at: at(4),
    step: 'order',
    call: 'find',
    effect: 'read',
    outcome: 'applied',
    request: { q: 1 },
    tookMs: 400,
  };
  const { chapters } = tell([started, sent, answer('applied', 2), read]);
  expect(chapters).toHaveLength(1);
  expect(chapters[0]?.moments).toMatchObject([
    { kind: 'call', id: '1', call: 'stage', outcome: 'applied', request: { a: 1 }, reply: { ok: true }, tookMs: 1000 },
    { kind: 'call', id: '3', call: 'find', at: '2025-11-21T10:00:03.600Z', request: { q: 1 } },
  ]);
});

test('a wait is open until something comes after it', () => {
  const now = tell([started, sent, answer('not-sent', 2), waiting], 'waiting').chapters[0];
  expect(now).toMatchObject({ state: 'waiting' });
  expect(now?.moments.at(-1)).toMatchObject({ kind: 'wait', until: at(9), open: true });
  const later = tell([started, sent, answer('not-sent', 2), waiting, sent]).chapters[0];
  expect(later?.state).toBe('running');
  expect(later?.moments).toMatchObject([{ outcome: 'not-sent' }, { kind: 'wait', open: false }, { kind: 'call' }]);
  expect(later?.moments.at(-1)).not.toHaveProperty('outcome');
});

test('a step that begins anew after a hold from the start is told twice', () => {
  const done = (second: number): JournalEntry => ({
    type: 'step-completed',
    at: at(second),
    step: 'customer',
    output: {},
  });
  const begun = (second: number): JournalEntry => ({
    type: 'step-started',
    at: at(second),
    step: 'customer',
    input: {},
  });
  expect(tell([begun(0), done(1), started, begun(2), done(3)]).chapters.map((one) => one.address)).toEqual([
    'customer',
    'order',
    'customer',
  ]);
});

test('an unknown outcome colours its step until the run has ended', () => {
  const journal = [started, sent, answer('ambiguous', 2)];
  expect(tell(journal, 'running', true).chapters[0]?.state).toBe('unknown');
  expect(tell(journal, 'running', false).chapters[0]?.state).toBe('running');
  const held: JournalEntry = {
    type: 'held',
    at: at(5),
    step: 'order',
    hold: { queue: 'outcome-unknown', reason: 'Look in M3', scope: 'record', resume: 'step' },
  };
  expect(tell([...journal, held], 'held', true).chapters[0]?.state).toBe('unknown');
  const canceled: JournalEntry = { type: 'canceled', at: at(6), by: 'ann', reason: 'twice' };
  const story = tell([...journal, held, canceled], 'canceled', true);
  expect(story.chapters[0]).toMatchObject({ state: 'canceled' });
  expect(story.chapters[0]?.moments.at(-1)).toMatchObject({ kind: 'hold', open: false });
  expect(story.end).toMatchObject({ type: 'canceled', reason: 'twice' });
});

test('a failure is told once, and a release takes the end back', () => {
  const stepFailed: JournalEntry = { type: 'step-failed', at: at(5), step: 'order', failure };
  const failed: JournalEntry = { type: 'failed', at: at(5), step: 'order', failure };
  const story = tell([started, stepFailed, failed], 'failed');
  expect(story.chapters[0]?.moments).toMatchObject([{ kind: 'failure', failure }]);
  expect(story.end).toMatchObject({ type: 'failed' });
  const released: JournalEntry = {
    type: 'released',
    at: at(9),
    by: 'ann',
    verb: 'retry',
    step: 'order',
    reason: 'fixed',
  };
  const again = tell([started, stepFailed, failed, released]);
  expect(again.end).toBeUndefined();
  expect(again.chapters[0]).toMatchObject({ state: 'running' });
  expect(again.chapters[0]?.moments.at(-1)).toMatchObject({ kind: 'released', by: 'ann', reason: 'fixed' });
});

test('a hold takes the place of the failure that led to it', () => {
  const stepFailed: JournalEntry = { type: 'step-failed', at: at(5), step: 'order', failure };
  const hold = { queue: 'q', reason: 'M3 does not answer.', scope: 'record', resume: 'step', failure } as const;
  const story = tell([started, stepFailed, { type: 'held', at: at(5), step: 'order', hold }], 'held');
  expect(story.chapters[0]?.moments.map((moment) => moment.kind)).toEqual(['hold']);
});

test('a step left out by its condition is skipped', () => {
  const skipped: JournalEntry = { type: 'step-completed', at: at(0), step: 'gift', output: null, by: 'if' };
  expect(tell([skipped]).chapters[0]).toMatchObject({ state: 'skipped', by: 'if' });
});
