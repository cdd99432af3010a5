import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StoreError, errorCode, errorText } from '../errors.ts';
import { type Account, giveTo, ownerOf } from './account.ts';
import type { Binaries } from './binaries.ts';
import { isAlive } from './process-identity.ts';

/** A data folder that PostgreSQL can be started on. */
export interface Cluster {
  /** Real path of PostgreSQL's own data folder. */
  readonly dataFolder: string;
  /** Password of the superuser `postgres`. */
  readonly adminPassword: string;
  /** Password of the role `landbridge`, which owns the database and is no superuser. */
  readonly ownerPassword: string;
}

/**
 * The cluster below `folder`, made first if there is none. It is made in a folder aside and
 * renamed when it is whole and synced, so a crash in between leaves nothing half-made, and of
 * two starters one wins and the other uses the winner's.
 * @throws StoreError `database.embedded.*`
 */
export async function ensureCluster(folder: string, account: Account | null, binaries: Binaries): Promise<Cluster> {
  const home = join(folder, 'cluster');
  if (!existsSync(home)) {
    sweepAbandoned(folder);
    await makeCluster(folder, home, account, binaries);
  }
  return openCluster(home, account, binaries);
}

/**
 * How the server is told its data folder. As root on Linux the account that runs the server may
 * be unable to pass the folders above the data (`/root` is closed): the process starts inside the
 * data folder instead, and reaches it through its own working directory.
 */
export function dataArgument(dataFolder: string, account: Account | null): string {
  return account !== null && process.platform === 'linux' ? '/proc/self/cwd' : dataFolder;
}

/** What the server and initdb get to see of our environment: no secrets, no PG* surprises. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(
    ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { ...kept, LC_ALL: 'C', TZ: 'UTC' };
}

function openCluster(home: string, account: Account | null, binaries: Binaries): Cluster {
  takeOwnership(home, account);
  const dataFolder = realpathSync(join(home, 'data'));
  const made = readFileSync(join(dataFolder, 'PG_VERSION'), 'utf8').trim();
  const major = binaries.version.split('.')[0] ?? '';
  if (made !== major) {
    throw new StoreError(
      'database.embedded.other-version',
      `The database folder ${dataFolder} was made by PostgreSQL ${made}, and this release brings PostgreSQL ${major}.`,
    );
  }
  // Copies and restores often lose the mode; PostgreSQL refuses a folder that others may enter.
  if (process.platform !== 'win32' && (statSync(dataFolder).mode & 0o077) !== 0) chmodSync(dataFolder, 0o700);
  const secret = readSecret(join(home, 'secret'));
  return {
    dataFolder,
    adminPassword: derive(secret, 'admin'),
    ownerPassword: derive(secret, 'owner'),
  };
}

/** Root gives the folder to the server's account (a restored backup belongs to root); others must own it. */
function takeOwnership(home: string, account: Account | null): void {
  const owner = ownerOf(home);
  if (account !== null) {
    if (owner !== account.uid || ownerOf(join(home, 'data')) !== account.uid) giveTo(account, home);
  } else if (owner !== undefined && owner !== process.getuid?.()) {
    throw new StoreError(
      'database.embedded.not-owner',
      `The database folder ${home} belongs to user id ${owner}, and this process runs as ${process.getuid?.()}.`,
    );
  }
}

function readSecret(path: string): string {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (/^[0-9a-f]{64}$/.test(secret)) return secret;
    throw new Error('it does not hold 64 hexadecimal digits');
  } catch (error) {
    throw new StoreError(
      'database.embedded.secret-unreadable',
      `The database's secret file ${path} cannot be used: ${errorText(error)}.`,
      { cause: error },
    );
  }
}

function derive(secret: string, use: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(use).digest('base64url');
}

async function makeCluster(folder: string, home: string, account: Account | null, binaries: Binaries): Promise<void> {
  const fresh = mkdtempSync(join(folder, `cluster.init-${process.pid}-`));
  try {
    const data = join(fresh, 'data');
    mkdirSync(data, { mode: 0o700 });
    const secret = randomBytes(32).toString('hex');
    writeSynced(join(fresh, 'secret'), secret);
    writeSynced(join(fresh, 'admin-password'), derive(secret, 'admin'));
    if (account !== null) giveTo(account, fresh);
    await runInitdb(data, account, binaries);
    rmSync(join(fresh, 'admin-password'));
    renameSync(fresh, home);
    syncFolder(folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error)) && existsSync(join(home, 'secret'))) return;
    throw error;
  }
}

function runInitdb(data: string, account: Account | null, binaries: Binaries): Promise<void> {
  const options = [
    ['-D', dataArgument(data, account)],
    ['--username=postgres', '--pwfile=../admin-password', '--auth=scram-sha-256'],
    ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ['--no-instructions'],
  ].flat();
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, options, {
      cwd: data,
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.once('error', (error) => reject(initdbFailed(binaries, errorText(error))));
    child.once('close', (code) => (code === 0 ? resolve() : reject(initdbFailed(binaries, complaint.trim()))));
  });
}

function initdbFailed(binaries: Binaries, reason: string): StoreError {
  return new StoreError(
    'database.embedded.init-failed',
    `The database could not be made: ${basename(binaries.initdb)} said: ${reason}.`,
  );
}

/** Removes what starters that died in the middle left behind; those still at work keep theirs. */
function sweepAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const maker = /^cluster\.init-(\d+)-/.exec(name)?.[1];
    if (maker === undefined || Number(maker) === process.pid || isAlive(Number(maker))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
