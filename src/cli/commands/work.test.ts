import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeProgram } from '../program.ts';

let printed = '';
let exitCode: typeof process.exitCode;
beforeEach(() => {
  printed = '';
  exitCode = process.exitCode;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  process.exitCode = exitCode;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Runs a command against a server that gives this answer; gives the requests it made. */
async function run(words: readonly string[], answer: unknown): Promise<string[]> {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(new URL(url).pathname + new URL(url).search);
    return Promise.resolve(Response.json(answer));
  });
  await makeProgram().parseAsync([...words, '--data', '/nowhere'], { from: 'user' });
  return asked;
}

test.each([
  ['text', []],
  ['JSON', ['--json']],
])('a check that is refused ends with 1, as %s', async (_, more) => {
  const words = ['holds', 'fix', 'r1', '--set', 'currency=EUR', '--check', ...more];
  await run(words, { ok: true, words: 'Passed.' });
  expect(process.exitCode).toBe(exitCode);
  await run(words, { ok: false, words: 'M3 does not know item GHOST-2.' });
  expect(process.exitCode).toBe(1);
  expect(printed).toContain('M3 does not know item GHOST-2.');
});

test('every filter reaches the server', async () => {
  const filter = ['--flow', 'f', '--search', 'O’Brien', '--code', 'c', '--snoozed', 'also', '--owner', 'me'];
  const asked = await run(['holds', 'causes', ...filter], { items: [], at: '' });
  expect(asked).toEqual(['/api/v1/work?owner=me&flow=f&search=O%E2%80%99Brien&code=c&snoozed=also']);
});
