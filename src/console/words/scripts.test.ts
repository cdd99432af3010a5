import { expect, test } from 'vitest';
import { callOf, commandOf } from './scripts.ts';

test('a list as a command and as a call', () => {
  const query = { state: 'held,failed', endedSince: '2026-11-21T00:00:00.000Z', search: undefined };
  expect(commandOf('runs list', query)).toBe(
    'npx landbridge runs list --state held,failed --ended-since 2026-11-21T00:00:00.000Z',
  );
  expect(callOf('/runs', query)).toBe('GET /api/v1/runs?state=held%2Cfailed&endedSince=2026-11-21T00%3A00%3A00.000Z');
  expect([commandOf('runs list'), callOf('/runs')]).toEqual(['npx landbridge runs list', 'GET /api/v1/runs']);
});

test('nothing in a value can end the quotes', () => {
  expect(commandOf('runs list', { search: "O'Brien; rm -rf $(pwd)" })).toBe(
    `npx landbridge runs list --search 'O'\\''Brien; rm -rf $(pwd)'`,
  );
});
