import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, ServerProcess } from '../src/cli/demo/server-process.ts';
import { type SandboxPair, spawnSandboxes } from '../src/main.ts';
import { pause, SandboxControl } from './sandbox-control.ts';

/**
 * How long a newcomer waits: from the first start in an empty folder to the first order in M3, the start of
 * the sandboxes included, and from a later start to ready. Exits with 1 when a goal is missed.
 */

const FIRST_ORDER_GOAL_MS = 10_000;
const WARM_GOAL_MS = 2_000;
const WARM_STARTS = 3;

const folder = await mkdtemp(join(tmpdir(), 'landbridge-bench-'));
const sandboxFolder = join(folder, 'sandbox');
let sandboxes: SandboxPair | undefined;
const server = new ServerProcess({
  folder,
  port: await freePort(),
  flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'bench'],
});

const since = (startedAt: number): number => Math.round(performance.now() - startedAt);

try {
  const startedAt = performance.now();
  sandboxes = await spawnSandboxes(sandboxFolder);
  await server.start();
  const readyMs = since(startedAt);
  const control = new SandboxControl(sandboxes.reach);
  await control.placeOrders(1, 5, 1);
  while ((await control.countOrdersInM3()) === 0) await pause(10);
  const firstOrderMs = since(startedAt);

  const warmMs: number[] = [];
  for (let round = 0; round < WARM_STARTS; round += 1) {
    await server.stop();
    const restartedAt = performance.now();
    await server.start();
    warmMs.push(since(restartedAt));
  }
  const slowest = Math.max(...warmMs);
  const goals = [
    {
      text: `first start to first order in M3: ${firstOrderMs} ms, at most ${FIRST_ORDER_GOAL_MS}`,
      reached: firstOrderMs <= FIRST_ORDER_GOAL_MS,
    },
    {
      text: `warm start to ready: ${warmMs.join(', ')} ms, at most ${WARM_GOAL_MS}`,
      reached: slowest <= WARM_GOAL_MS,
    },
  ];
  process.stdout.write(`first start to ready: ${readyMs} ms\n`);
  for (const { text, reached } of goals) process.stdout.write(`${reached ? 'reached' : 'MISSED '}  ${text}\n`);
  process.exitCode = goals.every(({ reached }) => reached) ? 0 : 1;
} finally {
  await server.stop();
  await sandboxes?.stop();
  await rm(folder, { recursive: true, force: true });
}
