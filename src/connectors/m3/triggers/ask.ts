import type { Failure } from '../../../core/failure.ts';
import type { CallResult } from '../../../core/operation.ts';
import { type ConnectionClient, PollFailed } from '../../kit/connector.ts';
import { m3Failure } from '../errors.ts';
import { bulkLimit } from '../operations/history.ts';
import type { M3Settings } from '../setup/settings.ts';
import type { MiResult } from '../wire/decode.ts';
import { asRequest, type M3Request, type MiTransactionCall } from '../wire/request.ts';
import { readReply } from '../wire/verdict.ts';

/** A change can be committed in M3 after others with a later time: so much is read again each time. */
export const OVERLAP_MS = 300_000;

/** An order that is over, and of which M3 has no delivery or no invoice by then, was deleted or never gets one. */
export const NOTHING_COMES_MS = 7 * 86_400_000;

/** Asks for M3's own time, by which changes are followed. */
export const SERVER_TIME: MiTransactionCall = {
  transaction: 'GetServerTime',
  record: {},
  columns: ['LMTS'],
  needs: ['LMTS'],
};

/**
 * M3's time in the answer to {@link SERVER_TIME}, milliseconds since 1970.
 * @throws PollFailed when it told none: with any other time changes would be passed over or told again.
 */
export function serverTimeIn(result: MiResult | undefined): number {
  const time = Number(result?.records[0]?.['LMTS'] ?? 0);
  if (time > 0) return time;
  const evidence = { transaction: SERVER_TIME.transaction };
  throw new PollFailed(m3Failure('m3.answer-incomplete', { message: 'M3 did not tell its time.', evidence }));
}

/**
 * Asks M3 for its time by a program that the poll may call anyway. @throws PollFailed with M3's own words when it refuses,
 * and when it tells none.
 */
export async function readServerTime(client: ConnectionClient, program: string): Promise<number> {
  const [result] = await askToTake(client, { program, transactions: [SERVER_TIME] });
  return serverTimeIn(result);
}

/** One reading call of a poll. Single transactions may have failed; @throws PollFailed when M3 gave no answer. */
export async function askM3(client: ConnectionClient, request: M3Request): Promise<readonly MiResult[]> {
  const { outcome, reply, failure } = await send(client, request);
  const results = readReply(reply);
  const isAnswered = outcome === 'applied' || (outcome === 'refused' && results.length === request.transactions.length);
  if (!isAnswered || failure?.kind === 'unauthorized') throw new PollFailed(failure as Failure);
  return results;
}

/** One reading call of a poll that M3 must take. @throws PollFailed when it refused or gave no answer. */
export async function askToTake(client: ConnectionClient, request: M3Request): Promise<readonly MiResult[]> {
  const { outcome, reply, failure } = await send(client, request);
  if (outcome !== 'applied') throw new PollFailed(failure as Failure);
  return readReply(reply);
}

/**
 * The same read of many records, as many in a call as the connection allows: each record with its result. Single ones
 * may have failed; @throws PollFailed when M3 gave no answer.
 */
export async function askOfEach(
  client: ConnectionClient,
  settings: M3Settings,
  request: Omit<M3Request, 'transactions'>,
  records: readonly string[],
  transactionOf: (record: string) => MiTransactionCall,
): Promise<readonly (readonly [string, MiResult | undefined])[]> {
  const limit = bulkLimit(settings);
  const answers: (readonly [string, MiResult | undefined])[] = [];
  for (let at = 0; at < records.length; at += limit) {
    const part = records.slice(at, at + limit);
    const results = await askM3(client, { ...request, transactions: part.map(transactionOf) });
    answers.push(...part.map((record, index) => [record, results[index]] as const));
  }
  return answers;
}

function send(client: ConnectionClient, request: M3Request): Promise<CallResult> {
  return client.send({ name: 'poll', effect: 'read', request: asRequest(request) }, {});
}
