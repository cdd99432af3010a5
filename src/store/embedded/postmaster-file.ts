import { readFileSync, renameSync, linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Endpoint } from './endpoint.ts';

/** What a running server says about itself in `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly endpoint: Endpoint | undefined;
  /** `ready`, `starting`, `stopping`, `standby`, or empty while the file is being written. */
  readonly status: string;
  readonly text: string;
}

const lineOf = { pid: 0, port: 3, socketFolder: 4, listenAddress: 5, status: 7 } as const;

/**
 * Reads the lines of a `postmaster.pid` (PostgreSQL, `src/include/utils/pidfile.h`).
 * Undefined when its first line is no process id.
 */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[lineOf.pid]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const socketFolder = lines[lineOf.socketFolder] ?? '';
  const port = Number(lines[lineOf.port]);
  const listens = (lines[lineOf.listenAddress] ?? '') !== '';
  const endpoint: Endpoint | undefined =
    socketFolder !== ''
      ? { kind: 'socket', folder: socketFolder }
      : listens && Number.isSafeInteger(port)
        ? { kind: 'port', port }
        : undefined;
  return { pid, endpoint, status: lines[lineOf.status] ?? '', text };
}

/** The `postmaster.pid` of a data folder; undefined when there is none. */
export function readPostmasterFile(dataFolder: string): PostmasterFile | undefined {
  try {
    const text = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8');
    // A file without a process id is a torn write: it claims nothing, but it must be removable.
    return parsePostmasterFile(text) ?? { pid: 0, endpoint: undefined, status: '', text };
  } catch {
    return undefined;
  }
}

/**
 * Removes a `postmaster.pid` that was judged stale, and only that one: if another starter
 * has written its own meanwhile, that file is put back. Returns whether the stale one is gone.
 */
export function removeStalePostmasterFile(dataFolder: string, judged: PostmasterFile): boolean {
  const path = join(dataFolder, 'postmaster.pid');
  const aside = join(dataFolder, `postmaster.stale-${randomBytes(6).toString('hex')}`);
  try {
    renameSync(path, aside);
  } catch {
    return false;
  }
  try {
    if (readFileSync(aside, 'utf8') === judged.text) return true;
    linkSync(aside, path);
    return false;
  } catch {
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}
