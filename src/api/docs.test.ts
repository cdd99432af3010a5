import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROUTES } from './openapi.ts';
import { OPERATIONS, type OperationName } from './operations.ts';

test('docs/api.md lists every route with its permission and nothing else', () => {
  const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| `(?:GET|POST|PUT|DELETE) /.test(line));
  // The formatter pads cells.
  const listed = rows.map((line) => line.replaceAll(/ +\|/g, ' |'));
  const expected = (Object.keys(OPERATIONS) as OperationName[]).map((name) => {
    const { method, path, permission } = OPERATIONS[name];
    return `| \`${method.toUpperCase()} ${path}\` | \`${permission}\` | ${ROUTES[name].spec.summary} |`;
  });
  expect(listed).toEqual(expected);
});
