import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../failure.ts';
import { applyEntry, closeInterrupted, foldJournal } from './fold.ts';
import type { JournalEntry } from './journal.ts';

const BASE = { runId: 'r1', event: { entityId: 7 }, settings: {}, startedAt: 1000 };
const DOWN: Failure = { kind: 'unreachable', code: 'm3.unreachable', message: 'No connection' };
const BUSY: Failure = { kind: 'throttled', code: 'm3.throttled', message: 'Too many calls' };
const REFUSED: Failure = { kind: 'rejected', code: 'm3.rejected', message: 'Customer blocked' };

const started: JournalEntry = { type: 'step-started', at: 1010, step: 'order', input: { a: 1 } };
const sent = (call: string, at: number): JournalEntry => ({
  type: 'call-sent',
  at,
  step: 'order',
  call,
  effect: 'write',
  request: { call },
});
function answered(call: string, at: number, more: Partial<Extract<JournalEntry, { type: 'call-answered' }>> = {}) {
  const entry = { type: 'call-answered', at, step: 'order', call, effect: 'write', outcome: 'applied', tookMs: 5 };
  return { ...entry, ...more } as JournalEntry;
}
const stepOf = (...entries: JournalEntry[]) => foldJournal(entries, BASE).steps.get('order');

describe('calls of a step', () => {
  it('keeps what was sent and answered, with both times', () => {
    const step = stepOf(started, sent('stage', 1020), answered('stage', 1050, { reply: { number: '9' } }));
    expect(step).toEqual({
      address: 'order',
      state: 'started',
      input: { a: 1 },
      attempts: 0,
      round: 0,
      calls: [
        {
          name: 'stage',
          effect: 'write',
          request: { call: 'stage' },
          outcome: 'applied',
          reply: { number: '9' },
          sentAt: 1020,
          answeredAt: 1050,
          round: 0,
        },
      ],
    });
  });

  it('takes the request of a read from its answer', () => {
    const step = stepOf(started, answered('read', 1050, { effect: 'read', request: { id: 1 }, reply: [] }));
    expect(step?.calls).toMatchObject([{ request: { id: 1 }, sentAt: 1045, answeredAt: 1050 }]);
  });

  it.each([
    ['not sent', { outcome: 'not-sent', failure: DOWN }],
    ['throttled', { outcome: 'refused', failure: BUSY }],
    ['unauthorized', { outcome: 'refused', failure: { ...BUSY, kind: 'unauthorized' } }],
  ] as const)('counts a call that was %s as an attempt and not as a call', (_, more) => {
    const step = stepOf(started, sent('stage', 1020), answered('stage', 1030, more), sent('stage', 1040));
    expect(step).toMatchObject({ calls: [], attempts: 1, firstFailedAt: 1030, failure: more.failure });
    expect(step?.open).toMatchObject([{ name: 'stage', sentAt: 1040 }]);
  });

  it('keeps a refusal for a reason of business, and a doubtful answer', () => {
    const step = stepOf(
      started,
      answered('a', 1030, { outcome: 'refused', failure: REFUSED }),
      answered('b', 1040, { outcome: 'ambiguous' }),
    );
    expect(step?.calls.map((call) => call.outcome)).toEqual(['refused', 'ambiguous']);
    expect(step?.attempts).toBe(0);
  });

  it('counts one failure once, though the wait that follows names it again', () => {
    const wait: JournalEntry = { type: 'waiting', at: 1031, step: 'order', until: 3000, why: 'retry', failure: DOWN };
    const failed = answered('a', 1030, { outcome: 'not-sent', failure: DOWN });
    expect(stepOf(started, failed, wait)?.attempts).toBe(1);
    expect(stepOf(started, failed, wait, failed, wait)?.attempts).toBe(2);
    expect(stepOf(started, wait, wait)?.attempts).toBe(2);
  });

  it('begins to count anew after a write took effect, but not after a read', () => {
    const failed = answered('a', 1030, { outcome: 'not-sent', failure: DOWN });
    expect(stepOf(started, failed, answered('read', 1040, { effect: 'read' }))).toMatchObject({ attempts: 1 });
    const after = stepOf(started, failed, answered('a', 1040));
    expect(after).toMatchObject({ attempts: 0 });
    expect(after?.firstFailedAt).toBeUndefined();
    expect(after?.failure).toBeUndefined();
  });
});

describe('writes that were sent together', () => {
  const together = (call: string, at: number): JournalEntry => ({ ...sent(call, at), together: true }) as JournalEntry;
  const three = [started, sent('a', 1020), together('b', 1020), together('c', 1021)];

  it('are answered in any order', () => {
    const step = stepOf(...three, answered('c', 1030), answered('a', 1040));
    expect(step?.calls.map(({ name, sentAt, request }) => [name, sentAt, request])).toEqual([
      ['c', 1021, { call: 'c' }],
      ['a', 1020, { call: 'a' }],
    ]);
    expect(step?.open).toMatchObject([{ name: 'b' }]);
  });

  it('that met the same trouble are one try', () => {
    const busy = { outcome: 'refused', failure: BUSY } as const;
    const step = stepOf(...three, answered('c', 1030), answered('a', 1031, busy), answered('b', 1031, busy));
    expect(step).toMatchObject({ attempts: 1, failure: BUSY, calls: [{ name: 'c' }] });
    expect(step?.open).toBeUndefined();
  });

  it('C04: are all in doubt after a crash, but for those that were answered', () => {
    const view = foldJournal([...three, answered('b', 1030)], BASE, { closeInterrupted: true });
    expect(view.steps.get('order')?.calls.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['b', 'applied'],
      ['a', 'ambiguous'],
      ['c', 'ambiguous'],
    ]);
  });
});

describe('an interrupted write (C04, C05, C07)', () => {
  it('stays open until somebody asks to close it', () => {
    expect(stepOf(started, sent('confirm', 1020))).toMatchObject({ calls: [], open: [{ name: 'confirm' }] });
  });

  it('becomes an ambiguous call when a worker takes over', () => {
    const view = foldJournal([started, sent('confirm', 1020)], BASE, { closeInterrupted: true });
    const step = view.steps.get('order');
    expect(step?.open).toBeUndefined();
    expect(step?.calls).toMatchObject([
      { name: 'confirm', outcome: 'ambiguous', failure: { kind: 'uncertain', code: 'run.interrupted' }, sentAt: 1020 },
    ]);
  });

  it('is given up when the next write is sent', () => {
    const step = stepOf(started, sent('stage', 1020), sent('stage', 1100), answered('stage', 1110));
    expect(step?.calls.map((call) => [call.outcome, call.sentAt])).toEqual([
      ['ambiguous', 1020],
      ['applied', 1100],
    ]);
  });

  it('reads the same when a later crash makes somebody read the whole journal again', () => {
    const before = closeInterrupted(foldJournal([started, sent('stage', 1020)], BASE));
    const later = [answered('read-back', 1100, { effect: 'read' }), sent('stage', 1120), answered('stage', 1130)];
    const live = later.reduce(applyEntry, before);
    expect(foldJournal([started, sent('stage', 1020), ...later], BASE)).toEqual(live);
    expect(live.steps.get('order')?.calls.map((call) => call.outcome)).toEqual(['ambiguous', 'applied', 'applied']);
  });
});

describe('the run as a whole', () => {
  const hold = {
    queue: 'customer-data',
    reason: 'M3 refused',
    scope: 'record',
    resume: 'step',
    failure: REFUSED,
  } as const;
  const held: JournalEntry = { type: 'held', at: 1060, step: 'order', hold };
  const failed: JournalEntry = { type: 'step-failed', at: 1055, step: 'order', failure: REFUSED };

  it('waits, and waits no longer once something happens', () => {
    const wait: JournalEntry = { type: 'waiting', at: 1030, step: 'order', until: 5000, why: 'quiet time' };
    const waiting = foldJournal([started, wait], BASE);
    expect(waiting.waiting).toEqual({ step: 'order', until: 5000, why: 'quiet time' });
    expect(waiting.steps.get('order')?.waiting).toEqual({ until: 5000, why: 'quiet time' });
    const after = applyEntry(waiting, sent('look', 5001));
    expect(after.waiting).toBeUndefined();
    expect(after.steps.get('order')?.waiting).toBeUndefined();
  });

  it('keeps output, warnings and who supplied them', () => {
    const done: JournalEntry = {
      type: 'step-completed',
      at: 1,
      step: 'order',
      output: { n: '1' },
      by: 'catch',
      warnings: ['cut'],
    };
    expect(stepOf(started, failed, done)).toMatchObject({
      state: 'completed',
      output: { n: '1' },
      by: 'catch',
      warnings: ['cut'],
    });
    expect(stepOf(started, failed, done)?.failure).toBeUndefined();
  });

  it('adds the warnings of the input to those of the operation', () => {
    const warned: JournalEntry = { ...started, warnings: ['name cut'] } as JournalEntry;
    const done: JournalEntry = { type: 'step-completed', at: 1, step: 'order', output: 1, warnings: ['order stopped'] };
    expect(stepOf(warned, done)?.warnings).toEqual(['name cut', 'order stopped']);
  });

  it('is held until it is released, and then does the step again in a new round', () => {
    const view = foldJournal([started, failed, held], BASE);
    expect(view.hold).toEqual({ step: 'order', hold });
    expect(view.steps.get('order')?.state).toBe('failed');
    const after = applyEntry(view, { type: 'released', at: 2000, by: 'ann', verb: 'retry', step: 'order' });
    expect(after.hold).toBeUndefined();
    expect(after.steps.get('order')).toEqual({
      address: 'order',
      state: 'started',
      input: { a: 1 },
      calls: [],
      attempts: 0,
      round: 1,
    });
  });

  it('takes the output of a person who skips, and the input of one who edits', () => {
    const view = foldJournal([started, failed, held], BASE);
    const skip: JournalEntry = { type: 'released', at: 2, by: 'ann', verb: 'skip', step: 'order', output: { n: '5' } };
    expect(applyEntry(view, skip).steps.get('order')).toMatchObject({
      state: 'completed',
      output: { n: '5' },
      by: 'person',
      round: 1,
    });
    const edit: JournalEntry = { type: 'released', at: 2, by: 'ann', verb: 'edit', step: 'order', input: { a: 2 } };
    expect(applyEntry(view, edit).steps.get('order')).toMatchObject({ state: 'started', input: { a: 2 }, round: 1 });
  });

  it('passes a hold step on release, and comes to it again on retry', () => {
    const stop = { queue: 'totals', reason: 'Totals differ', scope: 'record', resume: 'step' } as const;
    const view = foldJournal([{ type: 'held', at: 1, step: 'check', hold: stop }], BASE);
    const release: JournalEntry = { type: 'released', at: 2, by: 'ann', verb: 'release', step: 'check' };
    expect(applyEntry(view, release).steps.get('check')).toMatchObject({ state: 'completed', output: null });
    expect(applyEntry(view, { ...release, verb: 'retry' }).steps.get('check')?.state).toBe('pending');
  });

  it('does a failed step again on release, as on retry', () => {
    const view = foldJournal([started, failed, held], BASE);
    const release: JournalEntry = { type: 'released', at: 2, by: 'ann', verb: 'release', step: 'order' };
    expect(applyEntry(view, release).steps.get('order')).toMatchObject({ state: 'started', input: { a: 1 }, round: 1 });
  });

  it('starts again from the first step where the hold says so, and forgets no write', () => {
    const read: JournalEntry = { type: 'step-completed', at: 3, step: 'web', output: { total: '1' } };
    const entries = [read, started, answered('read', 5, { effect: 'read' }), sent('stage', 6), answered('stage', 7)];
    const held: JournalEntry = { type: 'held', at: 8, step: 'order', hold: { ...hold, resume: 'start' } };
    const view = foldJournal([...entries, held], BASE);
    const after = applyEntry(view, { type: 'released', at: 9, by: 'ann', verb: 'retry', step: 'order' });
    expect(after.steps.get('web')).toMatchObject({ state: 'pending', round: 1 });
    expect(after.steps.get('web')?.output).toBeUndefined();
    expect(after.steps.get('order')).toMatchObject({ state: 'pending', calls: [{ name: 'stage' }] });
    expect(after.steps.get('order')?.input).toBeUndefined();
  });

  it('starts again with what people have settled or corrected', () => {
    const again: JournalEntry = { type: 'held', at: 20, step: 'order', hold: { ...hold, resume: 'start' } };
    const entries: JournalEntry[] = [
      { type: 'held', at: 1, step: 'customer', hold },
      { type: 'released', at: 2, by: 'ann', verb: 'skip', step: 'customer', output: { number: '123' } },
      { type: 'step-completed', at: 3, step: 'web', output: { total: '1' } },
      started,
      failed,
      held,
      { type: 'released', at: 10, by: 'ann', verb: 'edit', step: 'order', input: { a: 2 } },
      answered('read', 11, { effect: 'read' }),
      again,
      { type: 'released', at: 30, by: 'bob', verb: 'retry', step: 'order' },
    ];
    const { steps } = foldJournal(entries, BASE);
    expect(steps.get('customer')).toMatchObject({ state: 'completed', output: { number: '123' }, by: 'person' });
    expect(steps.get('web')?.state).toBe('pending');
    expect(steps.get('order')).toMatchObject({ state: 'started', input: { a: 2 }, calls: [], round: 2 });

    const changed = { ...entries.at(-1), by: 'landbridge', anew: true } as JournalEntry;
    const anew = foldJournal([...entries.slice(0, -1), changed], BASE).steps;
    expect(anew.get('customer')).toMatchObject({ state: 'completed', by: 'person' });
    expect(anew.get('order')).toMatchObject({ state: 'pending', calls: [] });
    expect(anew.get('order')).not.toHaveProperty('input');
  });

  it('ends, and a dead letter can be taken up again', () => {
    expect(foldJournal([{ type: 'completed', at: 1 }], BASE).ended).toBe('completed');
    expect(foldJournal([{ type: 'canceled', at: 1, by: 'ann', reason: 'test' }], BASE).ended).toBe('canceled');
    const dead = foldJournal([started, failed, { type: 'failed', at: 1, step: 'order', failure: REFUSED }], BASE);
    expect(dead).toMatchObject({ ended: 'failed', failed: { step: 'order', failure: REFUSED } });
    const after = applyEntry(dead, { type: 'released', at: 2, by: 'ann', verb: 'retry', step: 'order' });
    expect(after.ended).toBeUndefined();
    expect(after.failed).toBeUndefined();
    expect(after.steps.get('order')?.state).toBe('started');
  });
});

const steps = fc.constantFrom('order', 'lines[0]/line', 'told');
const calls = fc.constantFrom('stage', 'confirm');
const at = fc.nat(10_000);
const failures = fc.constantFrom(DOWN, BUSY, REFUSED);
const effect = fc.constantFrom('read' as const, 'write' as const);
const anyHold = fc.record({
  queue: fc.constant('q'),
  reason: fc.constant('because'),
  scope: fc.constantFrom('record' as const, 'line' as const),
  resume: fc.constantFrom('step' as const, 'start' as const),
});
const anyEntry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({ type: fc.constant('step-started' as const), at, step: steps, input: fc.constant({}) }),
  fc.record({
    type: fc.constant('call-sent' as const),
    at,
    step: steps,
    call: calls,
    effect,
    request: fc.constant({}),
  }),
  fc.record({
    type: fc.constant('call-answered' as const),
    at,
    step: steps,
    call: calls,
    effect,
    outcome: fc.constantFrom('not-sent' as const, 'refused' as const, 'applied' as const, 'ambiguous' as const),
    failure: failures,
    tookMs: at,
  }),
  fc.record({ type: fc.constant('step-completed' as const), at, step: steps, output: fc.constant(null) }),
  fc.record({ type: fc.constant('step-failed' as const), at, step: steps, failure: failures }),
  fc.record({
    type: fc.constant('waiting' as const),
    at,
    step: steps,
    until: at,
    why: fc.constant('w'),
    failure: failures,
  }),
  fc.record({ type: fc.constant('held' as const), at, step: steps, hold: anyHold }),
  fc.record({
    type: fc.constant('released' as const),
    at,
    by: fc.constant('ann'),
    verb: fc.constantFrom('retry' as const, 'release' as const, 'skip' as const, 'edit' as const),
    step: steps,
  }),
  fc.record({ type: fc.constant('completed' as const), at }),
);

describe('any journal', () => {
  it('folds the same at once and entry by entry, and never changes an older view', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 40 }), (entries) => {
        let view = foldJournal([], BASE);
        for (const entry of entries) {
          const frozen = structuredClone(view);
          const next = applyEntry(view, entry);
          expect(view).toEqual(frozen);
          view = next;
        }
        expect(view).toEqual(foldJournal(entries, BASE));
      }),
    );
  });

  it('never loses a write that may have taken effect', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 40 }), (entries) => {
        const view = foldJournal(entries, BASE, { closeInterrupted: true });
        const marked = entries.filter(
          (entry) =>
            entry.type === 'call-answered' &&
            entry.effect === 'write' &&
            (entry.outcome === 'applied' || entry.outcome === 'ambiguous'),
        ).length;
        const kept = [...view.steps.values()].flatMap((step) => step.calls.filter((call) => call.effect === 'write'));
        expect(kept.filter((call) => call.outcome !== 'refused').length).toBeGreaterThanOrEqual(marked);
      }),
    );
  });
});
