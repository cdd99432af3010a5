import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { listHolds } from '../../src/cli/commands/holds.ts';
import { type ErpOrder, judge, quantile, type Verdict } from '../../src/cli/demo/judge.ts';
import { endFaults, readM3Ledger, readStoreLedger, shop, type Sandboxes } from '../../src/cli/demo/ledgers.ts';
import { freePort, ServerProcess } from '../../src/cli/demo/server-process.ts';
import { type SandboxPair, spawnSandboxes } from '../../src/main.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded/start.ts';
import { silentLog } from '../../src/store/log.ts';
import { handlesOf, memoryMbOf, slopeOf } from './measure.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly perSecond: number;
  readonly seed: number;
  readonly say: (text: string) => void;
}

/** One look at the server while it works. */
interface Look {
  /** Hours since the start. */
  readonly hours: number;
  readonly memoryMb: number;
  readonly handles: number;
  readonly databaseMb: number;
}

export interface SoakOutcome {
  readonly verdict: Verdict;
  readonly looks: number;
  readonly memoryMb: number;
  /** Growth of memory after the warm-up, percent an hour; told with the spread of single looks around it. */
  readonly memorySlopePercent: number;
  readonly handlesBefore: number;
  readonly handlesAfter: number;
  /** Bytes of database for one order that is through; days older than the retention are dropped whole. */
  readonly databaseKbAnOrder: number;
  /** End to end, milliseconds, of the first and the last half of the orders after the warm-up. */
  readonly earlyP99Ms: number;
  readonly lateP99Ms: number;
}

/**
 * A shop's own pace, not the one of demos that look every two seconds. M3 is looked at as often as by default: nobody delivers
 * these orders, so all of them stay to be looked at. The store is looked at five times as often, so that an order whose
 * webhook was lost is there within a minute.
 */
const PACE = {
  m3: { statusEverySeconds: 60, deliveriesEverySeconds: 120 },
  clarity: { pollSeconds: 60 },
};

/** The first part does not count: code is compiled, caches and pools fill. */
const WARM_UP_SHARE = 0.25;
const LOOK_EVERY_MS = 5_000;
const SETTLE_MS = 120_000;

/** Steady orders under light faults for so many minutes, looked at from outside. */
export async function runSoak(options: SoakOptions): Promise<SoakOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'landbridge-soak-'));
  let sandboxes: SandboxPair | undefined;
  const sandboxFolder = join(folder, 'sandbox');
  let server: ServerProcess | undefined;
  try {
    sandboxes = await spawnSandboxes(sandboxFolder, { faults: 'light', seed: options.seed });
    server = new ServerProcess({
      folder,
      port: await freePort(),
      flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'soak'],
      environment: { DATABASE_URL: '', LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify(PACE) },
    });
    await server.start(90_000);
    return await soak(options, server, sandboxes.ledgers, folder);
  } finally {
    await server?.stop().catch(() => undefined);
    await sandboxes?.stop().catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function soak(
  { minutes, perSecond, seed, say }: SoakOptions,
  server: ServerProcess,
  sandboxes: Sandboxes,
  folder: string,
): Promise<SoakOutcome> {
  const database = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLog });
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  const looks: Look[] = [];
  const startedAt = Date.now();
  const look = async (): Promise<void> => {
    const pid = server.pid ?? 0;
    const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
    const hours = (Date.now() - startedAt) / 3_600_000;
    const databaseMb = Number(rows[0]?.bytes ?? 0) / 1_048_576;
    looks.push({ hours, memoryMb: memoryMbOf(pid), handles: handlesOf(pid), databaseMb });
  };
  await look();
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  try {
    const count = Math.max(1, Math.round(minutes * 60 * perSecond));
    await shop(sandboxes, { count, seed, lines: '1-9', catalogue: 'varied', ratePerSecond: perSecond });
    say(`${count} orders placed; waiting for the last.`);
    await endFaults(sandboxes);
    const { verdict, orders } = await settle(server, sandboxes, folder);
    await look();
    return { ...figuresOf(looks, startedAt, orders), verdict };
  } finally {
    clearInterval(timer);
    await client.end();
    await database.stop();
  }
}

async function settle(
  server: ServerProcess,
  sandboxes: Sandboxes,
  folder: string,
): Promise<{ verdict: Verdict; orders: readonly Landing[] }> {
  for (const deadline = Date.now() + SETTLE_MS; ; ) {
    const [store, m3, holds] = await Promise.all([
      readStoreLedger(sandboxes),
      readM3Ledger(sandboxes),
      listHolds({ url: server.url, data: folder }),
    ]);
    const verdict = judge(store.orders, m3.orders, holds);
    const open = verdict.lost.length + verdict.notToldToStore.length;
    if (open === 0 || Date.now() > deadline) {
      const placed = new Map(store.orders.map(({ id, placedAt }) => [String(id), Date.parse(placedAt)]));
      return { verdict, orders: m3.orders.flatMap((order) => landingOf(order, placed)) };
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

interface Landing {
  readonly placedAt: number;
  readonly tookMs: number;
}

function landingOf({ customerOrderNumber, createdAt }: ErpOrder, placed: ReadonlyMap<string, number>): Landing[] {
  const placedAt = placed.get(customerOrderNumber);
  return placedAt === undefined ? [] : [{ placedAt, tookMs: Date.parse(createdAt) - placedAt }];
}

function figuresOf(
  looks: readonly Look[],
  startedAt: number,
  orders: readonly Landing[],
): Omit<SoakOutcome, 'verdict'> {
  const last = looks.at(-1);
  const warmHours = (last?.hours ?? 0) * WARM_UP_SHARE;
  const warm = looks.filter(({ hours }) => hours >= warmHours);
  const mean = warm.reduce((sum, { memoryMb }) => sum + memoryMb, 0) / Math.max(1, warm.length);
  const slope = slopeOf(warm.map(({ hours, memoryMb }) => ({ x: hours, y: memoryMb })));
  const counted = orders
    .filter(({ placedAt }) => placedAt >= startedAt + warmHours * 3_600_000)
    .toSorted((left, right) => left.placedAt - right.placedAt);
  const half = Math.floor(counted.length / 2);
  const p99 = (some: readonly Landing[]): number =>
    quantile(
      some.map(({ tookMs }) => tookMs).toSorted((left, right) => left - right),
      0.99,
    );
  return {
    looks: looks.length,
    memoryMb: mean,
    memorySlopePercent: mean === 0 ? 0 : (100 * slope) / mean,
    handlesBefore: warm[0]?.handles ?? 0,
    handlesAfter: last?.handles ?? 0,
    databaseKbAnOrder: (1_024 * ((last?.databaseMb ?? 0) - (looks[0]?.databaseMb ?? 0))) / Math.max(1, orders.length),
    earlyP99Ms: p99(counted.slice(0, half)),
    lateP99Ms: p99(counted.slice(half)),
  };
}
