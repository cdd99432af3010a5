import { expect, test } from 'vitest';
import { CLARITY_ERRORS } from '../connectors/clarity/errors.ts';
import { CONNECTION_ERRORS } from '../connectors/kit/errors.ts';
import { M3_ERRORS } from '../connectors/m3/errors.ts';
import type { ErrorTable } from '../core/error-table.ts';
import { engineErrors } from './errors.ts';
import { refusedBy } from './refused.ts';

test('A03: every refusal that the product knows is one of the login or of a right', () => {
  const tables: readonly ErrorTable[] = [CLARITY_ERRORS, CONNECTION_ERRORS, M3_ERRORS, engineErrors];
  const all = tables.flatMap((table) => Object.entries(table).map(([code, { kind }]) => ({ code, kind })));
  const codes = (what: ReturnType<typeof refusedBy>): string[] =>
    all.filter((each) => each.kind === 'unauthorized' && refusedBy(each) === what).map(({ code }) => code);
  expect(codes('login')).toEqual([
    'clarity.login-refused',
    'clarity.login-page',
    'connection.login-refused',
    'm3.user-refused',
  ]);
  expect(codes('right')).toEqual(['clarity.right-missing', 'connection.right-missing', 'm3.transaction-not-allowed']);
  expect(codes(undefined)).toEqual(['connection.missing']);
  expect(all.filter((each) => each.kind !== 'unauthorized' && refusedBy(each) !== undefined)).toEqual([]);
});
