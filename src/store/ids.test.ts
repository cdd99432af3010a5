import { expect, test } from 'vitest';
import { dayOfId, newId } from './ids.ts';

test('an id tells the day in which it was made', () => {
  expect(dayOfId(newId(Date.UTC(2026, 10, 21, 23, 59, 59, 999)))).toBe('2026-11-21');
});

test('a UUID that was not made here has a day that a database takes', () => {
  for (const id of ['ffffffff-ffff-4fff-bfff-ffffffffffff', 'e6a3bd3e-9a4c-4d1c-8b5a-0d6f3a3f6c11']) {
    expect(dayOfId(id)).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
});
