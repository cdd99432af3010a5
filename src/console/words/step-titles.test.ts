import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stepTitlesOf, titleAt } from './step-titles.ts';

test('the titles of our own flow are found', () => {
  const text = readFileSync(new URL('../../../flows/order-to-cash/flow.yaml', import.meta.url), 'utf8');
  const titles = stepTitlesOf(text);
  expect(titles.get('m3order')).toBe('Create the order in M3');
  expect(titles.get('exported')).toBe('Was it exported before?');
  expect([...titles.keys()]).not.toContain('order-to-cash');
});

test('a nested step is found by the end of its address; quotes are taken off', () => {
  const titles = stepTitlesOf(
    "steps:\n  - id: each\n    for: line\n    steps:\n      - id: line\n        title: 'Add: the line'\n",
  );
  expect(titleAt(titles, 'each[7]/line')).toBe('Add: the line');
  expect(titleAt(titles, 'each')).toBeUndefined();
});
