import { expect, test } from 'vitest';
import { actionWords, detailWords, runIdOf } from './audit-words.ts';

test('actions read as words, unknown ones by their name', () => {
  expect(actionWords('connection.pause')).toBe('paused connection');
  expect(actionWords('moon.land-softly')).toBe('moon land softly');
});

test('an entry about a run leads to it', () => {
  expect(runIdOf({ action: 'run.retry', subject: '019a' })).toBe('019a');
  expect(runIdOf({ action: 'run.retry', subject: 'run 019a' })).toBe('019a');
  expect(runIdOf({ action: 'connection.save', subject: 'm3' })).toBeUndefined();
});

test('detail is told without what is empty', () => {
  expect(detailWords({ reason: 'fixed', note: '', before: null, to: { role: 'admin' } })).toBe(
    'reason: fixed; to: {"role":"admin"}',
  );
});
