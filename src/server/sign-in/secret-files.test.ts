import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  OPERATOR_TOKEN_FILE,
  prepareOperatorToken,
  prepareSignInSecret,
  readOperatorToken,
  SIGN_IN_SECRET_FILE,
} from './secret-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landbridge-token-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('S18, S22: the operator token is random, only its owner can read it, and it survives a restart', async () => {
  const { file, check } = await prepareOperatorToken(folder);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const token = await readOperatorToken(folder);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect([check(token), check(`${token}x`), check(''), check('x'.repeat(43))]).toEqual([true, false, false, false]);
  const again = await prepareOperatorToken(folder);
  expect(again.check(token)).toBe(true);
});

test('two starters agree on one token', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => prepareSignInSecret(folder)));
  expect(await prepareSignInSecret(folder)).toBe((await readFile(join(folder, SIGN_IN_SECRET_FILE), 'utf8')).trim());
  expect(new Set(made).size).toBe(1);
});

test('a file that others can read, or that points elsewhere, is refused with what to do', async () => {
  await prepareOperatorToken(folder);
  await chmod(join(folder, OPERATOR_TOKEN_FILE), 0o644);
  await expect(prepareOperatorToken(folder)).rejects.toThrow(/can be read by others \(mode 644\).*mode 600/);
  await writeFile(join(folder, 'target'), '');
  await symlink(join(folder, 'target'), join(folder, SIGN_IN_SECRET_FILE));
  await expect(prepareSignInSecret(folder)).rejects.toThrow(/cannot be used \(ELOOP\)/);
});

test('an emptied file is made anew', async () => {
  await writeFile(join(folder, OPERATOR_TOKEN_FILE), '', { mode: 0o600 });
  await prepareOperatorToken(folder);
  expect(await readOperatorToken(folder)).toMatch(/^[\w-]{43}$/);
});
