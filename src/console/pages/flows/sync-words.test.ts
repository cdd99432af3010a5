import { expect, test } from 'vitest';
import type { Sync } from '../../../api/types.ts';
import { SYNC_SUBJECTS } from '../../../api/sync-subjects.ts';
import { isUnderWay, readingLine, SUBJECT_WORDS, workLine } from './sync-words.ts';

const reading: Sync['readings'][number] = {
  connection: 'm3',
  poll: 'stock',
  title: 'Stock changed in M3',
  events: ['m3.stock.changed'],
  state: 'running',
  pages: 1,
  read: 1200,
  fresh: 7,
  sample: ['PUMP-1@001'],
};
const sync: Sync = {
  id: 'id',
  subject: 'stock',
  full: true,
  dryRun: false,
  by: 'Ada',
  state: 'working',
  startedAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
  readings: [reading],
  flows: ['stock-to-inventory'],
  work: { pending: 2, open: 1, held: 0, completed: 4, failed: 0 },
};

test('each subject that can be asked for has a word', () => {
  expect(Object.keys(SUBJECT_WORDS)).toEqual([...SYNC_SUBJECTS]);
});

test('a reading tells how far it is, and what is in the way', () => {
  expect(readingLine(reading, false)).toBe('1,200 read, 7 passed on');
  expect(readingLine({ ...reading, total: 5000 }, true)).toBe('1,200 of 5,000 read');
  const failure = { code: 'm3.away', kind: 'unavailable', title: 't', message: 'M3 does not answer.' } as never;
  expect(readingLine({ ...reading, failure }, false)).toBe('Waiting: M3 does not answer.');
  expect(readingLine({ ...reading, state: 'failed', failure }, false)).toBe('Could not be read: M3 does not answer.');
});

test('what came of it is counted, and what is left', () => {
  expect(workLine(sync)).toBe('4 runs done, 3 to do.');
  const work = { pending: 0, open: 0, held: 1, completed: 1, failed: 2 };
  expect(workLine({ ...sync, work })).toBe('1 run done, 1 held, 2 failed.');
  expect(workLine({ ...sync, flows: [] })).toBe('No flow starts with these records.');
  expect(workLine({ ...sync, dryRun: true })).toBe('Nothing was changed. The first: PUMP-1@001.');
  expect(workLine({ ...sync, dryRun: true, readings: [] })).toBe('There is nothing to read.');
});

test('it is looked at again until it has ended', () => {
  expect(['reading', 'working', 'done', 'failed'].map((state) => isUnderWay({ state: state as 'done' }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
