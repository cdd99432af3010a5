import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bin/landbridge.mjs', import.meta.url));
const run = promisify(execFile);

/** Starts the program with a script that runs before it, and gives its words. */
async function start(before: string, env: Readonly<Record<string, string>> = {}) {
  const preload = `--import=data:text/javascript,${encodeURIComponent(before)}`;
  const environment = { ...process.env, ...env, NODE_OPTIONS: preload };
  if (!('MALLOC_ARENA_MAX' in env)) delete (environment as NodeJS.ProcessEnv)['MALLOC_ARENA_MAX'];
  return await run(process.execPath, [program, '--version'], { env: environment });
}

const TELL = 'console.error(process.pid, process.env.MALLOC_ARENA_MAX, ...process.execArgv)';
const MEASURED = '--min-semi-space-size=16 --max-semi-space-size=16 --heap-growing-percent=40';

/** What each process said of itself: its id, the arenas of its C library, its flags. */
const processesOf = (words: string) =>
  words.split('\n').flatMap((line) => {
    const [, id, arenas, flags] = /^(\d+) (\S+) ?(.*)$/.exec(line) ?? [];
    return id === undefined ? [] : [{ id, arenas, flags }];
  });

test.runIf(process.platform === 'linux')('a start by whatever means gets the memory that was measured', async () => {
  const { stdout, stderr } = await start(TELL);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const [first, second, ...others] = processesOf(stderr);
  expect(first?.flags).toBe('');
  expect(second).toEqual({ id: first?.id, arenas: '2', flags: MEASURED });
  expect(others).toEqual([]);
});

test('where a process cannot be replaced, it goes on in one below it', async () => {
  const { stdout, stderr } = await start(`process.execve = undefined; ${TELL}`);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const [first, second] = processesOf(stderr);
  expect(second?.id).not.toBe(first?.id);
  expect(second?.flags).toBe(MEASURED);
});

test('arenas that somebody has chosen stay as they are', async () => {
  const { stderr } = await start(TELL, { MALLOC_ARENA_MAX: '4' });
  expect(processesOf(stderr).at(-1)).toMatchObject({ arenas: '4', flags: MEASURED });
});
