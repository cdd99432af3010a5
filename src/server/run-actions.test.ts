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

it('other documents have heads, too, and no draft', () => {
  expect(cancelOf('voucher.post', ['head'])).not.toContain(ORDER);
});
