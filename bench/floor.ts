import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { type SandboxPair, spawnSandboxes } from '../src/main.ts';
import { startEmbeddedPostgres } from '../src/store/embedded/start.ts';
import { silentLog } from '../src/store/log.ts';
import { type Load, runScript, type ScriptRun, type ScriptSide } from './carry-orders.ts';
import { median } from './judge-orders.ts';
import { cpuMsOfFamily } from './process-usage.ts';
import { SandboxControl } from './sandbox-control.ts';
import { ScriptProcess } from './script-process.ts';

/**
 * What durability alone costs on this machine: the plain script against itself, once with nothing kept, and once with
 * each call written down in PostgreSQL before it is sent. No mapping, no checks, no webhooks, no job queue, no screens:
 * whatever keeps its promises can hardly be faster than the second. Both take turns within one run; medians count.
 */

const { values: flags } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    latency: { type: 'string', default: '0,20' },
  },
});

const IN_FLIGHT = 64;
const load: Load = { orders: Number(flags.orders), lines: 5, inFlight: IN_FLIGHT };
const HEAD = ['latency', 'plain/s', 'noted/s', 'share', 'CPU ms plain', 'noted', 'its database'];

async function measure(latencyMs: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'landbridge-floor-'));
  let sandboxes: SandboxPair | undefined;
  const scripts = { plain: new ScriptProcess(), noted: new ScriptProcess() };
  const database = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLog });
  try {
    sandboxes = await spawnSandboxes(folder, { latencyMs });
    const { reach } = sandboxes;
    const rig = { reach, control: new SandboxControl(reach), script: scripts.plain };
    await rig.control.silenceWebhooks();
    const sides: Record<'plain' | 'noted', ScriptSide> = {
      plain: { script: scripts.plain },
      noted: { script: scripts.noted, notebook: database.connectionString },
    };
    const runs: Record<'plain' | 'noted', ScriptRun[]> = { plain: [], noted: [] };
    const databaseMs: number[] = [];
    for (const side of [sides.plain, sides.noted]) await runScript(rig, 'single', { ...load, orders: 444 }, side);
    for (let round = 0; round < Number(flags.rounds); round += 1) {
      runs.plain.push(await runScript(rig, 'single', load, sides.plain));
      const before = cpuMsOfFamily(database.pid);
      runs.noted.push(await runScript(rig, 'single', load, sides.noted));
      databaseMs.push((cpuMsOfFamily(database.pid) - before) / load.orders);
    }
    const rate = (side: 'plain' | 'noted'): number => median(runs[side].map(({ ordersPerSecond }) => ordersPerSecond));
    const cpu = (side: 'plain' | 'noted'): string =>
      `${median(runs[side].map(({ cpuMsPerOrder }) => cpuMsPerOrder)).toFixed(1)} ms`;
    const share = (rate('noted') / rate('plain')).toFixed(2);
    const rates = [rate('plain').toFixed(0), rate('noted').toFixed(0)];
    return [`${latencyMs} ms`, ...rates, share, cpu('plain'), cpu('noted'), `${median(databaseMs).toFixed(1)} ms`];
  } finally {
    for (const script of Object.values(scripts)) script.stop();
    await sandboxes?.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const rows: string[][] = [];
for (const latency of flags.latency.split(',').map(Number)) rows.push(await measure(latency));
process.stdout.write(`${table([HEAD, ...rows])}\n`);
