import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Client, createClient } from '../src/api/client.ts';
import { freePort, ServerProcess } from '../src/cli/demo/server-process.ts';
import { readOperatorToken, type SandboxPair, spawnSandboxes } from '../src/main.ts';
import { startEmbeddedPostgres } from '../src/store/embedded/start.ts';
import { silentLog } from '../src/store/log.ts';
import { judgeLoads, type Load, type Subject, syncAll, tell } from './load-steps.ts';
import { cpuMsOf, cpuMsOfFamily } from './process-usage.ts';
import { SandboxControl } from './sandbox-control.ts';

/**
 * How long a first load takes: all items of M3 to a store that has no products, then all prices, then the stock of four
 * warehouses, and then all of it again with nothing changed. Tells the seconds, the processor time of each part and the
 * calls by kind, from the sandboxes' own counters. `node bench/full-load.ts --items 5000 --latency 20`; exit code 1 when
 * the first load takes longer than the goal, a run failed, or more calls were under way than the connection allows.
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

const concurrency = Number(flags.concurrency);
const folder = await mkdtemp(join(tmpdir(), 'landbridge-bench-'));
const sandboxFolder = join(folder, 'sandbox');
let sandboxes: SandboxPair | undefined;
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
  flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'bench'],
  environment: {
    LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify({
      m3: { ...limits, ...quiet },
      clarity: { ...limits, burst: 10_000, pollSeconds: 3_600 },
    }),
  },
});

/** Processor time so far by part, milliseconds. */
function cpuMs(databasePid: number): Readonly<Record<string, number>> {
  const parts = Object.entries(sandboxes?.processes ?? {}).map(
    ([name, { child }]) => [name, cpuMsOf(child.pid ?? 0)] as const,
  );
  return { server: cpuMsOf(server.pid ?? 0), database: cpuMsOfFamily(databasePid), ...Object.fromEntries(parts) };
}

async function loadAll(client: Client, control: SandboxControl, databasePid: number): Promise<Load[]> {
  const loads: Load[] = [];
  const subjects: readonly Subject[] = ['items', 'prices', 'stock'];
  for (const what of ['first', 'again'] as const) {
    for (const subject of subjects) {
      const load = await syncAll({ client, control, what, subject, cpuMs: () => cpuMs(databasePid) });
      if (!flags.json) process.stdout.write(tell(load));
      loads.push(load);
    }
  }
  return loads;
}

try {
  const size = { items: Number(flags.items), warehouses: 4, empty: true };
  sandboxes = await spawnSandboxes(sandboxFolder, { ...size, latencyMs: Number(flags.latency) });
  const control = new SandboxControl(sandboxes.reach);
  await control.silenceWebhooks();
  await server.start();
  const database = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLog });
  const client = createClient({ baseUrl: server.url, token: await readOperatorToken(folder) });
  const loads = await loadAll(client, control, database.pid);
  const [outcome, goals] = [
    { items: Number(flags.items), latencyMs: Number(flags.latency), mostAtOnce: await control.mostAtOnce() },
    { seconds: Number(flags.goal), concurrency },
  ];
  const verdicts = judgeLoads(loads, outcome.mostAtOnce, goals);
  if (flags.json) process.stdout.write(`${JSON.stringify({ ...outcome, loads, verdicts }, null, 2)}\n`);
  else for (const { reached, text } of verdicts) process.stdout.write(`${reached ? 'reached' : 'MISSED '}  ${text}\n`);
  process.exitCode = verdicts.every(({ reached }) => reached) ? 0 : 1;
} finally {
  await server.stop();
  await sandboxes?.stop();
  await rm(folder, { recursive: true, force: true });
}
