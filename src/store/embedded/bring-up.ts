import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, errorCode, errorText } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { type Control, takeHold } from './control.ts';
import { type Endpoint, chooseEndpoint } from './endpoint.ts';
import { type LockFile, readPostmasterFile, removeStale } from './lock-file.ts';
import { isServerOn } from './process-identity.ts';
import { startServer, stopServer } from './server-process.ts';
import { type ServerSettings, serverArguments, settingsFingerprint } from './settings.ts';
import { isMomentary, startFailure } from './start-failure.ts';

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

/** A server in hand, or the reason to look again. */
type Step = Held | string;

/** Recovery after a crash may take its time; a start that fails says so at once. */
const patienceMs = 120_000;

/** A lock file without a process id is being written; one that stays so was left by a crash. */
const emptyLockPatienceMs = 5_000;

/**
 * Ends with a running server in hand: the one that another process of ours left or shares, or
 * else a new one. PostgreSQL's own lock decides between two that start at the same moment; the
 * loser finds the winner's server and uses it. `signal` ends the trying.
 * @throws StoreError `database.embedded.*`
 */
export async function bringUp(ground: Ground, signal: AbortSignal): Promise<Held> {
  const deadline = performance.now() + patienceMs;
  let last = '';
  while (performance.now() < deadline && !signal.aborted) {
    const file = readPostmasterFile(ground.cluster.dataFolder);
    const step = file === undefined ? await startNew(ground, deadline, signal) : await useRunning(ground, file);
    if (typeof step === 'object') return step;
    last = step;
    await sleep(15);
  }
  const wait = signal.aborted ? 'when it was told to stop' : `after ${patienceMs / 1000} s`;
  throw new StoreError(
    'database.embedded.not-ready',
    `The embedded database in ${ground.folder} was not ready ${wait} (${last}).`,
  );
}

async function useRunning(ground: Ground, file: LockFile): Promise<Step> {
  if (!isServerOn(file.pid, ground.cluster.dataFolder)) return clearAway(ground, file);
  if (file.status !== 'ready' || file.endpoint === undefined) {
    return `process ${file.pid} says: ${file.status || 'starting'}`;
  }
  try {
    const control = await takeHold(ground.cluster, ground.account, file.endpoint);
    return await keepOrReplace(ground, { pid: file.pid, endpoint: file.endpoint, control, adopted: true });
  } catch (error) {
    return await judgeRefusal(ground, file, error);
  }
}

function clearAway(ground: Ground, file: LockFile): string {
  if (file.pid === 0 && file.ageMs < emptyLockPatienceMs) return 'another starter writes its lock file';
  if (removeStale(file)) ground.log.info({ pid: file.pid }, 'removed the lock file of a database process that is gone');
  return `process ${file.pid} is gone`;
}

/** A server started with other settings (or by another release) is replaced when nobody else uses it. */
async function keepOrReplace(ground: Ground, held: Held): Promise<Step> {
  if (held.control.fingerprint === settingsFingerprint(ground.settings, ground.binaries.version)) return held;
  if (await held.control.isLastHolder()) {
    await stopServer(held.pid, ground.cluster.dataFolder, ground.binaries);
    await held.control.close();
    return `process ${held.pid} had other settings and was stopped`;
  }
  await held.control.close();
  const control = await takeHold(ground.cluster, ground.account, held.endpoint);
  ground.log.warn(
    { pid: held.pid },
    'the database runs with other settings, and other processes use it: kept as it is',
  );
  return { ...held, control };
}

async function judgeRefusal(ground: Ground, file: LockFile, error: unknown): Promise<Step> {
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

async function startNew(ground: Ground, deadline: number, signal: AbortSignal): Promise<Step> {
  const { cluster, account, binaries, settings, folder } = ground;
  const endpoint = await chooseEndpoint({ folder, dataFolder: cluster.dataFolder, account }, ground.transport);
  const plan = {
    folder,
    dataFolder: cluster.dataFolder,
    account,
    binaries,
    arguments: serverArguments(settings, endpoint, settingsFingerprint(settings, binaries.version)),
    endWithUs: ground.endWithUs && { socketFolder: endpoint.kind === 'socket' ? endpoint.folder : '' },
  };
  const started = await startServer(plan, deadline - performance.now(), signal);
  if (started.kind === 'slow') return 'it is still starting';
  if (started.kind === 'ready') {
    return { pid: started.pid, endpoint, control: await takeHold(cluster, account, endpoint), adopted: false };
  }
  if (isMomentary(started.reason) || signal.aborted) return started.reason;
  throw startFailure(folder, started.reason);
}
