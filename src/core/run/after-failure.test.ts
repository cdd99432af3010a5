import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILURE_KINDS, type Failure, type FailureKind } from '../failure.ts';
import { afterFailure, catches, defaultHold, HOLD_QUEUES } from './after-failure.ts';
import { NEVER_REPEATED, pauseMs, RETRY_RULES, type RetryRule } from './retry-rules.ts';

const NOW = 1_000_000_000;
const HOUR = 3_600_000;
const failure = (kind: FailureKind, more: Partial<Failure> = {}): Failure => ({
  kind,
  code: `m3.${kind}`,
  message: 'what happened',
  ...more,
});
const decide = (
  each: Failure,
  {
    attempts = 1,
    firstFailedAt = NOW,
    retry = RETRY_RULES.network as RetryRule,
    catches: clauses = [] as string[],
    jitter = 1,
  } = {},
) =>
  afterFailure(each, { attempts, firstFailedAt }, { retry, catches: clauses.map((error) => ({ error })) }, NOW, jitter);

describe('what becomes of each kind of failure', () => {
  it.each([
    ['unreachable', { do: 'retry', at: NOW + 2000 }],
    ['throttled', { do: 'retry', at: NOW + 2000 }],
    ['uncertain', { do: 'hold', hold: { queue: 'outcome-unknown' } }],
    ['unauthorized', { do: 'hold', hold: { queue: 'connection' } }],
    ['missing', { do: 'hold', hold: { queue: 'missing-record' } }],
    ['rejected', { do: 'hold', hold: { queue: 'rejected' } }],
    ['conflict', { do: 'hold', hold: { queue: 'conflict' } }],
    ['fault', { do: 'fail' }],
  ] as const)('%s', (kind, expected) => {
    expect(decide(failure(kind))).toMatchObject(expected);
  });

  it('covers every kind', () => {
    expect(Object.keys(HOLD_QUEUES)).toEqual([...FAILURE_KINDS]);
  });

  it('holds with the reason, the whole record, at the same step', () => {
    const refused = failure('rejected');
    expect(decide(refused)).toEqual({
      do: 'hold',
      hold: { queue: 'rejected', reason: 'what happened', scope: 'record', resume: 'step', failure: refused },
    });
  });

  it.each(['flow.crosswalk-unknown', 'flow.expression-failed', 'flow.mapping-failed'])(
    'holds %s for whoever keeps the flow',
    (code) => {
      expect(defaultHold(failure('fault', { code }))?.queue).toBe(
        code === 'flow.crosswalk-unknown' ? 'crosswalk' : 'mapping',
      );
    },
  );
});

describe('the pause before the next try (N11, N12)', () => {
  it.each([
    [1, 2_000],
    [2, 4_000],
    [5, 32_000],
    [9, 512_000],
    [10, 900_000],
    [99, 900_000],
  ])('after try %i is at most %i ms', (attempts, limit) => {
    expect(decide(failure('unreachable'), { attempts })).toMatchObject({ at: NOW + limit });
    expect(decide(failure('unreachable'), { attempts, jitter: 0.5 })).toMatchObject({ at: NOW + limit / 2 });
    expect(decide(failure('unreachable'), { attempts, jitter: 0 })).toMatchObject({ at: NOW });
  });

  it('is what the other side asked for, and a little more', () => {
    expect(decide(failure('throttled', { retryAfterMs: 30_000 }), { jitter: 0.5 })).toMatchObject({ at: NOW + 31_000 });
    expect(decide(failure('throttled', { retryAfterMs: 100 }), { attempts: 9 })).toMatchObject({ at: NOW + 200 });
  });

  it('is an hour at most, whatever the other side asked for', () => {
    expect(decide(failure('throttled', { retryAfterMs: 99 * HOUR }), { jitter: 0 })).toMatchObject({ at: NOW + HOUR });
  });

  it('is constant where the rule says so', () => {
    const retry = { on: ['unreachable'], delayMs: 5_000, factor: 1, maxMs: 4_000, withinMs: HOUR } as const;
    expect(decide(failure('unreachable'), { attempts: 7, retry, jitter: 0 })).toMatchObject({ at: NOW + 4_000 });
  });

  it('never exceeds its limit and never lies in the past', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(RETRY_RULES.network, RETRY_RULES.busy),
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rule, attempt, jitter) => {
          const pause = pauseMs(rule, attempt, jitter);
          expect(pause).toBeGreaterThanOrEqual(0);
          expect(pause).toBeLessThanOrEqual(rule.maxMs);
        },
      ),
    );
  });
});

describe('an end of trying', () => {
  it('comes after a day, and then a person is asked', () => {
    expect(decide(failure('unreachable'), { firstFailedAt: NOW - 24 * HOUR + 1 }).do).toBe('retry');
    expect(decide(failure('unreachable'), { firstFailedAt: NOW - 24 * HOUR })).toMatchObject({
      do: 'hold',
      hold: { queue: 'unreachable' },
    });
  });

  it('comes after the tries that the rule allows', () => {
    const retry = { ...RETRY_RULES.network, attempts: 3 };
    expect(decide(failure('unreachable'), { attempts: 2, retry }).do).toBe('retry');
    expect(decide(failure('unreachable'), { attempts: 3, retry }).do).toBe('hold');
  });

  it('comes at once by the rule `never`', () => {
    expect(decide(failure('unreachable'), { retry: RETRY_RULES.never }).do).toBe('hold');
  });

  it('comes at once for what must not be repeated, whatever the rule says', () => {
    const retry = { ...RETRY_RULES.network, on: FAILURE_KINDS };
    for (const kind of NEVER_REPEATED) expect(decide(failure(kind), { retry }).do).toBe('hold');
    expect(decide(failure('rejected'), { retry }).do).toBe('retry');
    expect(decide(failure('conflict'), { retry: RETRY_RULES.busy }).do).toBe('retry');
  });

  it('counts from now when nothing was counted yet', () => {
    expect(
      afterFailure(failure('unreachable'), { attempts: 0 }, { retry: RETRY_RULES.network, catches: [] }, NOW, 1),
    ).toEqual({ do: 'retry', at: NOW + 2000, why: 'what happened' });
  });
});

describe('catch clauses', () => {
  it('are asked after the retries, and the first that fits is named', () => {
    expect(decide(failure('unreachable'), { catches: ['m3.*'] }).do).toBe('retry');
    expect(decide(failure('rejected'), { catches: ['clarity.*', 'm3.rejected', 'm3.*'] })).toEqual({
      do: 'catch',
      clause: 1,
    });
    expect(decide(failure('rejected'), { catches: ['clarity.*', 'missing'] }).do).toBe('hold');
  });

  it.each([
    ['m3.item-not-found', true],
    ['m3.*', true],
    ['m3.item.*', false],
    ['missing', true],
    ['m3.item', false],
    ['rejected', false],
    ['*', false],
  ])('%s names m3.item-not-found: %s', (error, expected) => {
    expect(catches(error, failure('missing', { code: 'm3.item-not-found' }))).toBe(expected);
  });

  it.each(NEVER_REPEATED)('a prefix does not name %s', (kind) => {
    expect(catches('m3.*', failure(kind))).toBe(false);
    expect(catches(kind, failure(kind))).toBe(true);
    expect(catches(`m3.${kind}`, failure(kind))).toBe(true);
  });
});
