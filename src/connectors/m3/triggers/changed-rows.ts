import { createHash } from 'node:crypto';
import { type ConnectionClient, PollFailed } from '../../kit/connector.ts';
import { m3Failure } from '../errors.ts';
import { bulkLimit } from '../operations/history.ts';
import type { M3Settings } from '../setup/settings.ts';
import type { MiResult } from '../wire/decode.ts';
import type { MiRecord, MiTransactionCall } from '../wire/request.ts';
import { askToTake, OVERLAP_MS, SERVER_TIME, serverTimeIn } from './ask.ts';

/** A list that takes a time of change (LMTS) and gives the rows changed since. */
export interface ChangeList {
  readonly program: string;
  readonly transaction: string;
  readonly keyOf: (row: MiRecord) => string;
}

/** How far the changes of a list were read. */
export interface ChangesCursor {
  /** M3's own time before the last look. */
  readonly watermark: number;
  /** Digests of the rows that the overlap shows again, by key. */
  readonly seen: Readonly<Record<string, string>>;
}

export interface ChangedRows {
  readonly rows: readonly MiRecord[];
  readonly cursor: ChangesCursor;
  /** M3's time before this look, milliseconds since 1970. */
  readonly serverTime: number;
  readonly notes: readonly string[];
}

/**
 * Reads what changed since the last look, by M3's own clock, in one call: the time, the rows since the watermark, and
 * those of an overlap before it. A row since the watermark is always new; one of the overlap is new when it differs
 * from what was seen, because these lists show neither time nor number of the change. Without a cursor only the time is
 * taken: what is there already comes with a full reading.
 */
export async function readChangedRows(
  client: ConnectionClient,
  settings: M3Settings,
  { program, transaction, keyOf }: ChangeList,
  cursor: ChangesCursor | undefined,
): Promise<ChangedRows> {
  const since = cursor?.watermark ?? 0;
  const list = (from: number): MiTransactionCall => ({ transaction, record: { LMTS: String(Math.max(0, from)) } });
  const lists = cursor ? [list(since), list(since - OVERLAP_MS)] : [];
  const [clock, fresh, overlap] = await askAll(client, settings, program, [SERVER_TIME, ...lists]);
  const serverTime = serverTimeIn(clock);
  if (cursor && since > serverTime)
    return await rewind(client, settings, { program, transaction, keyOf }, cursor, serverTime);
  const rows = new Map<string, MiRecord>();
  const seen: Record<string, string> = {};
  for (const row of overlap?.records ?? []) {
    const key = keyOf(row);
    const digest = digestOf(row);
    if (cursor?.seen[key] !== digest) rows.set(key, row);
    seen[key] = digest;
  }
  for (const row of fresh?.records ?? []) rows.set(keyOf(row), row);
  return { rows: [...rows.values()], cursor: { watermark: serverTime, seen }, serverTime, notes: [] };
}

/** M3's clock was set back: a watermark ahead of it would hide every change until the clock comes there again. */
async function rewind(
  client: ConnectionClient,
  settings: M3Settings,
  list: ChangeList,
  { watermark }: ChangesCursor,
  serverTime: number,
): Promise<ChangedRows> {
  const minutes = Math.ceil((watermark - serverTime) / 60_000);
  const read = await readChangedRows(client, settings, list, { watermark: serverTime - OVERLAP_MS, seen: {} });
  const note = `M3’s clock is ${minutes} min behind the last look at ${list.transaction}; reading goes on from M3’s time.`;
  return { ...read, notes: [note, ...read.notes] };
}

/** Several reads of one program, as many in a call as the connection allows. @throws PollFailed without an answer. */
export async function askAll(
  client: ConnectionClient,
  settings: M3Settings,
  program: string,
  transactions: readonly MiTransactionCall[],
  maxRecords = 0,
): Promise<readonly MiResult[]> {
  const limit = bulkLimit(settings);
  const results: MiResult[] = [];
  for (let at = 0; at < transactions.length; at += limit) {
    const request = { program, transactions: transactions.slice(at, at + limit), maxRecords };
    results.push(...(await askToTake(client, request)));
  }
  const bad = results.find(({ error }) => error);
  if (bad?.error) {
    throw new PollFailed(
      m3Failure('m3.rejected', { message: `M3: ${program}/${bad.transaction}: ${bad.error.message}` }),
    );
  }
  return results;
}

function digestOf(row: MiRecord): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 16);
}
