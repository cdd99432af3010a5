import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const limitBytes = 8 * 1024 * 1024;

/** The file that takes the server's own log. */
export function logPath(folder: string): string {
  return join(folder, 'server.log');
}

/** Opens the log for a server to write to; it goes on writing after we are gone. */
export function openLog(folder: string): number {
  return openSync(logPath(folder), 'a', 0o600);
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

/** What was logged since the file had `fromBytes`, at most its last 16 KiB. */
export function logSince(folder: string, fromBytes: number): string {
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
