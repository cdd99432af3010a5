import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { silentLog } from '../log.ts';
import { makeScratch } from '../test-scratch.ts';
import { readLockFile } from './lock-file.ts';
import { isServer, isServerOn } from './process-identity.ts';
import { stopServer } from './server-process.ts';
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts';

/** Servers of one test: on scratch folders, in this process or in others; nothing is left of them. */
export interface Instances {
  /** A scratch folder, its path ending in `tail`. */
  folder(tail?: string): string;
  start(options: Partial<EmbeddedOptions> & { folder: string }): Promise<EmbeddedPostgres>;
  /** A process of its own that starts the server and then holds it until told otherwise. */
  startElsewhere(folder: string, how?: { uid?: number; gid?: number; options?: object }): Promise<Elsewhere>;
  cleanUp(): Promise<void>;
}

/** What another process found, or the code of the error it met. */
interface Elsewhere {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly adopted: boolean;
  readonly connectionString: string;
  readonly error: string;
  /** kill -9. */
  kill(): Promise<void>;
  /** Lets it stop the server in the orderly way. */
  end(): Promise<void>;
}

const program = `
import { startEmbeddedPostgres } from ${JSON.stringify(new URL('./start.ts', import.meta.url).href)};
const say = (word) => process.stdout.write(JSON.stringify(word) + '\\n');
const log = { info() {}, warn() {}, error() {} };
try {
  const server = await startEmbeddedPostgres({ log, ...JSON.parse(process.argv[1]) });
  say({ pid: server.pid, adopted: server.adopted, connectionString: server.connectionString });
  process.stdin.once('end', async () => { await server.stop(); process.exit(0); }).resume();
} catch (error) {
  say({ error: (error.code ?? '') + ' ' + error.message });
}`;

/** Instances for one test file; call `cleanUp` after each test. */
export function instances(): Instances {
  const folders: string[] = [];
  const started: EmbeddedPostgres[] = [];
  const others: ChildProcess[] = [];
  return {
    folder: (tail = 'postgres') => {
      const base = makeScratch('embedded');
      folders.push(base);
      return join(base, tail);
    },
    start: async (options) => {
      const server = await startEmbeddedPostgres({ log: silentLog, ...options });
      started.push(server);
      return server;
    },
    startElsewhere: (folder, how = {}) => startElsewhere(others, folder, how),
    cleanUp: async () => {
      for (const child of others.splice(0)) await gone(child, () => child.kill('SIGKILL'));
      for (const server of started.splice(0)) await server.stop();
      for (const base of folders.splice(0)) {
        await stopServersBelow(base);
        rmSync(base, { recursive: true, force: true });
      }
    },
  };
}

/** One statement on a connection of its own. */
export async function ask(connectionString: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => {});
  await client.connect();
  try {
    const answer = await client.query<Record<string, unknown>>(sql);
    return Object.values(answer.rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

/** Waits until it holds, at most `limitMs`; returns how long that took. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<number> {
  const begin = performance.now();
  while (!(await holds())) {
    if (performance.now() - begin > limitMs) throw new Error(`still not so after ${limitMs} ms: ${holds.toString()}`);
    await sleep(10);
  }
  return performance.now() - begin;
}

async function startElsewhere(
  others: ChildProcess[],
  folder: string,
  how: { uid?: number; gid?: number; options?: object },
): Promise<Elsewhere> {
  const { options, ...account } = how;
  const argument = JSON.stringify({ folder, ...options });
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', program, argument], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: '/',
    // A process group of its own, as a terminal gives one.
    detached: true,
    ...account,
    ...(account.uid === undefined ? {} : { env: { PATH: process.env['PATH'] } }),
  });
  others.push(child);
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString()));
    child.once('exit', () => reject(new Error(`the other process said nothing: ${complaint}`)));
  });
  const said: { pid: number; adopted: boolean; connectionString: string; error?: string } = JSON.parse(line);
  return {
    ...said,
    error: said.error ?? '',
    process: child,
    kill: () => gone(child, () => child.kill('SIGKILL')),
    end: () => gone(child, () => child.stdin.end()),
  };
}

function gone(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    end();
  });
}

/** Ends what still runs on folders below, and removes the socket folders that killed servers left. */
async function stopServersBelow(base: string): Promise<void> {
  const paths = readdirSync(base, { recursive: true, encoding: 'utf8' }).map((path) => join(base, path));
  for (const path of paths) if (basename(path) === 'postmaster.pid') await stopServerOf(path);
  for (const path of paths) if (basename(path) === 'endpoint') removeSocketFolderOf(path);
}

async function stopServerOf(lockPath: string): Promise<void> {
  const lock = readLockFile(lockPath);
  if (lock === undefined || !isServerOn(lock.pid, dirname(lockPath))) return;
  await stopServer(lock.pid, dirname(lockPath), { version: '', initdb: '', postgres: '', pgCtl: '' });
}

function removeSocketFolderOf(endpointPath: string): void {
  const endpoint: { folder?: string } = JSON.parse(readFileSync(endpointPath, 'utf8'));
  const lock = endpoint.folder === undefined ? undefined : readLockFile(join(endpoint.folder, '.s.PGSQL.5432.lock'));
  if (endpoint.folder === undefined || (lock !== undefined && isServer(lock.pid))) return;
  rmSync(endpoint.folder, { recursive: true, force: true });
}
