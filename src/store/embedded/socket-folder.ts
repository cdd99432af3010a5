import { chownSync, lstatSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { readLockFile, removeStale } from './lock-file.ts';
import { isServer, isServerOn } from './process-identity.ts';

/** Port number in the name of the socket file; the folder is ours alone, so it never varies. */
export const socketPort = 5432;

/** A socket path longer than this does not fit `sun_path` (108 bytes on Linux, 104 on macOS). */
const socketPathLimitBytes = 103;

/**
 * Makes a folder for the socket under the system's temporary folder (data folders may have paths
 * longer than a socket path can be), open to the server's account only.
 */
export function makeSocketFolder(account: Account | null): string {
  const fits = (base: string) =>
    Buffer.byteLength(`${base}/landbridge-XXXXXX/.s.PGSQL.${socketPort}.lock`) <= socketPathLimitBytes;
  const folder = mkdtempSync(join(fits(tmpdir()) ? tmpdir() : '/tmp', 'landbridge-'));
  if (account !== null) chownSync(folder, account.uid, account.gid);
  return folder;
}

/**
 * Whether a server on this data folder can have its socket in a folder used before, which is made
 * again when it is gone: it must be a real folder of the server's account that nobody else can
 * enter, and no other server's. A lock that a dead server left there is taken away, for its process
 * id may belong to anybody by now.
 */
export function canReuse(folder: string, dataFolder: string, account: Account | null): boolean {
  if (!isOurs(folder, account) && !makeAgain(folder, account)) return false;
  const lock = readLockFile(join(folder, `.s.PGSQL.${socketPort}.lock`));
  if (lock === undefined || isServerOn(lock.pid, dataFolder)) return true;
  // A copied data folder carries the name of the original's socket folder, where that may be at work.
  if (isServer(lock.pid)) return false;
  return removeStale(lock);
}

/** Removes the folder when no server has its socket in it. */
export function removeSocketFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Gone already, or another starter is at work in it: both are fine.
  }
}

function isOurs(folder: string, account: Account | null): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const owner = account?.uid ?? process.getuid?.();
  return found !== undefined && found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0;
}

/** `mkdir` fails when anything stands at the path, so nobody can lay a trap there. */
function makeAgain(folder: string, account: Account | null): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (account !== null) chownSync(folder, account.uid, account.gid);
    return true;
  } catch {
    return false;
  }
}
