import { expect, test } from 'vitest';
import { passagesOf } from './quiet.ts';
import type { Chapter } from './story.ts';

const at = '2025-11-21T10:00:00.000Z';
const chapter = (address: string, more: Partial<Chapter> = {}): Chapter => ({
  id: address,
  address,
  state: 'completed',
  startedAt: at,
  endedAt: at,
  links: [],
  warnings: [],
  moments: [],
  ...more,
});
const call = { kind: 'failure', id: '1', at, failure: { kind: 'fault', code: 'x', message: 'x' } } as const;
const shape = (...chapters: Chapter[]) =>
  passagesOf(chapters).map((passage) => passage.map((one) => one.address).join('+'));

test('quiet steps in a row are told together, the others alone', () => {
  expect(
    shape(
      chapter('a', { moments: [call] }),
      chapter('b'),
      chapter('c', { state: 'skipped' }),
      chapter('d', { moments: [call] }),
      chapter('e'),
    ),
  ).toEqual(['a', 'b+c', 'd', 'e']);
});

test('a step with a warning, or one that has not ended, is never quiet', () => {
  expect(shape(chapter('a'), chapter('b', { warnings: ['cut'] }), chapter('c', { state: 'running' }))).toEqual([
    'a',
    'b',
    'c',
  ]);
});
