import type { Failure } from '../../../core/failure.ts';
import type { Call, CallRecord, Effect, OperationAction, OperationView } from '../../../core/operation.ts';
import type { MiResult } from '../wire/decode.ts';
import { asRequest, type M3Request, type MiRecord, type MiTransactionCall, readRequest } from '../wire/request.ts';
import { describeError, readReply } from '../wire/verdict.ts';
import type { M3Settings } from '../setup/settings.ts';

/** What the history helpers need of an operation's view. */
export type HistoryView = Pick<OperationView, 'calls' | 'round' | 'now'>;

/** What an operation may say before it ends: make these calls, or wait. */
export type Ask = Extract<OperationAction, { do: 'call' | 'calls' | 'wait' }>;

/** An action that asks for a call. */
export function callM3(name: string, effect: Effect, request: M3Request): Extract<Ask, { do: 'call' }> {
  return { do: 'call', call: { name, effect, request: asRequest(request) } };
}

export type Fail = Extract<OperationAction, { do: 'fail' }>;

/** An action that gives up with a failure. */
export function failWith(failure: Failure): Fail {
  return { do: 'fail', failure };
}

/** How many transactions the connection may put into one call. */
export function bulkLimit({ apiVersion, bulkSize }: M3Settings): number {
  return apiVersion === 'v1' ? 1 : bulkSize;
}

/** One transaction that was asked for, with what became of it. */
export interface Asked extends MiResult {
  readonly record: MiRecord;
  readonly program: string;
}

/** All transactions of some calls with their results, in order. Calls without an answer give none. */
export function resultsOf(calls: readonly CallRecord[]): Asked[] {
  return calls.flatMap(({ request, reply }) => {
    const { program, transactions } = readRequest(request);
    return readReply(reply).map((result, index) => ({ ...result, record: transactions[index]?.record ?? {}, program }));
  });
}

/** Gives up with the failure of the first call that got no answer at all; undefined when every one was answered. */
export function failLost(calls: readonly CallRecord[]): Fail | undefined {
  const failure = calls.find((call) => call.failure && call.reply === undefined)?.failure;
  return failure && failWith(failure);
}

/** The failure that a transaction's error means. */
export function failureOf({ error, program, transaction, record }: Asked): Failure | undefined {
  return error ? describeError(error, `${program}/${transaction}`, record) : undefined;
}

/** Whether a failure says that M3 does not know the item that was asked for. */
export function isUnknownItem({ kind, code }: Failure): boolean {
  return kind === 'missing' || code === 'm3.value-unknown';
}

/**
 * A list of reads that may need several calls. Gives the calls to make next, or all results once every one is answered.
 * `calls` are those already made for it, in order.
 */
export function readAll(
  name: string,
  program: string,
  transactions: readonly MiTransactionCall[],
  calls: readonly CallRecord[],
  limit: number,
  maxRecords = 0,
): { readonly next: Ask } | { readonly results: readonly Asked[] } {
  const asked: Call[] = [];
  for (let start = calls.length * limit; start < transactions.length; start += limit) {
    const request = { program, transactions: transactions.slice(start, start + limit), maxRecords };
    asked.push({ name, effect: 'read', request: asRequest(request) });
  }
  const [first, ...others] = asked;
  if (first === undefined) return { results: resultsOf(calls) };
  return { next: others.length === 0 ? { do: 'call', call: first } : { do: 'calls', calls: [first, ...others] } };
}

/** The calls of one name made in the present round, oldest first; with `since`, only those after that moment. */
export function callsThisRound(
  { calls, round }: Pick<HistoryView, 'calls' | 'round'>,
  name: string,
  after?: CallRecord,
): CallRecord[] {
  const from = after ? calls.indexOf(after) + 1 : 0;
  return calls.slice(from).filter((call) => call.name === name && call.round === round);
}
