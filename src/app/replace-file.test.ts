import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from './replace-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('many at once leave one whole text and nothing beside it, for its owner only', async () => {
  const path = join(folder, 'seen');
  const texts = Array.from({ length: 50 }, (_, index) => `${index}\n`.repeat(1_000));
  await Promise.all(texts.map((text) => replaceFile(path, text)));
  expect(texts).toContain(readFileSync(path, 'utf8'));
  expect(readdirSync(folder)).toEqual(['seen']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('what cannot be put in place leaves nothing behind', async () => {
  await expect(replaceFile(folder, 'text')).rejects.toThrow();
  expect(readdirSync(join(folder, '..')).filter((name) => name.startsWith(`${folder.split('/').at(-1)}.`))).toEqual([]);
});
