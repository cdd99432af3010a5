import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { runLife } from '../../src/cli/demo/run-all.ts';
import { makeScratch } from '../../src/store/test-scratch.ts';

/** Both systems live by themselves for a few seconds, all flows between them, and agree afterwards. */

const scratch = makeScratch('life');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('what people do in both systems agrees in the end, told from outside', async () => {
  const said: string[] = [];
  const { result, differences, holds, ok } = await runLife({
    minutes: 0.1,
    ratePerSecond: 5,
    seed: 11,
    faults: 'none',
    killEverySeconds: 0,
    latencyMs: 0,
    within: scratch,
    say: (text) => said.push(text),
  });
  expect(differences, JSON.stringify({ said, holds })).toEqual([]);
  expect(ok).toBe(true);
  expect(result.acts.m3).toBeGreaterThan(15);
  expect(result.acts.store).toBeGreaterThan(15);
  expect(result.confirmed).toBeGreaterThan(5);
  expect(result).toMatchObject({ lost: 0, duplicated: 0, wrongLines: 0, notToldToStore: 0, differences: 0 });
}, 180_000);
