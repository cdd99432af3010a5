import { expect, test } from 'vitest';
import type { JournalEntry, RunDetail } from '../../../api/types.ts';
import type { JsonObject } from '../../../core/json.ts';
import { linesOf } from './lines.ts';
import { storyOf } from './story.ts';

const at = '2025-11-21T10:00:00.000Z';
const input = {
  lines: [
    { lineNumber: '1', itemNumber: 'PUMP-1', quantity: '2' },
    { lineNumber: '2', itemNumber: 'GHOST-1', quantity: '1' },
  ],
};
const order = {
  lines: [
    { lineNumber: 1, sku: 'PUMP-1', name: 'Pump', quantity: '2', unit: 'EA', extendedPrice: '480', type: 'item' },
    { lineNumber: 2, sku: 'GHOST-1', quantity: '1', type: 'item' },
    { lineNumber: 3, quantity: '1', extendedPrice: '-5', type: 'discount' },
  ],
};
const readOrder: readonly JournalEntry[] = [
  { type: 'step-started', at, step: 'read', input: {}, operation: 'order.get', connection: 'store' },
  { type: 'step-completed', at, step: 'read', output: order },
];
const started: JournalEntry = {
  type: 'step-started',
  at,
  step: 'order',
  input,
  operation: 'order.create',
  connection: 'm3',
};
const failure = {
  kind: 'missing',
  code: 'm3.item-not-found',
  message: 'M3 does not know item GHOST-1.',
  field: 'lines[1].itemNumber',
  step: 'order',
} as const;

const run = (more: Partial<RunDetail>): RunDetail => ({
  id: '7',
  flow: 'order-to-cash',
  flowTitle: 'Orders',
  flowVersion: 1,
  state: 'running',
  facts: {},
  unknownOutcome: false,
  arrivedAt: at,
  updatedAt: at,
  attempts: 1,
  warnings: [],
  related: [],
  journal: [started],
  event: {
    id: 'e',
    type: 'clarity.order.created',
    connection: 'store',
    via: 'webhook',
    subject: '1042',
    time: at,
    receivedAt: at,
    data: { entityId: '1042' },
  },
  ...more,
});
const words = (detail: RunDetail) => linesOf(detail, storyOf(detail)).map((line) => `${line.item}: ${line.word}`);

test('the line that is at fault is named, the others wait for it', () => {
  const held = run({
    state: 'held',
    hold: { queue: 'item-setup', reason: 'r', scope: 'line', resume: 'step', step: 'order', failure },
  });
  expect(words(held)).toEqual(['PUMP-1: Waits for the others', 'GHOST-1: Held']);
  expect(linesOf(held, storyOf(held))[1]).toMatchObject({ state: 'held', note: 'M3 does not know item GHOST-1.' });
  const byRecord = run({ state: 'failed', failure: { ...failure, field: undefined as never, record: 'item PUMP-1' } });
  expect(words(byRecord)).toEqual(['PUMP-1: Failed', 'GHOST-1: Waits for the others']);
});

test('lines in M3 come from what the step answered', () => {
  const output = { lines: [{ lineNumber: '1', m3LineNumber: '1', itemNumber: 'PUMP-1', quantity: '2' }] };
  const done: JournalEntry = { type: 'step-completed', at, step: 'order', output };
  expect(words(run({ journal: [started, done] }))).toEqual(['PUMP-1: In M3', 'GHOST-1: Not sent yet']);
});

test('lines that were entered show as such until the order that was begun is given up', () => {
  const call = (name: string): JournalEntry => ({
    type: 'call-answered',
    at,
    step: 'order',
    call: name,
    effect: 'write',
    outcome: 'applied',
    tookMs: 5,
    request: { program: 'OIS100MI', transactions: [{ transaction: 'AddBatchLine', record: { ITNO: 'PUMP-1' } }] },
  });
  expect(words(run({ journal: [started, call('stage'), call('fill')] }))).toEqual([
    'PUMP-1: In the draft',
    'GHOST-1: Not sent yet',
  ]);
  expect(words(run({ journal: [started, call('stage'), call('fill'), call('discard')] }))[0]).toBe(
    'PUMP-1: Not sent yet',
  );
  expect(words(run({ journal: [started, call('head'), call('fill')] }))).toEqual([
    'PUMP-1: In M3 already',
    'GHOST-1: Not sent yet',
  ]);
  expect(words(run({ journal: [started, call('head'), call('fill'), call('remove')] }))[0]).toBe(
    'PUMP-1: Not sent yet',
  );
});

test('the store’s own lines are told once the order was read, discounts among them', () => {
  const lines = linesOf(run({ journal: [...readOrder, started] }), storyOf(run({ journal: [...readOrder, started] })));
  expect(lines.map((line) => line.word)).toEqual(['Not sent yet', 'Not sent yet', 'Discount']);
  expect(lines[0]).toMatchObject({ name: 'Pump', unit: 'EA', total: '480' });
});

test('without a reading the input of the step tells the lines; without both there are none', () => {
  expect(words(run({}))).toHaveLength(2);
  expect(words(run({ journal: [] }))).toEqual([]);
});

test('a run that canceled the order, changed it or only read it says so of the lines, not that they are in M3', () => {
  const asked = (operation: string, output: JsonObject, over = true): readonly JournalEntry[] => [
    ...readOrder,
    { type: 'step-started', at, step: 'do', input: { orderNumber: '1' }, operation, connection: 'm3' },
    ...(over ? [{ type: 'step-completed', at, step: 'do', output } as const] : []),
  ];
  const told = (journal: readonly JournalEntry[], state: RunDetail['state'] = 'completed'): string[] =>
    words(run({ journal, state }));
  const canceled = (outcome: string): readonly JournalEntry[] => asked('order.cancel', { outcome });
  expect(told(canceled('deleted'))).toEqual(['PUMP-1: Deleted in M3', 'GHOST-1: Deleted in M3', ': Discount']);
  expect(told(canceled('closed'))[0]).toBe('PUMP-1: Closed in M3');
  expect(told(canceled('gone'))[0]).toBe('PUMP-1: Not in M3');
  expect(told(asked('order.cancel', {}, false), 'running')[0]).toBe('PUMP-1: ');
  expect(told(asked('order.change', { changed: true }))[0]).toBe('PUMP-1: In M3');
  expect(told(readOrder)).toEqual(['PUMP-1: ', 'GHOST-1: ', ': Discount']);
});
