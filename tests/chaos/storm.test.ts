import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { runDemo } from '../../src/cli/demo/run-demo.ts';
import { makeScratch } from '../../src/store/test-scratch.ts';

/** The storm: both systems misbehave as much as they can while the server is killed again and again. */

const scratch = makeScratch('storm');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('C11 kill -9 every 3 seconds under harsh faults: nothing lost, doubled, wrong or untold', async () => {
  const said: string[] = [];
  const { result, verdict, holds, ok } = await runDemo({
    orders: 60,
    lines: '1-9',
    faults: 'harsh',
    killEverySeconds: 3,
    latencyMs: 0,
    seed: 11,
    within: scratch,
    say: (text) => said.push(text),
  });
  expect(verdict, said.join('\n')).toMatchObject({
    lost: [],
    duplicated: [],
    wrongLines: [],
    notToldToStore: [],
    heldWithoutReason: [],
  });
  expect(ok).toBe(true);
  expect(result.kills).toBeGreaterThanOrEqual(2);
  expect(result.placed).toBeGreaterThanOrEqual(60);
  expect(result.confirmed).toBeGreaterThan(50);
  for (const hold of holds) expect(hold.reason).not.toBe('');
}, 150_000);
