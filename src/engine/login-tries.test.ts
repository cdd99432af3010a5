import { expect, test } from 'vitest';
import { nextLoginTryAt } from './login-tries.ts';

const SINCE = '2026-11-22T03:00:00.000Z';
const refused = { paused: true, pausedSince: SINCE, updatedBy: 'landbridge' } as const;
const next = (more: object = {}): string | undefined => {
  const at = nextLoginTryAt({ ...refused, ...more });
  return at === undefined ? undefined : new Date(at).toISOString().slice(5, 16);
};

test('A03: refused credentials are tried after 15 minutes, and each time four times as late', () => {
  expect(next()).toBe('11-22T03:15');
  expect(next({ loginTriedAt: '2026-11-22T03:15:00.000Z' })).toBe('11-22T04:00');
  expect(next({ loginTriedAt: '2026-11-22T03:20:00.000Z' })).toBe('11-22T04:00');
  expect(next({ loginTriedAt: '2026-11-22T04:00:03.000Z' })).toBe('11-22T07:00');
  expect(next({ loginTriedAt: '2026-11-22T07:00:03.000Z' })).toBe('11-22T19:00');
  expect(next({ loginTriedAt: '2026-11-22T19:00:03.000Z' })).toBe('11-24T19:00');
});

test('what works, what a person has touched and what waits after a restore is not tried', () => {
  expect(next({ paused: false })).toBeUndefined();
  expect(next({ pausedSince: undefined })).toBeUndefined();
  expect(next({ updatedBy: 'ann@example.com' })).toBeUndefined();
  expect(next({ careful: true })).toBeUndefined();
  expect(next({ careful: true, carefulUntil: '2026-11-24T02:00:00.000Z' })).toBe('11-22T03:15');
});
