import { expect, test } from 'vitest';
import { wordsOf, wordsOfText } from './words.ts';

test('words are found whatever their case, accents composed, and numbers with signs also in their parts', () => {
  expect(wordsOfText('Nordic Home AB')).toEqual(['nordic', 'home', 'ab']);
  expect(wordsOfText('SKU-10/20 x')).toEqual(['sku', '10', '20', 'sku-10/20']);
  expect(wordsOfText('Cafe\u0301.')).toContain('café');
  expect(wordsOfText('ann@example.com')).toEqual(['ann', 'example', 'com', 'ann@example.com']);
});

test('values of the message are words, names of fields and secrets are not', () => {
  const words = wordsOf({ Note: 'Leave at gate', Nested: [{ Qty: 12 }], apiKey: 'abc123', Password: 'hunter2' });
  expect(words.toSorted()).toEqual(['12', 'at', 'gate', 'leave']);
});

test('a huge message keeps its first words', () => {
  expect(wordsOf(Array.from({ length: 5_000 }, (_, n) => `word${n}`))).toHaveLength(600);
});
