import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from './endpoint.ts';

/** A lock file of PostgreSQL: `postmaster.pid` in a data folder, or the `.lock` beside a socket. */
export interface LockFile {
  readonly path: string;
  /** Process that claims the lock; 0 while the file is still empty. */
  readonly pid: number;
  readonly endpoint: Endpoint | undefined;
  /** `ready`, `starting`, `stopping`, `standby`; empty in a socket's lock file. */
  readonly status: string;
  readonly text: string;
  readonly ageMs: number;
}

const lineOf = { pid: 0, port: 3, socketFolder: 4, listenAddress: 5, status: 7 } as const;

/** The lines of a lock file (PostgreSQL, `src/include/utils/pidfile.h`). */
export function parseLockFile(text: string): Pick<LockFile, 'pid' | 'endpoint' | 'status'> {
  const lines = text.split('\n').map((line) => line.trim());
  const line = (name: keyof typeof lineOf) => lines[lineOf[name]] ?? '';
  const pid = /^-?\d{1,10}$/.test(line('pid')) ? Math.abs(Number(line('pid'))) : 0;
  const folder = line('socketFolder');
  const port = Number(line('port'));
  const listens = line('listenAddress') !== '' && Number.isSafeInteger(port);
  const endpoint: Endpoint | undefined =
    folder !== '' ? { kind: 'socket', folder } : listens ? { kind: 'port', port } : undefined;
  return { pid, endpoint, status: line('status') };
}

/** The lock file at a path; undefined when there is none. */
export function readLockFile(path: string): LockFile | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return { path, text, ageMs: Date.now() - statSync(path).mtimeMs, ...parseLockFile(text) };
  } catch {
    return undefined;
  }
}

/** The `postmaster.pid` of a data folder. */
export function readPostmasterFile(dataFolder: string): LockFile | undefined {
  return readLockFile(join(dataFolder, 'postmaster.pid'));
}

/**
 * Removes a lock file that was judged stale, and only that one: if another server has written its
 * own meanwhile, that file is put back. Returns whether the stale one is gone.
 */
export function removeStale(judged: LockFile): boolean {
  const aside = `${judged.path}.stale-${randomBytes(6).toString('hex')}`;
  try {
    renameSync(judged.path, aside);
    if (readFileSync(aside, 'utf8') === judged.text) return true;
    linkSync(aside, judged.path);
    return false;
  } catch {
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}
