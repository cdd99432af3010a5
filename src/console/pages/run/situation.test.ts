import { expect, test } from 'vitest';
import type { RunDetail } from '../../../api/types.ts';
import { situationOf } from './situation.ts';

const at = '2025-11-21T10:00:00.000Z';
const failure = {
  kind: 'missing',
  code: 'm3.item-not-found',
  message: 'No such item.',
  remedy: 'Create it.',
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
  journal: [],
  event: { id: 'e', type: 't', connection: 'c', via: 'webhook', subject: 's', time: at, receivedAt: at, data: {} },
  ...more,
});

test('what runs or is done needs no words, warnings do', () => {
  expect(situationOf(run({}))).toBeUndefined();
  expect(situationOf(run({ state: 'completed' }))).toBeUndefined();
  expect(situationOf(run({ state: 'completed', warnings: ['Town cut'] }))).toMatchObject({
    sentence: 'Done, with a warning',
    warnings: ['Town cut'],
  });
});

test('a hold says its reason, remedy, code and field', () => {
  const hold = {
    queue: 'q',
    reason: 'M3 does not know GHOST-1.',
    scope: 'line',
    resume: 'step',
    step: 'order',
    failure,
  } as const;
  expect(situationOf(run({ state: 'held', hold }))).toEqual({
    state: 'held',
    sentence: 'M3 does not know GHOST-1.',
    code: 'm3.item-not-found',
    remedy: 'Create it.',
    field: 'lines[1].itemNumber',
  });
});

test('a wait says when it goes on, a run behind another which one', () => {
  expect(situationOf(run({ state: 'waiting', until: at, failure }))).toMatchObject({
    until: at,
    sentence: 'No such item.',
  });
  expect(situationOf(run({ state: 'queued', behind: '6', failure }))).toEqual({
    state: 'queued',
    sentence: expect.stringMatching(/behind an earlier order/),
    behind: '6',
  });
});

test('an unknown outcome outranks the state, until a person has ended it', () => {
  expect(situationOf(run({ state: 'waiting', unknownOutcome: true }))).toMatchObject({
    state: 'unknown',
    sentence: expect.stringMatching(/Nothing is sent again/),
  });
  const sent = { at, step: 'order', call: 'confirm', effect: 'write', outcome: 'ambiguous', tookMs: 5 } as const;
  const looking = run({
    state: 'waiting',
    unknownOutcome: true,
    failure: { ...failure, kind: 'unreachable', message: 'M3 is away.' },
    journal: [{ type: 'call-answered', ...sent }],
  });
  expect(situationOf(looking)).toMatchObject({
    sentence:
      'The call “Confirm” was sent, and no answer came. Nothing is sent again until it is known whether it took effect.',
    remedy: 'The last look failed: M3 is away.',
  });
  const journal = [{ type: 'canceled', at, by: 'ann', reason: 'twice' }] as const;
  expect(situationOf(run({ state: 'canceled', unknownOutcome: true, journal }))).toEqual({
    state: 'canceled',
    sentence: 'Canceled by ann: twice',
  });
});
