import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort, ServerProcess } from '../src/cli/demo/server-process.ts';
import { catalogueItems } from '../src/connectors/kit/sandbox/catalogue.ts';
import { readReach, type SandboxProcess, spawnSandbox } from '../src/main.ts';
import { startEmbeddedPostgres } from '../src/store/embedded/start.ts';
import { silentLog } from '../src/store/log.ts';
import { driveStock } from './stock-drive.ts';

// Tells of stock badly, as real channels do, and counts what reaches the store: `node bench/stock-events.ts --json`.

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'landbridge-stock-'));
const sandboxes: SandboxProcess[] = [];
const sandboxFolder = join(folder, 'sandbox');
const settings = {
  m3: { stockEverySeconds: 5, statusEverySeconds: 3_600, ratePerSecond: 10_000 },
  clarity: { pollSeconds: 3_600, ratePerSecond: 10_000, burst: 10_000 },
};
const server = new ServerProcess({
  folder,
  port: await freePort(),
  flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'bench'],
  environment: { LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify(settings) },
});
try {
  for (const name of ['m3', 'store'] as const) {
    const port = await freePort();
    sandboxes.push(await spawnSandbox(name, { port, latencyMs: 0, folder: join(sandboxFolder, name) }));
  }
  const reach = await readReach(sandboxFolder);
  await server.start();
  const { connectionString } = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLog });
  const scene = { m3Url: reach.m3.url, storeUrl: reach.store.url, connectionString };
  const items = catalogueItems().map(({ itemNumber }) => itemNumber);
  const seed = Number(values.seed);
  const wish = { items, changes: Number(values.changes), inSeconds: Number(values.seconds), seed };
  const many = await driveStock(scene, { ...wish, times: 3, dropped: 0.05 });
  const hot = { items: items.slice(150, 151), changes: 500, inSeconds: 10, times: 1, dropped: 0, seed };
  const outcome = { many, hot: await driveStock(scene, hot) };
  process.stdout.write(`${JSON.stringify(outcome, null, values.json ? undefined : 2)}\n`);
} finally {
  await server.stop();
  await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
  await rm(folder, { recursive: true, force: true });
}
