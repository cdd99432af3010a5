import { existsSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { SeedSize } from '../../kit/sandbox/catalogue.ts';
import { BusyCounter } from '../../kit/sandbox/busy-counter.ts';
import { FaultPlan, type FaultLevelName } from '../../kit/sandbox/faults.ts';
import type { Life, LifeSettings } from '../../kit/sandbox/life.ts';
import { keptSize } from '../../kit/sandbox/kept-size.ts';
import { loadMiTables } from '../metadata/load.ts';
import { answerControl } from './control/routes.ts';
import { ChangeFeed } from './feed/feed.ts';
import { lifeOf } from './life/live.ts';
import { RateLimit } from './gateway/rate-limit.ts';
import { route } from './gateway/route.ts';
import { TokenBook } from './gateway/tokens.ts';
import { answerPage } from './pages/routes.ts';
import { resumeConfirms } from './programs/confirm.ts';
import type { Sandbox } from './sandbox.ts';
import { ionapiFile, loadSecrets } from './secrets.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { openEffectLog } from './state/effect-log.ts';
import { applyEffect, newWorld } from './state/world.ts';
import { UsageCounter } from './usage-counter.ts';

export interface M3SandboxOptions {
  /** 0 or none: a free port. */
  port?: number;
  /** Address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** Where state and secrets live; without it nothing outlasts the process. */
  dataFolder?: string;
  faults?: FaultLevelName;
  /** Seed of the faults. */
  seed?: number;
  /** Waiting time before each MI call is done. */
  latencyMs?: number;
  /** How much there is at the first start; a folder keeps what it was started with. */
  size?: Partial<SeedSize>;
  /** Let people work in it from the start. */
  life?: LifeSettings;
}

export interface M3Sandbox {
  /** Base address without a slash at the end. */
  url: string;
  /** Content of the `.ionapi` file for this sandbox. */
  ionapi: Record<string, string>;
  /** Stops listening, writes what is left of the log and ends all connections. */
  close(): Promise<void>;
}

/** How often the call counters go to the log. */
const COUNT_MS = 500;
const LOG_FILE = 'effects.jsonl';

/**
 * Starts Infor M3 behind an ION API Gateway, as far as this product needs them, on a loopback port.
 * State is rebuilt from the effect log of the data folder.
 * @throws when the port is taken or the data folder cannot be written
 */
export async function startM3Sandbox(options: M3SandboxOptions = {}): Promise<M3Sandbox> {
  const { dataFolder, port = 0, host = '127.0.0.1', faults = 'none', seed = 1, latencyMs = 0, size = {} } = options;
  if (dataFolder !== undefined) mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const secrets = loadSecrets(dataFolder);
  const isNew = (): boolean => !existsSync(join(dataFolder ?? '', LOG_FILE));
  const sandbox = openSandbox(dataFolder, new FaultPlan(faults, seed), latencyMs, keptSize(dataFolder, size, isNew));
  const usage = new UsageCounter(sandbox.world.usage, sandbox.log);
  const gateway = {
    sandbox,
    tokens: new TokenBook(),
    rateLimit: new RateLimit(),
    busy: new BusyCounter(),
    onCall: (name: string) => usage.countCall(name),
  };
  const { settings, tokens } = { settings: sandbox.settings, tokens: gateway.tokens };
  const authorization = { secrets, settings, tokens, onToken: () => usage.countToken() };
  const routes = { gateway, authorization, answerControl, answerPage };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    route(routes, request, response).catch((cause: unknown) => {
      console.error('sandbox m3:', cause);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('Internal Server Error');
    });
  });
  // Longer than any client keeps a connection idle, so that the server never closes one under a request.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const counting = setInterval(() => usage.save(sandbox.now()), COUNT_MS).unref();
  resumeConfirms(sandbox);
  if (options.life) sandbox.life.start(options.life);
  const { port: boundPort } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
  const saveAll = (): void => {
    usage.save(sandbox.now());
    sandbox.log.flush();
  };
  const onTerm = (): void => {
    saveAll();
    // Listening took the signal's usual effect away: give it back unless the program has its own way to end.
    if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
  };
  process.once('exit', saveAll).once('SIGTERM', onTerm);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    clearInterval(counting);
    process.off('exit', saveAll).off('SIGTERM', onTerm);
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await closed;
    usage.save(sandbox.now());
    sandbox.end();
    sandbox.log.close();
  };
  return { url, ionapi: ionapiFile(secrets, url), close: () => (closing ??= close()) };
}

function openSandbox(
  dataFolder: string | undefined,
  faults: FaultPlan,
  latencyMs: number,
  size: SeedSize,
): Sandbox & { end(): void } {
  const world = newWorld(size);
  const log = openEffectLog(dataFolder === undefined ? undefined : join(dataFolder, LOG_FILE), (effect) =>
    applyEffect(world, effect),
  );
  const settings = structuredClone({ ...DEFAULT_SETTINGS, latencyMs });
  const feed = new ChangeFeed(world, dataFolder);
  const timers = new Set<NodeJS.Timeout>();
  const now = (): number => Date.now() + settings.clockOffsetMs;
  const sandbox: Sandbox & { end(): void } = {
    world,
    settings,
    tables: loadMiTables(),
    faults,
    log,
    feed,
    get life() {
      return life;
    },
    triggered: new Map(),
    bulkCut: undefined,
    now,
    commit: (effect) => {
      const stamped = { at: now(), ...effect };
      const tell = feed.watch(stamped);
      applyEffect(world, stamped);
      log.append(stamped);
      tell?.();
    },
    schedule: (delayMs, job) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        job();
      }, delayMs);
      timers.add(timer);
    },
    end: () => {
      life.stop();
      for (const timer of timers) clearTimeout(timer);
      feed.close();
    },
  };
  const life: Life = lifeOf(sandbox);
  return sandbox;
}
