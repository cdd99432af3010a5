import { closeSync, copyFileSync, fchownSync, openSync, readSync, statSync, statfsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';

const limitBytes = 8 * 1024 * 1024;

/** Less free space than this counts as a full disk: the server asks for 16 MiB of log at a time. */
const leastFreeBytes = 32 * 1024 * 1024;

function logPath(folder: string): string {
  return join(folder, 'server.log');
}

/** Opens the server's log for it to write to; it goes on writing after we are gone. */
export function openLog(folder: string, account: Account | null): number {
  const file = openSync(logPath(folder), 'a', 0o600);
  if (account !== null) fchownSync(file, account.uid, account.gid);
  return file;
}

/** Size of the log, bytes; 0 when there is none. */
export function logSizeBytes(folder: string): number {
  return statSync(logPath(folder), { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Keeps the log within bounds: over 8 MiB it is copied to `server.log.1` (the one before goes)
 * and emptied in place, for the server holds it open.
 */
export function boundLog(folder: string): void {
  if (logSizeBytes(folder) <= limitBytes) return;
  try {
    copyFileSync(logPath(folder), `${logPath(folder)}.1`);
  } catch {
    // A full disk: then the bound matters more than the copy.
  }
  truncateSync(logPath(folder), 0);
}

/**
 * Why a server process ended, in its own words: what it logged as fatal since the log had
 * `fromBytes`. On a full disk the log may be empty, so free space is looked at too.
 */
export function whyItEnded(folder: string, fromBytes: number, pid: number | undefined): string {
  const reason = fatalLines(logSince(folder, fromBytes), pid);
  const disk = statfsSync(folder);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes >= leastFreeBytes || reason.includes('No space left')) return reason;
  return `${reason} (No space left on device: ${Math.floor(freeBytes / 1024 / 1024)} MiB free)`;
}

/** The fatal lines of this process, else of any (its recovery process logs under an id of its own), else the last ones. */
export function fatalLines(log: string, pid: number | undefined): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.filter(
    (line) => /\] (FATAL|PANIC): {2}/.test(line) && !/the database system is|terminating/.test(line),
  );
  const own = fatal.filter((line) => line.includes(`[${pid}]`));
  const chosen = own.length > 0 ? own : fatal.length > 0 ? fatal : lines.slice(-3);
  const words = chosen.slice(-4).map((line) => line.replace(/^.*?\[\d+\] \w+: {2}/, '').trim());
  return words.join('; ') || 'it said nothing in its log';
}

/** What was logged since the file had `fromBytes`, at most its last 16 KiB. */
function logSince(folder: string, fromBytes: number): string {
  const size = logSizeBytes(folder);
  const start = Math.max(size - 16_384, fromBytes <= size ? fromBytes : 0);
  if (size <= start) return '';
  const buffer = Buffer.alloc(size - start);
  const file = openSync(logPath(folder), 'r');
  try {
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, start));
  } finally {
    closeSync(file);
  }
}
