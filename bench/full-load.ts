import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Client, createClient } from '../src/api/client.ts';
import type { Sync } from '../src/api/types.ts';
import type { SYNC_SUBJECTS } from '../src/api/sync-subjects.ts';
import { freePort, ServerProcess } from '../src/cli/demo/server-process.ts';
import { dataOf } from '../src/cli/server-client.ts';
import { readOperatorToken, readReach, type SandboxProcess, spawnSandbox } from '../src/main.ts';
import { addItems } from './many-items.ts';
import { type Calls, pause, SandboxControl } from './sandbox-control.ts';

/**
 * How long a first load takes: all items of M3 to a store that has few of them, then all prices, then both again with
 * nothing changed. Tells the seconds and the calls by kind, from the sandboxes' own counters.
 * `node bench/full-load.ts --items 5000 --latency 20`; exit code 1 when the first load takes longer than the goal.
 */

const { values: flags } = parseArgs({
  options: {
    items: { type: 'string', default: '5000' },
    latency: { type: 'string', default: '20' },
    goal: { type: 'string', default: '60' },
    concurrency: { type: 'string', default: '16' },
    json: { type: 'boolean', default: false },
  },
});

type Subject = (typeof SYNC_SUBJECTS)[number];
interface Load {
  readonly what: string;
  readonly subject: Subject;
  readonly seconds: number;
  readonly failed: number;
  readonly held: number;
  readonly calls: Calls;
}

const concurrency = Number(flags.concurrency);
const folder = await mkdtemp(join(tmpdir(), 'landbridge-bench-'));
const sandboxFolder = join(folder, 'sandbox');
const sandboxes: SandboxProcess[] = [];
const limits = { concurrency, ratePerSecond: 10_000 };
const quiet = {
  itemsEverySeconds: 3_600,
  pricesEverySeconds: 3_600,
  stockEverySeconds: 3_600,
  statusEverySeconds: 3_600,
};
const server = new ServerProcess({
  folder,
  port: await freePort(),
  flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'bench', '--concurrency', String(concurrency)],
  environment: {
    LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify({
      m3: { ...limits, ...quiet },
      clarity: { ...limits, burst: 10_000, pollSeconds: 3_600 },
    }),
  },
});

/** Reads all of a subject and waits until the work that comes of it is done. */
async function load(client: Client, control: SandboxControl, what: string, subject: Subject): Promise<Load> {
  const before = await control.countCalls();
  const startedAt = performance.now();
  const asked = await begin(client, subject);
  let sync = asked;
  while (sync.state === 'reading' || sync.state === 'working') {
    await pause(200);
    sync = dataOf(await client.getSync({ params: { id: asked.id } }));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const { failed, held } = sync.work;
  return { what, subject, seconds, failed, held, calls: difference(before, await control.countCalls()) };
}

/** A server that has just started needs a moment to open its connections. */
async function begin(client: Client, subject: Subject): Promise<Sync> {
  for (let tries = 0; ; tries += 1) {
    const answer = await client.startSync({ params: { subject }, body: { full: true } });
    if (answer.ok || tries === 100) return dataOf(answer);
    await pause(200);
  }
}

function difference(before: Calls, after: Calls): Calls {
  const grown = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0).toSorted((left, right) => right[1] - left[1]));
}

try {
  for (const name of ['m3', 'store'] as const) {
    const latencyMs = Number(flags.latency);
    sandboxes.push(await spawnSandbox(name, { port: await freePort(), latencyMs, folder: join(sandboxFolder, name) }));
  }
  const reach = await readReach(sandboxFolder);
  const control = new SandboxControl(reach);
  await control.silenceWebhooks();
  await addItems(reach.m3.url, Number(flags.items));
  await server.start();
  const client = createClient({ baseUrl: server.url, token: await readOperatorToken(folder) });
  const loads: Load[] = [];
  for (const what of ['first', 'again']) {
    loads.push(await load(client, control, what, 'items'));
    loads.push(await load(client, control, what, 'prices'));
  }
  const firstSeconds = loads.filter(({ what }) => what === 'first').reduce((sum, { seconds }) => sum + seconds, 0);
  const goal = Number(flags.goal);
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ items: Number(flags.items), loads, firstSeconds }, null, 2)}\n`);
  else {
    for (const { what, subject, seconds, failed, held, calls } of loads) {
      const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
      const rest = failed + held > 0 ? `, ${failed} failed, ${held} held` : '';
      process.stdout.write(`${subject}, ${what}: ${seconds.toFixed(1)} s, ${total} calls${rest}\n`);
      for (const [name, count] of Object.entries(calls))
        process.stdout.write(`  ${String(count).padStart(6)}  ${name}\n`);
    }
    const word = firstSeconds <= goal ? 'reached' : 'MISSED ';
    process.stdout.write(`${word}  first load of items and prices: ${firstSeconds.toFixed(1)} s, at most ${goal}\n`);
  }
  process.exitCode = firstSeconds <= goal && loads.every(({ failed }) => failed === 0) ? 0 : 1;
} finally {
  await server.stop();
  await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
  await rm(folder, { recursive: true, force: true });
}
