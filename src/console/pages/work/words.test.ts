import { expect, test } from 'vitest';
import { filterOf, restChoices, scriptQueryOf, stateOf } from './words.ts';

test('an address becomes a filter; what it does not know is left out', () => {
  expect(filterOf({ state: 'unknown', owner: 'me', q: '1042', snoozed: 'only', cause: 'x' })).toEqual({
    state: 'unknown',
    owner: 'me',
    search: '1042',
    snoozed: 'only',
  });
  expect(filterOf({ state: 'completed', snoozed: 'perhaps' })).toEqual({});
});

test('a group with a write of unknown outcome is shown as such', () => {
  expect(stateOf({ unknown: 1, failed: 5 })).toBe('unknown');
  expect(stateOf({ unknown: 0, failed: 1 })).toBe('failed');
  expect(stateOf({ unknown: 0, failed: 0 })).toBe('held');
});

test('work rests until times that a working day knows', () => {
  const friday = new Date(2026, 10, 20, 15, 30);
  const [, tomorrow, monday] = restChoices(friday).map(({ until }) => new Date(until));
  expect([tomorrow?.getDate(), tomorrow?.getHours()]).toEqual([21, 8]);
  expect([monday?.getDay(), monday?.getDate()]).toEqual([1, 23]);
  const [, , nextMonday] = restChoices(new Date(2026, 10, 23, 9)).map(({ until }) => new Date(until));
  expect(nextMonday?.getDate()).toBe(30);
});

test('scripts get the whole filter, and the cause that is chosen', () => {
  const rest = { flow: 'order-to-cash', code: 'm3.blocked', snoozed: 'also', cause: 'x' };
  expect(scriptQueryOf({ ...rest, q: "O'Brien" })).toEqual({ ...rest, search: "O'Brien" });
  expect(scriptQueryOf({})).toEqual({});
});
