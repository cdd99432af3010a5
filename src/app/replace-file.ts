import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Puts a text in the place of a file, readable by its owner only. Whoever reads finds the old text or the new one, never
 * half of it, and several processes that share a folder do not meet: the last one counts.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}.${randomUUID()}`;
  try {
    await writeFile(aside, text, { mode: 0o600 });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
