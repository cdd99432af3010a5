import { expect, test } from 'vitest';
import { cliOf } from './cli.ts';

test('the list as a command and as a call', () => {
  expect(cliOf({ state: 'held,failed', search: 'Ann' })).toEqual({
    cli: 'npx landbridge runs list --state held,failed --search Ann',
    api: 'GET /api/v1/runs?state=held%2Cfailed&search=Ann',
  });
  expect(cliOf({})).toEqual({ cli: 'npx landbridge runs list', api: 'GET /api/v1/runs' });
});

test('nothing in a value can end the quotes', () => {
  expect(cliOf({ search: "O'Brien; rm -rf $(pwd)" }).cli).toBe(
    `npx landbridge runs list --search 'O'\\''Brien; rm -rf $(pwd)'`,
  );
});
