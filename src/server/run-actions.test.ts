import { expect, it } from 'vitest';
import type { JournalEntry } from '../core/run/journal.ts';
import { actionsOf } from './run-actions.ts';
import { sampleRun } from './testing/fake-deps.ts';

const caller = { id: '1', name: 'Ada', role: 'admin', via: 'session', by: 'Ada' } as const;
const at = 1_700_000_000_000;
const started = (operation: string): JournalEntry => ({
  type: 'step-started',
  at,
  step: 'm3order',
  input: {},
  operation,
  connection: 'm3',
});
const wrote = (call: string): JournalEntry => ({
  type: 'call-answered',
  at,
  step: 'm3order',
  call,
  effect: 'write',
  outcome: 'applied',
  tookMs: 5,
});

function whatCancelDoes(...calls: readonly string[]): string {
  return cancelOf('order.create', calls);
}

function cancelOf(operation: string, calls: readonly string[]): string {
  const journal = [started(operation), ...calls.map(wrote)];
  const run = sampleRun({ state: 'held', journal: journal as never });
  return actionsOf(run, caller).find(({ verb }) => verb === 'cancel')?.effect ?? '';
}

const DRAFT = 'The draft in M3 is deleted';
const ORDER = 'is live in M3; the flow “Orders canceled half-way” takes it out again';

it('cancel says what is left in M3 of an order that was begun', () => {
  expect(whatCancelDoes()).toContain('Nothing was written yet');
  expect(whatCancelDoes('stage', 'fill')).toContain(DRAFT);
  expect(whatCancelDoes('stage', 'discard')).not.toContain(DRAFT);
  expect(whatCancelDoes('stage', 'fill', 'confirm')).not.toContain(DRAFT);
  expect(whatCancelDoes('head', 'fill')).toContain(ORDER);
  expect(whatCancelDoes('head', 'fill', 'remove')).not.toContain(ORDER);
  expect(whatCancelDoes('head', 'remove', 'head')).toContain(ORDER);
});

it('says where a retry or a release goes on: at the step, or from the start with what people gave', () => {
  const effectOf = (verb: string, hold: object): string => {
    const run = sampleRun({ state: 'held', step: 'm3order', hold: hold as never });
    return actionsOf(run, caller).find((action) => action.verb === verb)?.effect ?? '';
  };
  const hold = { queue: 'q', reason: 'r', scope: 'record', step: 'm3order' };
  const failure = { kind: 'missing', code: 'm3.item-not-found', message: 'No item' };
  expect(effectOf('retry', { ...hold, resume: 'step', failure })).toContain('Goes on from step m3order');
  expect(effectOf('retry', { ...hold, resume: 'start', failure })).toContain(
    'with what people have settled or corrected',
  );
  expect(effectOf('release', { ...hold, resume: 'start', failure })).toContain('from the start');
  // A hold without a failure is a step of the flow: it is passed.
  expect(effectOf('release', { ...hold, resume: 'start' })).toContain('goes on from step m3order');
});

it('no new run is begun from a canceled one of which nobody knows what it did', () => {
  const replayOf = (unknownOutcome: boolean) =>
    actionsOf(sampleRun({ state: 'canceled', unknownOutcome, related: [] }), caller).find(
      ({ verb }) => verb === 'replay',
    );
  expect(replayOf(false)?.allowed).toBe(true);
  expect(replayOf(true)).toMatchObject({ allowed: false, why: expect.stringContaining('second time') });
});

it('other documents have heads, too, and no draft', () => {
  expect(cancelOf('voucher.post', ['head'])).not.toContain(ORDER);
});
