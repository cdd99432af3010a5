import type { JsonObject } from '../../../core/json.ts';

/** Field values of one transaction. Everything is text, numbers and dates too. */
export type MiRecord = Readonly<Record<string, string>>;

/** One transaction of a call. */
export interface MiTransactionCall {
  readonly transaction: string;
  readonly record: MiRecord;
  /** Output fields wanted; all when left out. Fewer are much faster. */
  readonly columns?: readonly string[];
  /** Output fields without which a success is not believed. */
  readonly needs?: readonly string[];
}

/** Sorts before every number: where a list that reads on from a number begins, because M3 does not take an empty one. */
export const FIRST = '!';

/** What the client of this connector understands as `Call.request`: transactions of one program, in order. */
export interface M3Request {
  readonly program: string;
  readonly transactions: readonly MiTransactionCall[];
  /** Most records for each transaction; 0 for all. Default 1. */
  readonly maxRecords?: number;
  /** Another division than the connection's; empty for the company level. */
  readonly division?: string;
  /**
   * Only rows whose field has one of these values stay in the reply: M3 cannot narrow some lists, and a journal is no
   * place for thousands of rows that nobody asked for.
   */
  readonly keep?: { readonly field: string; readonly values: readonly string[] };
  /** An answer to the same read that is at most this old will do. */
  readonly reuseForMs?: number;
}

/** Packs a request into the loose type that journals keep. */
export function asRequest(request: M3Request): JsonObject {
  return request as unknown as JsonObject;
}

/** Unpacks it again. @throws TypeError when the journal or a caller gave something else. */
export function readRequest(request: JsonObject): M3Request {
  const { program, transactions } = request;
  const isCall = (value: unknown): boolean =>
    typeof (value as MiTransactionCall | null)?.transaction === 'string' &&
    typeof (value as MiTransactionCall).record === 'object';
  if (typeof program !== 'string' || !Array.isArray(transactions) || !transactions.every(isCall)) {
    throw new TypeError('not a request to M3: it needs a program and transactions with a record each');
  }
  if (transactions.length === 0) throw new TypeError('not a request to M3: it has no transaction');
  return request as unknown as M3Request;
}

/** The name of a call in metrics and error texts: `OIS100MI/Confirm`, or `OIS100MI/bulk` for several. */
export function labelOf({ program, transactions }: M3Request): string {
  return transactions.length === 1 ? `${program}/${transactions[0]?.transaction}` : `${program}/bulk`;
}
