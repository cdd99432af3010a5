import { expect, test } from 'vitest';
import { addPart, startOf } from './bulk-progress.ts';

test('parts add up, and the next one begins where the last one ended', () => {
  const refused = [{ runId: 'c', why: 'It is done.' }];
  const first = addPart(startOf(3), { done: [{ runId: 'a' }, { runId: 'b' }], refused: [], next: '17' });
  expect(first).toEqual({ expect: 3, done: 2, refused: [], after: '17' });
  expect(addPart(first, { done: [], refused })).toEqual({ expect: 3, done: 2, refused });
});
