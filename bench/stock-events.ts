import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort, ServerProcess } from '../src/cli/demo/server-process.ts';
import { catalogueItems } from '../src/connectors/kit/sandbox/catalogue.ts';
import { type SandboxPair, spawnSandboxes } from '../src/main.ts';
import { startEmbeddedPostgres } from '../src/store/embedded/start.ts';
import { silentLog } from '../src/store/log.ts';
import { driveStock, type StockOutcome } from './stock-drive.ts';

/**
 * Tells of stock badly, as real channels do, and counts what reaches the store: changes of many items, told three times
 * in any order and partly not at all; the same at a pace at which no item changes twice within its rest; and one item
 * that changes all the time. `node bench/stock-events.ts --changes 50000 --skus 2000`; exit code 1 when a goal is missed.
 */

const { values: flags } = parseArgs({
  options: {
    changes: { type: 'string', default: '50000' },
    skus: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

/** Of 0.05 of the changes nobody is told; the poll of M3 finds them. */
const BAD = { times: 3, dropped: 0.05 };
const HOT = { changes: 500, inSeconds: 10, times: 1, dropped: 0 };
const MOST_HOT_WRITES = 3;
const MOST_WRITES_FOR_EACH = 1.2;

const folder = await mkdtemp(join(tmpdir(), 'landbridge-stock-'));
let sandboxes: SandboxPair | undefined;
const sandboxFolder = join(folder, 'sandbox');
const settings = {
  m3: { stockEverySeconds: 5, statusEverySeconds: 3_600, itemsEverySeconds: 3_600, ratePerSecond: 10_000 },
  clarity: { pollSeconds: 3_600, ratePerSecond: 10_000, burst: 10_000 },
};
const server = new ServerProcess({
  folder,
  port: await freePort(),
  flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'bench'],
  environment: { LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify(settings) },
});

interface Outcomes {
  /** All changes within the time given: items change again while they rest. */
  readonly burst: StockOutcome;
  /** Each item changes once. */
  readonly calm: StockOutcome;
  readonly hot: StockOutcome;
}

function judge({ burst, calm, hot }: Outcomes): { readonly reached: boolean; readonly text: string }[] {
  const different = burst.different + calm.different + hot.different;
  const share = calm.writes / calm.finalValues;
  return [
    { reached: different === 0, text: `balances that differ at the end: ${different} of ${burst.balances}` },
    {
      reached: share <= MOST_WRITES_FOR_EACH,
      text: `writes for each final value outside bursts: ${share.toFixed(2)}, at most ${MOST_WRITES_FOR_EACH}`,
    },
    {
      reached: hot.writes <= MOST_HOT_WRITES,
      text: `writes of one item that changed ${hot.changes} times in ${HOT.inSeconds} s: ${hot.writes}, at most ${MOST_HOT_WRITES}`,
    },
  ];
}

function tell(name: string, outcome: StockOutcome): string {
  const { changes, eventsSent, balances, writes, mostWrites, tookMs, settledMs } = outcome;
  const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
  return `${name}: ${changes} changes of ${balances} balances, told ${eventsSent} times, ${writes} writes, at most ${mostWrites} of one; ${seconds(tookMs)} s, ${seconds(settledMs)} s after the last change\n`;
}

try {
  const skus = Number(flags.skus);
  const size = { items: Math.max(200, skus), warehouses: 1 };
  sandboxes = await spawnSandboxes(sandboxFolder, { ...size, latencyMs: 0 });
  await server.start();
  const { connectionString } = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLog });
  const scene = { ...sandboxes.ledgers, connectionString };
  const items = catalogueItems(size.items)
    .slice(0, skus)
    .map(({ itemNumber }) => itemNumber);
  const seed = Number(flags.seed);
  const wish = { items, seed, ...BAD };
  const burst = await driveStock(scene, { ...wish, changes: Number(flags.changes), inSeconds: Number(flags.seconds) });
  const calm = await driveStock(scene, { ...wish, changes: skus, inSeconds: Number(flags.seconds) / 2, once: true });
  const hot = await driveStock(scene, { items: items.slice(150, 151), seed, ...HOT });
  const outcomes = { burst, calm, hot };
  const verdicts = judge(outcomes);
  if (flags.json) process.stdout.write(`${JSON.stringify({ ...outcomes, verdicts }, null, 2)}\n`);
  else {
    for (const [name, outcome] of Object.entries(outcomes)) process.stdout.write(tell(name, outcome));
    for (const { reached, text } of verdicts) process.stdout.write(`${reached ? 'reached' : 'MISSED '}  ${text}\n`);
  }
  process.exitCode = verdicts.every(({ reached }) => reached) ? 0 : 1;
} finally {
  await server.stop();
  await sandboxes?.stop();
  await rm(folder, { recursive: true, force: true });
}
