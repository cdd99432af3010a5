import { expect, it } from 'vitest';
import type { Failure } from '../failure.ts';
import { describeRun } from './describe.ts';
import { foldJournal } from './fold.ts';
import type { JournalEntry } from './journal.ts';

const BASE = { runId: 'r1', event: {}, settings: {}, startedAt: 1 };
const DOWN: Failure = { kind: 'unreachable', code: 'm3.unreachable', message: 'M3 does not answer', remedy: 'Wait' };
const TITLES = new Map([
  ['order', 'Create the order in M3'],
  ['lines', 'Line'],
  ['add', 'Add the line'],
]);
const started = (step: string): JournalEntry => ({ type: 'step-started', at: 1, step, input: {} });
const sent: JournalEntry = { type: 'call-sent', at: 2, step: 'order', call: 'confirm', effect: 'write', request: {} };
const answered = (outcome: 'ambiguous' | 'not-sent'): JournalEntry => ({
  type: 'call-answered',
  at: 3,
  step: 'order',
  call: 'confirm',
  effect: 'write',
  outcome,
  failure: DOWN,
  tookMs: 1,
});
const hold = {
  queue: 'q',
  reason: 'M3 knows no item GHOST-1',
  scope: 'line',
  resume: 'step',
  failure: { ...DOWN, kind: 'missing' },
} as const;

it.each<[string, readonly JournalEntry[], object]>([
  ['nothing yet', [], { text: 'Not begun' }],
  ['between steps', [{ type: 'step-completed', at: 1, step: 'a', output: null }], { text: 'Between two steps' }],
  ['a step', [started('order')], { text: 'Create the order in M3 running', step: 'order' }],
  ['a step without a title', [started('other')], { text: 'other running', step: 'other' }],
  [
    'a call on its way',
    [started('order'), sent],
    { text: 'Create the order in M3: confirm sent, no answer yet', step: 'order' },
  ],
  [
    'a doubtful call',
    [started('order'), sent, answered('ambiguous')],
    { text: 'Create the order in M3: finding out what became of confirm', step: 'order' },
  ],
  [
    'one try',
    [started('order'), answered('not-sent')],
    { text: 'Create the order in M3 running, after 1 try', step: 'order' },
  ],
  [
    'two tries',
    [started('order'), answered('not-sent'), answered('not-sent')],
    { text: 'Create the order in M3 running, after 2 tries', step: 'order' },
  ],
  [
    'a wait',
    [started('order'), { type: 'waiting', at: 4, step: 'order', until: 99, why: 'M3 does not answer', failure: DOWN }],
    { text: 'Create the order in M3 waiting: M3 does not answer', step: 'order', until: 99 },
  ],
  [
    'a line',
    [started('lines[7]/add'), { type: 'waiting', at: 4, step: 'lines[7]/add', until: 99, why: 'busy' }],
    { text: 'Line 8 of 9, Add the line waiting: busy', step: 'lines[7]/add', until: 99 },
  ],
  [
    'a loop itself',
    [{ type: 'held', at: 4, step: 'lines[7]', hold: { ...hold, reason: 'R' } }],
    { text: 'Line 8 of 9 waits for a person: R', step: 'lines[7]', remedy: 'Wait' },
  ],
  ['an inner loop', [started('lines[7]/parts[0]/x')], { text: 'parts 1, x running', step: 'lines[7]/parts[0]/x' }],
  [
    'a hold',
    [{ type: 'held', at: 4, step: 'order', hold }],
    { text: 'Create the order in M3 waits for a person: M3 knows no item GHOST-1', step: 'order', remedy: 'Wait' },
  ],
  [
    'a hold of the flow',
    [{ type: 'held', at: 4, step: 'check', hold: { queue: 'q', reason: 'Look', scope: 'record', resume: 'step' } }],
    { text: 'check waits for a person: Look', step: 'check' },
  ],
  [
    'a dead letter',
    [{ type: 'failed', at: 4, step: 'order', failure: DOWN }],
    { text: 'Create the order in M3 failed: M3 does not answer', step: 'order', remedy: 'Wait' },
  ],
  ['an end', [{ type: 'completed', at: 4 }], { text: 'Completed' }],
  ['a canceled run', [{ type: 'canceled', at: 4, by: 'ann', reason: 'r' }], { text: 'Canceled' }],
  ['a step of a catch clause', [started('order/catch/add')], { text: 'Add the line running', step: 'order/catch/add' }],
])('says how %s stands', (_, entries, expected) => {
  expect(describeRun(foldJournal(entries, BASE), TITLES, { lines: 9 })).toEqual(expected);
});

it('does without titles', () => {
  expect(describeRun(foldJournal([started('order')], BASE)).text).toBe('order running');
});
