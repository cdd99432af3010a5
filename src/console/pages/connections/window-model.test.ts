import { expect, test } from 'vitest';
import { patternInWords, requestOfForm, type WindowForm } from './window-model.ts';

const form: WindowForm = {
  kind: 'weekly',
  reason: ' restart ',
  days: ['0'],
  time: '02:05',
  start: '',
  cron: '',
  zone: 'Europe/Stockholm',
  minutes: 120,
  drainMinutes: 5,
};

test('a weekly window becomes a pattern, and is told in words again', () => {
  const request = requestOfForm(form);
  expect(request).toEqual({
    reason: 'restart',
    cron: '5 2 * * 0',
    zone: 'Europe/Stockholm',
    minutes: 120,
    drainMinutes: 5,
  });
  expect(patternInWords(request?.cron ?? '')).toBe('Sundays at 02:05');
  expect(patternInWords('0 2 * * 0,6')).toBe('Saturdays, Sundays at 02:00');
  expect(patternInWords('*/5 * * * *')).toBe('by */5 * * * *');
});

test('nothing is asked while something is missing', () => {
  expect(requestOfForm({ ...form, reason: '' })).toBeUndefined();
  expect(requestOfForm({ ...form, days: [] })).toBeUndefined();
  expect(requestOfForm({ ...form, kind: 'once' })).toBeUndefined();
  expect(requestOfForm({ ...form, kind: 'pattern', cron: '0 2 *' })).toBeUndefined();
  expect(requestOfForm({ ...form, kind: 'once', start: '2026-12-01T22:00' })).toHaveProperty('startsAt');
});
