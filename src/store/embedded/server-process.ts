import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { dataArgument, serverEnvironment } from './cluster.ts';
import { logSince, logSizeBytes, openLog } from './log-file.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { isServerOn } from './process-identity.ts';

/** How one attempt to start the server ended. */
export type StartResult =
  | { readonly kind: 'ready'; readonly pid: number }
  | { readonly kind: 'exited'; readonly reason: string };

/** What is needed to start a server on a data folder. */
export interface ServerPlan {
  readonly folder: string;
  readonly dataFolder: string;
  readonly account: Account | null;
  readonly binaries: Binaries;
  readonly arguments: readonly string[];
  /** The server goes down with this process, however that ends. */
  readonly endWithUs: boolean;
  /** Folder that is removed after such an end. */
  readonly socketFolder: string | undefined;
}

/**
 * Starts the server and waits until it takes connections or has exited. It gets a session of
 * its own, so that Ctrl-C in our terminal reaches us and not it, and it outlives us.
 */
export async function startServer(plan: ServerPlan, timeoutMs: number): Promise<StartResult> {
  const logStart = logSizeBytes(plan.folder);
  const log = openLog(plan.folder);
  const child = spawn(plan.binaries.postgres, ['-D', dataArgument(plan.dataFolder, plan.account), ...plan.arguments], {
    cwd: plan.dataFolder,
    env: serverEnvironment(),
    stdio: ['ignore', log, log],
    detached: true,
    windowsHide: true,
    ...(plan.account === null ? {} : { uid: plan.account.uid, gid: plan.account.gid }),
  });
  closeSync(log);
  child.unref();
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(fatalLines(logSince(plan.folder, logStart), child.pid)));
  });
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const pause = await Promise.race([ended, sleep(8, undefined)]);
    if (typeof pause === 'string') return { kind: 'exited', reason: pause };
    const file = readPostmasterFile(plan.dataFolder);
    if (child.pid !== undefined && file?.pid === child.pid && file.status === 'ready') {
      if (plan.endWithUs) endWithUs(child, plan.socketFolder ?? '');
      return { kind: 'ready', pid: child.pid };
    }
  }
  return { kind: 'exited', reason: `it was not ready after ${Math.round(timeoutMs / 1000)} s` };
}

/**
 * Shuts the server down in the fast way (clients are disconnected, the data is checkpointed),
 * and harder when that takes too long. Returns when the process is gone.
 */
export async function stopServer(pid: number, dataFolder: string, binaries: Binaries): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, patienceMs] of steps) {
    if (!isServerOn(pid, dataFolder)) return;
    if (process.platform === 'win32') await stopOnWindows(dataFolder, binaries);
    else process.kill(pid, signal);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!isServerOn(pid, dataFolder)) return;
      await sleep(8);
    }
  }
}

/** Windows has no signals; `pg_ctl` speaks to the server over a named pipe. */
function stopOnWindows(dataFolder: string, binaries: Binaries): Promise<void> {
  return new Promise((resolve) => {
    execFile(binaries.pgCtl, ['stop', '-D', dataFolder, '-m', 'fast', '-w'], () => resolve());
  });
}

/**
 * A shell that waits on a pipe from us: when we are gone, however that happened, the pipe
 * closes and it shuts the server down. It goes when the server goes.
 */
function endWithUs(server: ChildProcess, socketFolder: string): void {
  if (process.platform === 'win32' || server.pid === undefined) return;
  const script =
    'if read -r word; then exit 0; fi; kill -INT "$1" 2>/dev/null; ' +
    'n=0; while [ $n -lt 50 ] && ! rmdir "$2" 2>/dev/null; do n=$((n+1)); sleep 0.1; done';
  const watcher = spawn('/bin/sh', ['-c', script, 'landbridge-watcher', String(server.pid), socketFolder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: serverEnvironment(),
  });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.unref();
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref();
  server.once('exit', () => watcher.stdin.end('done\n'));
}

/** The reason in the server's log why this process of it gave up. */
function fatalLines(log: string, pid: number | undefined): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.filter((line) => line.includes(`[${pid}] FATAL`) || line.includes(`[${pid}] PANIC`));
  const chosen = fatal.length > 0 ? fatal : lines.slice(-3);
  return chosen.map((line) => line.replace(/^.*?\[\d+\] \w+:\s+/, '')).join('; ') || 'it said nothing in its log';
}
