import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, errorText } from './errors.ts';

/**
 * SQLSTATEs of a database that cannot serve now (PostgreSQL manual, appendix A): 08 connection,
 * 25006 read-only (the standby, after a failover), 53 out of disk, memory or connections,
 * 57P0x shutting down or starting, 58 system error.
 */
const unavailableStates = /^(08|25006|53|57P0|58)/;

const unavailableSystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** Messages of pg and pg-pool that carry no code. */
const unavailableMessages =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Connection ended unexpectedly)/i;

/**
 * Whether the error says that the database is away, full, starting or shutting down, or that no
 * connection was free in time: the same statement may work later, and nothing is wrong with it.
 * A statement that was on its way may or may not have taken effect; read again before repeating a write.
 */
export function isUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  if (unavailableSystemCodes.has(code) || (code.length === 5 && unavailableStates.test(code))) return true;
  if (code === 'ENOENT') return isConnect(error);
  if (code === '55000') return isFatal(error);
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  if (code === '' && unavailableMessages.test(errorText(error))) return true;
  return error instanceof Error && error.cause !== undefined && isUnavailable(error.cause);
}

/** A socket that is missing means the server is down; any other missing file means nothing of the kind. */
function isConnect(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error && error.syscall === 'connect';
}

/** An administrator closed the database for connections; for statements the same SQLSTATE means a fault of theirs. */
function isFatal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'severity' in error && error.severity === 'FATAL';
}

/** Serialization failure or deadlock: the transaction was rolled back and may be done again as a whole. */
export function isSerializationFailure(error: unknown): boolean {
  const code = errorCode(error);
  return code === '40001' || code === '40P01';
}

/**
 * Runs a whole transaction, and again (at most five times in all, with short random pauses) when
 * PostgreSQL rolled it back for a serialization failure or a deadlock. `work` must begin and end its
 * own transaction. The last failure is thrown.
 */
export async function withSerializationRetry<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 5 || !isSerializationFailure(error)) throw error;
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}
