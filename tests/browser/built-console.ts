import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const root = new URL('../..', import.meta.url).pathname;
/** Apart from the folder that running servers serve, so that tests never take files from under them. */
const folder = join(root, 'dist/test-console');
const lock = join(root, 'dist/test-console.lock');
const stamp = join(folder, 'index.html');
const SOURCES = ['src/console', 'src/api', 'src/core'];
const LONGEST_BUILD_MS = 60_000;

/** Builds the console if a source is newer than the last build; test files that run side by side build it once. */
export async function builtConsole(): Promise<string> {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const startedAt = Date.now();
  while (!isFresh()) {
    if (take()) {
      try {
        await build();
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    } else if (Date.now() - startedAt > LONGEST_BUILD_MS) {
      rmSync(lock, { recursive: true, force: true });
    } else {
      await pause(100);
    }
  }
  return folder;
}

function take(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

async function build(): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const config = join(root, 'src/console/vite.config.ts');
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--config', config, '--outDir', folder, '--logLevel', 'warn'],
    { cwd: root, env },
  );
}

function isFresh(): boolean {
  if (existsSync(lock) || !existsSync(stamp)) return false;
  const builtAt = statSync(stamp).mtimeMs;
  return SOURCES.every((source) =>
    readdirSync(join(root, source), { recursive: true, encoding: 'utf8' }).every(
      (name) => name.endsWith('.test.ts') || statSync(join(root, source, name)).mtimeMs <= builtAt,
    ),
  );
}
