import { expect, test } from 'vitest';
import { auditWords, detailWords } from './audit-words.ts';

test('what was done to a run or connection names it', () => {
  expect(auditWords({ action: 'run.retry', subject: 'run 019a', detail: { reason: 'fixed' } })).toEqual({
    did: 'retried',
    subject: { noun: 'run', id: '019a' },
    detail: 'reason: fixed',
  });
  expect(
    auditWords({ action: 'connection.test', subject: 'connection m3', detail: { result: 'warn' } }).subject,
  ).toEqual({
    noun: 'connection',
    id: 'm3',
  });
});

test('people are named by their address', () => {
  const entry = { action: 'user.set-role', subject: 'user 7f3', detail: { email: 'bo@example.com', role: 'admin' } };
  expect(auditWords(entry)).toEqual({
    did: 'changed the role of',
    subject: { noun: '', id: 'bo@example.com' },
    detail: 'role: admin',
  });
});

test('a sign-in has no subject but the place it came from', () => {
  expect(auditWords({ action: 'sign-in', subject: 'user 7f3', detail: { address: '127.0.0.1' } })).toEqual({
    did: 'signed in from 127.0.0.1',
    detail: '',
  });
});

test('an action nobody has words for is told by its name', () => {
  expect(auditWords({ action: 'moon.land-softly', subject: 'x', detail: {} })).toMatchObject({
    did: 'moon land softly',
    subject: { noun: '', id: 'x' },
  });
});

test('detail is told without what is empty', () => {
  expect(detailWords({ reason: 'fixed', note: '', before: null, none: [], to: { role: 'admin' } })).toBe(
    'reason: fixed; to: {"role":"admin"}',
  );
});
