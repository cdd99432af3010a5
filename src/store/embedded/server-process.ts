import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { dataArgument, serverEnvironment } from './cluster.ts';
import { readPostmasterFile } from './lock-file.ts';
import { logSizeBytes, openLog, whyItEnded } from './log-file.ts';
import { isServerOn } from './process-identity.ts';

/** How one attempt to start the server ended. */
export type StartResult =
  | { readonly kind: 'ready'; readonly pid: number }
  | { readonly kind: 'exited'; readonly reason: string }
  | { readonly kind: 'slow' };

/** What is needed to start a server on a data folder. */
export interface ServerPlan {
  readonly folder: string;
  readonly dataFolder: string;
  readonly account: Account | null;
  readonly binaries: Binaries;
  readonly arguments: readonly string[];
  /** The server goes down with this process, however that ends; its socket folder is removed then. */
  readonly endWithUs: false | { readonly socketFolder: string };
}

/**
 * Starts the server and waits until it takes connections or has exited. It gets a session of
 * its own, so that Ctrl-C in our terminal reaches us and not it, and it outlives us. When `signal`
 * fires while it starts, it is shut down again.
 */
export async function startServer(plan: ServerPlan, timeoutMs: number, signal: AbortSignal): Promise<StartResult> {
  const logStart = logSizeBytes(plan.folder);
  const log = openLog(plan.folder, plan.account);
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
  // Listened to for as long as we live: an unheard error would end this process.
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(''));
  });
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const end = await Promise.race([ended, sleep(8, undefined)]);
    if (end !== undefined) return { kind: 'exited', reason: end || whyItEnded(plan.folder, logStart, child.pid) };
    if (signal.aborted) child.kill('SIGINT');
    const file = readPostmasterFile(plan.dataFolder);
    if (child.pid !== undefined && file?.pid === child.pid && file.status === 'ready' && !signal.aborted) {
      if (plan.endWithUs !== false) endWithUs(child, plan.endWithUs.socketFolder);
      return { kind: 'ready', pid: child.pid };
    }
  }
  return { kind: 'slow' };
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
