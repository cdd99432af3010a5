import { expect, test } from 'vitest';
import { formatAmount, formatCount, plural } from './amount.ts';

test.each([
  ['1284.5', 'EUR', '1,284.50'],
  ['0', 'USD', '0.00'],
  ['-12', 'EUR', '−12.00'],
  ['1234567', 'JPY', '1,234,567'],
  ['12.3456', 'EUR', '12.3456'],
  ['12.340000', 'EUR', '12.34'],
  ['12345678901234567890.1', 'EUR', '12,345,678,901,234,567,890.10'],
  ['0012', 'USD', '12.00'],
  ['1.5', 'KWD', '1.500'],
])('amount %s %s reads %s', (amount, currency, text) => {
  expect(formatAmount(amount, currency)).toBe(text);
});

test('text that is no decimal is shown as it is', () => {
  expect(formatAmount('NaN', 'EUR')).toBe('NaN');
  expect(formatAmount('<b>1</b>')).toBe('<b>1</b>');
});

test('counts and nouns agree', () => {
  expect(plural(1, 'order')).toBe('1 order');
  expect(plural(1200, 'order')).toBe('1,200 orders');
  expect(plural(2, 'try', 'tries')).toBe('2 tries');
  expect(formatCount(0)).toBe('0');
});
