import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Config, type ConfigFlags, readConfig } from '../config.ts';
import { createLog, type LogLevel } from '../monitor/log.ts';
import { startSavingMemory } from '../monitor/save-memory.ts';
import { createScrubber } from '../monitor/scrub.ts';
import { isUnavailable } from '../store/database-errors.ts';
import { readConnectionsFile, saveConnections } from './connections-file.ts';
import { connectSandboxes, type SandboxConnectionSettings } from './connect-sandboxes.ts';
import { placeFirstOrders } from './place-orders.ts';
import { type Product, startProduct } from './product.ts';
import { readFirst } from './read-first.ts';
import { type PairOptions, type SandboxPair, spawnSandboxes } from './sandbox-pair.ts';
import { readReach, type SandboxReach } from './sandboxes.ts';

export interface StartFlags extends ConfigFlags {
  /** False for `--no-sandbox`. */
  readonly sandbox?: boolean;
  /** YAML file with the connections to run against. */
  readonly connections?: string;
  readonly sandboxFolder?: string;
  readonly quick?: boolean;
  /** Whoever starts it has restored the database. */
  readonly restored?: boolean;
  /** Have sandboxes that run already tell of M3's changes; those started here do so anyway. */
  readonly feed?: boolean;
  /** Size and life of the sandboxes that are started here. */
  readonly sandboxes?: Pick<PairOptions, 'items' | 'lifePerSecond'>;
}

const SANDBOX_PORTS = { m3: 4610, store: 4620 } as const;
/** Pause between two tries while the database is away. */
const AWAY_MS = 500;

/** Settings under which faults and kills come to an end within seconds, for demos and tests only. */
const QUICK: SandboxConnectionSettings = {
  m3: { quietTime: '4s', statusEverySeconds: 2, readTimeout: '3s', writeTimeout: '3s', concurrency: 64 },
  clarity: { quietTime: '4s', pollSeconds: 2, callTimeoutSeconds: 3, listTimeoutSeconds: 10, concurrency: 64 },
};

/**
 * The command `start`: runs until the process is told to end. With `sandbox`, both sandboxes run beside it, are
 * connected like a customer's systems, and shoppers place a handful of orders.
 */
export async function runStart(flags: StartFlags, print: (line: string) => void): Promise<void> {
  const runsSandboxes = wantsSandboxes(flags);
  const withSandboxes = runsSandboxes || flags.sandboxFolder !== undefined;
  // Read first: a fault in the file is told before anything is started.
  const wanted = flags.connections === undefined ? [] : await readConnectionsFile(flags.connections);
  const config = readConfig(withSandboxes ? { environment: 'sandbox', ...flags } : flags, process.env);
  const level = (process.env['LANDBRIDGE_LOG_LEVEL'] ?? (withSandboxes ? 'warn' : 'info')) as LogLevel;
  const scrubber = createScrubber();
  const log = createLog({ level, scrubber });
  const folder = flags.sandboxFolder ?? join(config.dataFolder, 'sandbox');
  const sandboxes = runsSandboxes ? startSandboxes(folder, flags.sandboxes ?? {}) : undefined;
  // Both start at the same time; whichever fails first is told.
  const [started, product] = await Promise.allSettled([
    sandboxes,
    startProduct(config, log, (secrets) => scrubber.learn(secrets), flags.restored === true),
  ]);
  startSavingMemory();
  const state = { stopping: false };
  const stopAll = async (): Promise<void> => {
    state.stopping = true;
    if (product.status === 'fulfilled') await product.value.stop();
    if (started.status === 'fulfilled') await started.value?.stop();
  };
  if (product.status === 'rejected' || started.status === 'rejected') {
    await stopAll();
    throw product.status === 'rejected' ? product.reason : (started as PromiseRejectedResult).reason;
  }
  endWithSignals(stopAll);
  void product.value.givenUp.then(async (reason) => {
    log.error({ reason }, 'the database cannot be brought back; this process ends');
    await stopAll();
    process.exit(1);
  });
  const reach = withSandboxes ? await readReach(folder) : undefined;
  try {
    const quick = flags.quick === true;
    const feed = runsSandboxes || flags.feed === true;
    await whenStored(state, async () => {
      if (reach) await connect(config, product.value, reach, { quick, feed });
      await saveConnections(product.value.connections, config.tenant, wanted);
      await product.value.connectionsChanged();
    });
  } catch (error) {
    // Half a start is none: whoever looks after the process is to start it again.
    await stopAll();
    throw error;
  }
  announce(product.value, reach, print);
  if (runsSandboxes && reach) {
    await placeFirstOrders({ storeUrl: reach.store.url, tenant: config.tenant, runs: product.value.runs, print });
    print('\nPress Ctrl+C to stop. The data stays in the data folder.\n');
    const { syncs, reconcile } = product.value;
    // Only now: the first orders go before thousands of records.
    await readFirst({ tenant: config.tenant, syncs, reconcile, print }).catch((error: unknown) => {
      if (!state.stopping) log.warn({ err: error }, 'not everything was read in full; the next start goes on');
    });
  }
}

/**
 * Does it again while the database is away: the process serves already, and says so at its health address. Each part
 * writes what is to be, so doing it twice does no harm.
 */
async function whenStored(state: { readonly stopping: boolean }, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (state.stopping || !isUnavailable(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
  }
}

/** Sandboxes are for trying everything on one machine: not beside real systems, and not in one process of several. */
function wantsSandboxes(flags: StartFlags): boolean {
  const forOneMachine = flags.role === undefined && !process.env['DATABASE_URL'];
  return (
    flags.sandbox === true && forOneMachine && flags.sandboxFolder === undefined && flags.connections === undefined
  );
}

/** On the ports people know them by, or on free ones where those are taken. */
async function startSandboxes(folder: string, options: PairOptions): Promise<SandboxPair> {
  const portOf = async (known: number): Promise<number> => ((await isFree(known)) ? known : 0);
  const [m3, store] = await Promise.all([portOf(SANDBOX_PORTS.m3), portOf(SANDBOX_PORTS.store)]);
  return await spawnSandboxes(folder, { ...options, ports: { m3, store } });
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return await new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function connect(
  config: Config,
  product: Product,
  reach: SandboxReach,
  { quick, feed }: { readonly quick: boolean; readonly feed: boolean },
): Promise<void> {
  await connectSandboxes({
    tenant: config.tenant,
    store: product.connections,
    reach,
    serverUrl: product.url,
    feed,
    ...(quick ? { settings: withBenchSettings(QUICK), retryScale: 0.01 } : {}),
  });
}

/** A benchmark sets more of its own: `LANDBRIDGE_SANDBOX_SETTINGS` is JSON like {@link QUICK}. */
function withBenchSettings(settings: SandboxConnectionSettings): SandboxConnectionSettings {
  const own = JSON.parse(process.env['LANDBRIDGE_SANDBOX_SETTINGS'] ?? '{}') as SandboxConnectionSettings;
  return {
    ...own,
    m3: { ...settings.m3, ...own.m3 },
    clarity: { ...settings.clarity, ...own.clarity },
  };
}

function announce(product: Product, reach: SandboxReach | undefined, print: (line: string) => void): void {
  print(`Landbridge console    ${product.url}`);
  if (reach) {
    print(`Clarity store         ${reach.store.url}    place an order as a shopper`);
    print(`Infor M3              ${reach.m3.url}    see it as an M3 clerk`);
  }
  if (product.restored)
    print('\nThe database was restored: all connections are paused. Look at Connections, and resume them there.');
  if (product.welcomeLink) print(`\nFirst sign-in (once): ${product.welcomeLink}\n`);
}

/** The first signal ends in order; a second one ends at once. */
function endWithSignals(stop: () => Promise<void>): void {
  let ending = false;
  const end = (): void => {
    if (ending) process.exit(1);
    ending = true;
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
