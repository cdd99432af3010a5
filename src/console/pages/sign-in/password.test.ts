import { expect, test } from 'vitest';
import { PASSWORD_MIN_LENGTH as SERVER_MINIMUM } from '../../../api/session.ts';
import { PASSWORD_MIN_LENGTH, passwordFault } from './password.ts';

test('the console asks for what the server asks for', () => {
  expect(PASSWORD_MIN_LENGTH).toBe(SERVER_MINIMUM);
});

test('short, guessable and monotonous passwords are named as such', () => {
  expect(passwordFault('short', [])).toMatch(/12/);
  expect(passwordFault('ann@example.com', ['Ann', 'Ann@Example.com'])).toMatch(/name or address/);
  expect(passwordFault('aaaaaaaaaaaaaaa', [])).toMatch(/different/);
  expect(passwordFault('a quiet harbour at dawn', ['Ann'])).toBeUndefined();
});
