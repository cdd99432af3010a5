import type { JsonObject } from '../../../core/json.ts';
import type { CallResult } from '../../../core/operation.ts';
import type { M3Request } from './request.ts';
import { readReply } from './verdict.ts';

/** The answer with only those rows that were asked to be kept. Keys are compared without regard to letter case. */
export function keepRows(result: CallResult, keep: M3Request['keep']): CallResult {
  if (!keep || result.reply === undefined) return result;
  const wanted = new Set(keep.values.map(keyOf));
  const results = readReply(result.reply).map((each) => ({
    ...each,
    records: each.records.filter((record) => wanted.has(keyOf(record[keep.field]))),
  }));
  return { ...result, reply: { results } as unknown as JsonObject };
}

function keyOf(value = ''): string {
  return value.trim().toUpperCase();
}
