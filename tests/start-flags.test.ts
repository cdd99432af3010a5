import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('every way to start the server gives it the memory that was measured', () => {
  const [first = ''] = read('bin/landbridge.mjs').split('\n');
  const flags = first.replace('#!/usr/bin/env -S node ', '');
  expect(flags).toMatch(/^--min-semi-space-size=(\d+) --max-semi-space-size=\1$/);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  expect(scripts['start']).toBe(`node ${flags} bin/landbridge.mjs start`);
  const listed = flags
    .split(' ')
    .map((flag) => `'${flag}'`)
    .join(', ');
  expect(read('src/cli/demo/server-process.ts')).toContain(`const NODE_FLAGS = [${listed}];`);
});
