import { expect, test } from 'vitest';
import { timelineOf } from './timeline.ts';
import type { JournalEntry } from './types.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 9, 30, second)).toISOString();
const failure = { kind: 'rejected', code: 'm3.item-not-found', message: 'Item GHOST-1 is not in M3' } as const;

const journal: readonly JournalEntry[] = [
  { type: 'step-started', at: at(0), step: 'order', input: { a: 1 }, operation: 'order.create', connection: 'm3' },
  { type: 'call-answered', at: at(1), step: 'order', call: 'find', effect: 'read', outcome: 'applied', tookMs: 400 },
  { type: 'call-sent', at: at(2), step: 'order', call: 'stage', effect: 'write', request: { b: 2 } },
  {
    type: 'call-answered',
    at: at(3),
    step: 'order',
    call: 'stage',
    effect: 'write',
    outcome: 'not-sent',
    tookMs: 1000,
  },
  { type: 'waiting', at: at(3), step: 'order', until: at(9), why: 'M3 cannot be reached' },
  { type: 'call-sent', at: at(9), step: 'order', call: 'stage', effect: 'write', request: { b: 2 } },
];

test('tells each try of a call, with reads that have no entry of their own before', () => {
  const [step] = timelineOf(journal);
  expect(step?.calls.map(({ call, outcome, tookMs }) => [call, outcome, tookMs])).toEqual([
    ['find', 'applied', 400],
    ['stage', 'not-sent', 1000],
    ['stage', undefined, undefined],
  ]);
  expect(step?.calls[0]?.sentAt).toBe('2026-11-21T09:30:00.600Z');
  expect(step).toMatchObject({ state: 'running', operation: 'order.create', connection: 'm3' });
  expect(step?.waiting).toBeUndefined();
});

test('shows a wait with its end, and the hold and release that follow', () => {
  expect(timelineOf(journal.slice(0, 5))[0]).toMatchObject({ state: 'waiting', waiting: { until: at(9) } });
  const held: JournalEntry = {
    type: 'held',
    at: at(10),
    step: 'order',
    hold: { queue: 'item-setup', reason: 'no item', scope: 'line', resume: 'step', failure },
  };
  expect(timelineOf([...journal, held])[0]).toMatchObject({ state: 'held', endedAt: at(10), failure });
  const released: JournalEntry = { type: 'released', at: at(11), by: 'ann@example.com', verb: 'retry', step: 'order' };
  const again = timelineOf([...journal, held, released])[0];
  expect(again).toMatchObject({ state: 'running', interventions: [released] });
  expect(again?.endedAt).toBeUndefined();
});

test('keeps steps in the order in which they began', () => {
  const first: JournalEntry = { type: 'step-completed', at: at(0), step: 'customer', output: {}, by: 'if' };
  expect(timelineOf([first, ...journal]).map((step) => step.address)).toEqual(['customer', 'order']);
});
