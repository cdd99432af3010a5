import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Log } from '../log.ts';
import { StoreError, errorText } from '../errors.ts';
import { serverAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { type Ground, type Held, bringUp } from './bring-up.ts';
import { ensureCluster } from './cluster.ts';
import { databaseName, takeHold } from './control.ts';
import { type Endpoint, connectionStringFor } from './endpoint.ts';
import { boundLog } from './log-file.ts';
import { stopServer } from './server-process.ts';
import { removeSocketFolder } from './socket-folder.ts';
import { type ServerSettings, defaultSettings } from './settings.ts';
import { type ServerState, supervise } from './supervise.ts';

/** How to start the embedded database. */
export interface EmbeddedOptions {
  /** Folder for everything of the server, for instance `./data/postgres`; made when missing. */
  readonly folder: string;
  readonly log: Log;
  /** Settings over and above the tuned ones; one given here wins. */
  readonly settings?: ServerSettings;
  /** The server ends with this process even after kill -9. For tests and throw-away instances. */
  readonly endWithUs?: boolean;
  /** Unix socket (the default where there are any) or a port on loopback. */
  readonly transport?: Endpoint['kind'];
}

/** A running embedded database. */
export interface EmbeddedPostgres {
  /** As the owner of the database; stays valid when the server is restarted. */
  readonly connectionString: string;
  /** As superuser of the whole server. For tests and tools, not for the product's own work. */
  readonly adminConnectionString: string;
  /** Process id of the server now. */
  readonly pid: number;
  /** It ran already when we came. */
  readonly adopted: boolean;
  /** Calls the listener at each change; returns how to stop that. */
  onStateChange(listener: (state: ServerState) => void): () => void;
  /** Lets go; shuts the server down unless another process uses it too. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Runs PostgreSQL from the npm package in `folder` and keeps it running. First start makes the
 * database; a server that an earlier process left is adopted; several processes may share one.
 * @throws StoreError `database.embedded.*`
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const ground = await prepare(options);
  boundLog(ground.folder);
  const first = await bringUp(ground, new AbortController().signal);
  const listeners = new Set<(state: ServerState) => void>();
  const supervision = supervise(ground, first, (state) => {
    for (const listener of listeners) listener(state);
  });
  const logTimer = setInterval(() => boundLog(ground.folder), 60_000).unref();
  let stopped: Promise<void> | undefined;

  async function stop(): Promise<void> {
    clearInterval(logTimer);
    await supervision.end();
    await letGo(ground, supervision.current());
  }

  const login = (user: string, password: string, database: string) =>
    connectionStringFor(first.endpoint, user, password, database);
  return {
    connectionString: login(databaseName, ground.cluster.ownerPassword, databaseName),
    adminConnectionString: login('postgres', ground.cluster.adminPassword, 'postgres'),
    adopted: first.adopted,
    get pid() {
      return supervision.current().pid;
    },
    onStateChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => (stopped ??= stop()),
  };
}

/** Gives up the hold; the last one to do so shuts the server down. */
async function letGo(ground: Ground, held: Held): Promise<void> {
  let { control } = held;
  let last = await control.isLastHolder().catch(() => undefined);
  if (last === undefined) {
    // Our connection broke: the server may be down, or live on for others.
    await control.close();
    const again = await takeHold(ground.cluster, ground.account, held.endpoint).catch(() => undefined);
    if (again !== undefined) control = again;
    last = again === undefined || (await again.isLastHolder().catch(() => true));
  }
  if (last) await stopServer(held.pid, ground.cluster.dataFolder, ground.binaries);
  await control.close();
  if (last && held.endpoint.kind === 'socket') removeSocketFolder(held.endpoint.folder);
}

async function prepare(options: EmbeddedOptions): Promise<Ground> {
  const folder = makeFolder(resolve(options.folder));
  const account = serverAccount(join(folder, 'cluster'));
  const binaries = findBinaries(account);
  return {
    folder,
    cluster: await ensureCluster(folder, account, binaries).catch((error: unknown) => refuseFolder(folder, error)),
    account,
    binaries,
    settings: { ...defaultSettings, ...options.settings },
    transport: options.transport ?? (process.platform === 'win32' ? 'port' : 'socket'),
    endWithUs: options.endWithUs ?? false,
    log: options.log,
  };
}

function makeFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw new Error('it is a file');
    return realpathSync(folder);
  } catch (error) {
    return refuseFolder(folder, error);
  }
}

function refuseFolder(folder: string, cause: unknown): never {
  if (cause instanceof StoreError) throw cause;
  throw new StoreError(
    'database.embedded.folder',
    `The database folder ${folder} cannot be used: ${errorText(cause)}.`,
    { cause },
  );
}
