import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './embedded/process-identity.ts';

/** A file system in memory, as Linux has it. */
const memory = '/dev/shm';
/** What the whole suite needs at once, several times over. */
const enoughBytes = 4 * 1024 ** 3;
const scratchPrefix = 'landbridge-test-';

/**
 * A folder for the data of tests that use real servers. It is in memory where there is room: a database that waits for
 * a disk at each commit takes most of a test's time, and what a test ends with kill -9 leaves its files behind there
 * just as it does on a disk. The next run removes what a killed one left. `LANDBRIDGE_TEST_SCRATCH` names another place.
 */
export function makeScratch(name: string): string {
  const root = scratchRoot();
  sweep(root);
  return mkdtempSync(join(root, `${scratchPrefix}${process.pid}-${name}-`));
}

function scratchRoot(): string {
  const wanted = process.env['LANDBRIDGE_TEST_SCRATCH'];
  if (wanted !== undefined) return wanted;
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize >= enoughBytes) return memory;
  } catch {
    // Not Linux, or not ours to write to.
  }
  return tmpdir();
}

/** Removes the folders of processes that are gone. */
function sweep(root: string): void {
  for (const name of readdirSync(root)) {
    const maker = /^landbridge-test-(\d+)-/.exec(name)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    try {
      rmSync(join(root, name), { recursive: true, force: true });
    } catch {
      // Another user's: that user will sweep it.
    }
  }
}
