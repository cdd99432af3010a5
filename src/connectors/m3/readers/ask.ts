import { type RecordReading, PollFailed } from '../../kit/connector.ts';
import { m3Failure } from '../errors.ts';
import { bulkLimit } from '../operations/history.ts';
import { readM3Settings } from '../setup/settings.ts';
import type { MiResult } from '../wire/decode.ts';
import { asRequest, type MiRecord, type MiTransactionCall } from '../wire/request.ts';
import { readReply } from '../wire/verdict.ts';

/** Reads of one program, as many in a call as the connection allows; single ones may have failed. */
export async function askMany(
  reading: RecordReading,
  program: string,
  transactions: readonly MiTransactionCall[],
  maxRecords = 0,
): Promise<readonly MiResult[]> {
  const limit = bulkLimit(readM3Settings(reading.settings));
  const results: MiResult[] = [];
  for (let at = 0; at < transactions.length; at += limit) {
    const request = { program, transactions: transactions.slice(at, at + limit), maxRecords };
    results.push(...readReply(await reading.ask(asRequest(request))));
  }
  return results;
}

/** One read that must work: its records. @throws PollFailed with what M3 said. */
export async function askOne(
  reading: RecordReading,
  program: string,
  transaction: MiTransactionCall,
  maxRecords = 0,
): Promise<readonly MiRecord[]> {
  const [result] = await askMany(reading, program, [transaction], maxRecords);
  if (result?.error) {
    const message = `M3: ${program}/${transaction.transaction}: ${result.error.message}`;
    throw new PollFailed(m3Failure(result.error.meaning, { message }));
  }
  return result?.records ?? [];
}

/** Text of the cursor, or where a list begins. */
export function afterOf({ cursor }: RecordReading): string {
  return typeof cursor?.['after'] === 'string' ? cursor['after'] : '';
}
