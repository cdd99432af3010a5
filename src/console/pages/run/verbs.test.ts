import { expect, test } from 'vitest';
import { readValue, verbCli, verbSentence } from './verbs.ts';

test('what is typed has to be JSON, and an input an object', () => {
  expect(readValue('edit', '{"a":1}')).toEqual({ value: { a: 1 } });
  expect(readValue('edit', '[1]')).toMatchObject({ fault: expect.stringMatching(/object/) });
  expect(readValue('skip', 'null')).toEqual({ value: null });
  expect(readValue('skip', '{oops')).toHaveProperty('fault');
});

test('a button says what it does to which order', () => {
  expect(verbSentence('replay', '1042')).toBe('Run order 1042 again');
  expect(verbSentence('cancel', '1042')).toBe('Cancel order 1042');
});

test('a verb for scripts cannot carry a second command', () => {
  expect(verbCli('retry', '019a')).toBe('npx landbridge runs retry 019a');
  expect(verbCli('retry', 'x; reboot')).toBe("npx landbridge runs retry 'x; reboot'");
  expect(verbCli('edit', '019a')).toBeUndefined();
});
