import { describe, expect, test } from 'vitest';
import {
  afterEvent,
  BREAKER,
  BREAKER_MODES,
  BREAKER_TRANSITIONS,
  type Breaker,
  type BreakerEvent,
  closedBreaker,
  countCall,
  mayProbe,
  noCalls,
} from './breaker.ts';

const MINUTE = 60_000;
const trips = (results: readonly boolean[]): boolean => {
  let count = noCalls;
  let tripped = false;
  for (const [index, failed] of results.entries()) {
    const next = countCall(count, failed, index);
    count = next.count;
    tripped ||= next.trips;
  }
  return tripped;
};
const fail = (count: number): boolean[] => Array.from({ length: count }, () => true);
const good = (count: number): boolean[] => Array.from({ length: count }, () => false);
const opened: Breaker = { mode: 'open', since: 0, reason: 'no answer', nextTryAt: BREAKER.openMs };

const EVENTS: Readonly<Record<BreakerEvent['type'], BreakerEvent>> = {
  trip: { type: 'trip', reason: 'no answer' },
  probe: { type: 'probe', effect: 'read' },
  answer: { type: 'answer' },
  fail: { type: 'fail', reason: 'still none' },
  lapse: { type: 'lapse' },
  isolate: { type: 'isolate', reason: 'wrong prices', by: 'ann' },
  close: { type: 'close', by: 'ann' },
};

test('N14: trips when half of at least ten calls fail, not before', () => {
  expect(trips(fail(9))).toBe(false);
  expect(trips(fail(10))).toBe(true);
  expect(trips([...fail(4), ...good(6), ...fail(1)])).toBe(false);
  expect(trips([...good(5), ...fail(5)])).toBe(true);
});

test('failures of long ago do not count', () => {
  let count = noCalls;
  for (const failed of fail(9)) count = countCall(count, failed, 0).count;
  expect(countCall(count, true, BREAKER.windowMs + 1).trips).toBe(false);
});

test('N15: one call of three failing at random trips nothing', () => {
  expect(trips(Array.from({ length: 300 }, (_, index) => index % 3 === 0))).toBe(false);
});

describe('the table', () => {
  test('every mode can be left, and only a person leaves isolation', () => {
    for (const mode of BREAKER_MODES) expect(Object.keys(BREAKER_TRANSITIONS[mode]).length).toBeGreaterThan(0);
    expect(Object.keys(BREAKER_TRANSITIONS.isolated)).toEqual(['close']);
  });

  test('what the table does not have changes nothing', () => {
    for (const mode of BREAKER_MODES) {
      for (const [type, event] of Object.entries(EVENTS)) {
        const next = afterEvent({ ...opened, mode, probeUntil: 0 }, event, 10 * MINUTE);
        const leads = BREAKER_TRANSITIONS[mode][type as BreakerEvent['type']];
        expect(next?.mode, `${mode} ${type}`).toBe(leads);
      }
    }
  });
});

test('an open breaker holds everything back, then lets one read try before any write', () => {
  expect(mayProbe(opened, 'read', BREAKER.openMs - 1, BREAKER)).toBe(false);
  expect(mayProbe(opened, 'read', BREAKER.openMs, BREAKER)).toBe(true);
  expect(mayProbe(opened, 'write', BREAKER.openMs, BREAKER)).toBe(false);
  expect(mayProbe(opened, 'write', 2 * BREAKER.openMs, BREAKER)).toBe(true);
  const trying = afterEvent(opened, EVENTS.probe, BREAKER.openMs);
  expect(trying).toMatchObject({ mode: 'half-open', since: 0, reason: 'no answer' });
  // Nobody else while it is waited for; somebody else when its process is gone.
  expect(afterEvent(trying ?? opened, EVENTS.probe, BREAKER.openMs + 1)).toBeUndefined();
  expect(afterEvent(trying ?? opened, EVENTS.probe, BREAKER.openMs + BREAKER.probeMs)).toMatchObject({
    mode: 'half-open',
  });
});

test('a good try closes it; a failed one opens it anew and leaves the beginning of the outage', () => {
  const trying: Breaker = { ...opened, mode: 'half-open', probeUntil: 99_000 };
  expect(afterEvent(trying, EVENTS.answer, 40_000)).toEqual({ mode: 'closed', since: 40_000 });
  expect(afterEvent(trying, EVENTS.fail, 40_000)).toEqual({
    mode: 'open',
    since: 0,
    reason: 'still none',
    nextTryAt: 40_000 + BREAKER.openMs,
  });
});

test('one that nobody comes to try closes two minutes after somebody could have; one that a person stopped never does', () => {
  const lapses = (breaker: Breaker, now: number) => afterEvent(breaker, EVENTS.lapse, now);
  expect(lapses(opened, BREAKER.openMs + BREAKER.lapseMs - 1)).toBeUndefined();
  expect(lapses(opened, BREAKER.openMs + BREAKER.lapseMs)).toEqual({ mode: 'closed', since: 150_000 });
  const trying: Breaker = { ...opened, mode: 'half-open', probeUntil: 90_000 };
  expect(lapses(trying, 209_999)).toBeUndefined();
  expect(lapses(trying, 210_000)).toMatchObject({ mode: 'closed' });
  expect(lapses({ ...opened, mode: 'isolated' }, 60 * MINUTE)).toBeUndefined();
});

test('N29: six hours away cost one try a half minute, and the first good one ends them', () => {
  const backAt = 6 * 60 * MINUTE;
  let breaker = afterEvent(closedBreaker(0), EVENTS.trip, 0) ?? closedBreaker(0);
  let tries = 0;
  let now = 0;
  while (breaker.mode !== 'closed' && now < 2 * backAt) {
    now += 1_000;
    const trying = afterEvent(breaker, EVENTS.probe, now);
    if (!trying) continue;
    tries += 1;
    breaker = afterEvent(trying, now < backAt ? EVENTS.fail : EVENTS.answer, now) ?? trying;
  }
  expect(breaker).toMatchObject({ mode: 'closed' });
  expect(now - backAt).toBeLessThanOrEqual(BREAKER.openMs + 1_000);
  expect(tries).toBeLessThanOrEqual(backAt / BREAKER.openMs + 1);
});
