import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { StoreError, errorCode, errorText, storeErrors } from '../errors.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { type Control, takeHold } from './control.ts';
import { type Endpoint, chooseEndpoint } from './endpoint.ts';
import { type PostmasterFile, readPostmasterFile, removeStalePostmasterFile } from './postmaster-file.ts';
import { isServerOn } from './process-identity.ts';
import { startServer, stopServer } from './server-process.ts';
import { type ServerSettings, serverArguments, settingsFingerprint } from './settings.ts';

/** Everything that stays the same from one start of the server to the next. */
export interface Ground {
  readonly folder: string;
  readonly cluster: Cluster;
  readonly account: Account | null;
  readonly binaries: Binaries;
  readonly settings: ServerSettings;
  readonly transport: Endpoint['kind'];
  readonly endWithUs: boolean;
  readonly log: Log;
}

/** A server that runs and that we hold on to. */
export interface Held {
  readonly pid: number;
  readonly endpoint: Endpoint;
  readonly control: Control;
  /** It ran already when we came. */
  readonly adopted: boolean;
}

/** Recovery after a crash may take its time; a start that fails says so at once. */
const patienceMs = 120_000;

/**
 * Ends with a running server in hand: the one that another process of ours left or shares, or
 * else a new one. PostgreSQL's own lock decides between two that start at the same moment; the
 * loser finds the winner's server and uses it.
 * @throws StoreError `database.embedded.*`
 */
export async function bringUp(ground: Ground): Promise<Held> {
  const deadline = performance.now() + patienceMs;
  let last = '';
  while (performance.now() < deadline) {
    const file = readPostmasterFile(ground.cluster.dataFolder);
    const step = file === undefined ? await startNew(ground) : await useRunning(ground, file);
    if (typeof step === 'object') return step;
    last = step;
    await sleep(15);
  }
  throw new StoreError(
    'database.embedded.not-ready',
    `The embedded database in ${ground.folder} was not ready after ${patienceMs / 1000} s (${last}).`,
  );
}

/** A server in hand, or the reason to look again. */
type Step = Held | string;

async function useRunning(ground: Ground, file: PostmasterFile): Promise<Step> {
  const { dataFolder } = ground.cluster;
  if (!isServerOn(file.pid, dataFolder)) {
    const removed = removeStalePostmasterFile(dataFolder, file);
    if (removed) ground.log.info({ pid: file.pid }, 'removed the lock file of a database process that is gone');
    return `process ${file.pid} is gone`;
  }
  if (file.status !== 'ready' || file.endpoint === undefined)
    return `process ${file.pid} says: ${file.status || 'starting'}`;
  try {
    const control = await takeHold(ground.cluster, ground.account, file.endpoint);
    return await keepOrReplace(ground, { pid: file.pid, endpoint: file.endpoint, control, adopted: true });
  } catch (error) {
    return await judgeRefusal(ground, file, error);
  }
}

/** A server started with other settings (or by another release) is replaced when nobody else uses it. */
async function keepOrReplace(ground: Ground, held: Held): Promise<Step> {
  if (held.control.fingerprint === settingsFingerprint(ground.settings, ground.binaries.version)) return held;
  if (!(await held.control.isLastHolder())) {
    await held.control.close();
    const again = await takeHold(ground.cluster, ground.account, held.endpoint);
    ground.log.warn(
      { pid: held.pid },
      'the database runs with other settings, and other processes use it: kept as it is',
    );
    return { ...held, control: again };
  }
  await stopServer(held.pid, ground.cluster.dataFolder, ground.binaries);
  await held.control.close();
  return `process ${held.pid} had other settings and was stopped`;
}

async function judgeRefusal(ground: Ground, file: PostmasterFile, error: unknown): Promise<Step> {
  const code = errorCode(error);
  if (code === '28P01') {
    throw new StoreError(
      'database.embedded.foreign-server',
      `Process ${file.pid} runs a database server on ${ground.cluster.dataFolder} that does not accept this folder's password.`,
      { cause: error },
    );
  }
  // The socket was swept away from under a living server: nobody can reach it any more.
  if (code === 'ENOENT') await stopServer(file.pid, ground.cluster.dataFolder, ground.binaries);
  return `process ${file.pid} refuses: ${errorText(error)}`;
}

async function startNew(ground: Ground): Promise<Step> {
  const { cluster, account, binaries, settings, folder } = ground;
  const endpoint = await chooseEndpoint(folder, account, ground.transport);
  const started = await startServer(
    {
      folder,
      dataFolder: cluster.dataFolder,
      account,
      binaries,
      arguments: serverArguments(settings, endpoint, settingsFingerprint(settings, binaries.version)),
      endWithUs: ground.endWithUs,
      socketFolder: endpoint.kind === 'socket' ? endpoint.folder : undefined,
    },
    patienceMs,
  );
  if (started.kind === 'ready') {
    const control = await takeHold(cluster, account, endpoint);
    return { pid: started.pid, endpoint, control, adopted: false };
  }
  if (passes(started.reason)) return started.reason;
  throw new StoreError(
    'database.embedded.start-failed',
    `The embedded database in ${folder} did not start: ${started.reason}.`,
    { remedy: remedyFor(started.reason) },
  );
}

/** Reasons that go away by themselves: another starter was faster, or old backends are still leaving. */
function passes(reason: string): boolean {
  return /lock file .* already exists|pre-existing shared memory block|lock file .* is empty/.test(reason);
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /No space left on device|could not (write|extend)/,
    'Free space on the disk of the data folder; the database then starts again.',
  ],
  [/Permission denied/, 'Give the data folder to the user that runs Landbridge (chown -R).'],
  [/Address already in use/, 'Another program uses the port; start again to get another one.'],
  [
    /error while loading shared libraries|cannot execute|ENOEXEC|ENOENT/,
    'This system cannot run the packaged PostgreSQL; set DATABASE_URL to a server.',
  ],
  [
    /could not locate a valid checkpoint|invalid (primary )?checkpoint|PANIC/,
    'The data is damaged: restore the last backup.',
  ],
];

function remedyFor(reason: string): string {
  return (
    remedies.find(([pattern]) => pattern.test(reason))?.[1] ?? storeErrors['database.embedded.start-failed'].remedy
  );
}
