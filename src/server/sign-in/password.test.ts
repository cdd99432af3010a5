import { expect, test } from 'vitest';
import { findPasswordFault, hashPassword, verifyPassword } from './password.ts';

test('a hash fits its password only, and each hash has its own salt', async () => {
  const [first, second] = await Promise.all([hashPassword('naïve café 12'), hashPassword('naïve café 12')]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(first).not.toBe(second);
  // The same letters, written with combining marks.
  expect(await verifyPassword({ password: 'naïve café 12'.normalize('NFD'), hash: first })).toBe(true);
  expect(await verifyPassword({ password: 'naive cafe 12', hash: first })).toBe(false);
  expect(await verifyPassword({ password: 'naïve café 12', hash: '$2b$10$broken' })).toBe(false);
});

test.each([
  ['aaaaaaaaaaaaaaa', 'It uses too few different characters.'],
  ['abcdefghijklmnop', 'It is a row of neighbouring characters.'],
  ['123456789012', 'It is a row of neighbouring characters.'],
  ['Password1234', 'It is a word that everybody tries first.'],
  ['landbridge!1', 'It is a word that everybody tries first.'],
  ['annabelle2026', 'It is little more than the e-mail address.'],
  ['correct horse battery', undefined],
  ['x7#Lq9!vR2mZ', undefined],
])('%s: %s', (password, fault) => {
  expect(findPasswordFault(password, { email: 'annabelle@example.com' })).toBe(fault);
});
