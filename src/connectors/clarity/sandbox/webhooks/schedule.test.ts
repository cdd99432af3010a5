import { describe, expect, test } from 'vitest';
import { verdictOf } from './schedule.ts';

const NOW = Date.parse('2025-03-04T14:00:00Z');
const verdict = (status: number, attempts = 1, retryAfter?: string) =>
  verdictOf({ status, retryAfter }, attempts, 1, 0, NOW);

describe('what follows an attempt', () => {
  test.each([200, 202, 204])('%i is delivered', (status) => {
    expect(verdict(status)).toEqual({ kind: 'delivered' });
  });

  test.each([0, 301, 302, 400, 401, 404, 500, 502])('%i is repeated', (status) => {
    expect(verdict(status)).toEqual({ kind: 'repeat', afterMs: 5_000 });
  });

  test('410 ends the endpoint', () => {
    expect(verdict(410)).toEqual({ kind: 'failed', endpointGone: true });
  });

  test('ten attempts over about 75.6 hours, then it has failed', () => {
    const waits = Array.from({ length: 10 }, (_, index) => verdict(500, index + 1));
    const sumMs = waits.reduce((sum, wait) => sum + (wait.kind === 'repeat' ? wait.afterMs : 0), 0);
    expect(sumMs / 3_600_000).toBeCloseTo(75.585, 2);
    expect(waits.at(-1)).toEqual({ kind: 'failed', endpointGone: false });
  });

  test.each([
    [429, '30', 30_000],
    [503, 'Tue, 04 Mar 2025 14:01:00 GMT', 60_000],
    [429, '315360000', 3_600_000],
    [429, '-5', 5_000],
    [503, 'soon', 5_000],
    [500, '30', 5_000],
  ])('%i with Retry-After %s waits %i ms', (status, retryAfter, afterMs) => {
    expect(verdict(status, 1, retryAfter)).toEqual({ kind: 'repeat', afterMs });
  });

  test('jitter adds at most a tenth and the scale shortens', () => {
    const shortened = verdictOf({ status: 500, retryAfter: undefined }, 1, 0.01, 0.99, NOW);
    expect(shortened.kind === 'repeat' && shortened.afterMs).toBeCloseTo(54.95, 6);
  });
});
