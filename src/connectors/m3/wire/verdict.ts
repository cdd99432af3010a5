import type { Failure } from '../../../core/failure.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { CallResult, Effect } from '../../../core/operation.ts';
import { connectionFailure } from '../../kit/errors.ts';
import { noClearAnswer, refused } from '../../kit/outcome.ts';
import { M3_ERRORS, m3Failure } from '../errors.ts';
import type { Decoded, MiError, MiResult } from './decode.ts';
import { labelOf, type M3Request, type MiRecord, type MiTransactionCall } from './request.ts';

/** What the journal keeps as `reply`: one result for each transaction, in order. */
interface M3Reply {
  readonly results: readonly MiResult[];
}

/** Reads a reply from a call record; an unreadable or missing one is empty. */
export function readReply(reply: Json | undefined): readonly MiResult[] {
  return ((reply as unknown as M3Reply | undefined)?.results ?? []) as readonly MiResult[];
}

/**
 * Decides what became of a call whose answer was decoded. In a bulk write each transaction stands for itself:
 * `applied` means that at least one took effect and that the reply says of each whether it did; `refused` that none
 * did; `ambiguous` that for at least one nobody knows.
 */
export function judgeAnswer(decoded: Decoded, request: M3Request, effect: Effect): CallResult {
  if ('unreadable' in decoded) return unusable(decoded.unreadable, request, effect);
  if ('refusedWhole' in decoded) {
    return refused(
      describeError(decoded.refusedWhole, labelOf(request), request.transactions[0]?.record ?? {}),
      effect,
    );
  }
  const results = decoded.results.map((result) => (isEmptyList(result) ? withoutError(result) : result));
  for (const [index, result] of results.entries()) {
    const call = request.transactions[index];
    const doubt = call && !result.error && !result.notProcessed ? findDoubt(result, call) : undefined;
    if (doubt) return unusable(doubt, request, effect);
  }
  return effect === 'read' ? judgeRead(results, request) : judgeWrite(results, request);
}

function judgeRead(results: readonly MiResult[], request: M3Request): CallResult {
  const reply = replyOf(results);
  const faults = failuresOf(results, request);
  const first = faults.find(({ kind }) => kind === 'throttled' || kind === 'unauthorized');
  if (first) return refused(first, 'read');
  if (results.some(({ notProcessed }) => notProcessed)) return unusable('M3 broke off', request, 'read');
  const [failure] = faults;
  if (failure && faults.length === results.length) return { outcome: 'refused', reply, failure };
  return { outcome: 'applied', reply };
}

function judgeWrite(results: readonly MiResult[], request: M3Request): CallResult {
  const reply = replyOf(results);
  const [failure] = failuresOf(results, request);
  if (results.some(({ error, notProcessed }) => !error && !notProcessed)) return { outcome: 'applied', reply };
  if (failure) return { outcome: 'refused', reply, failure };
  const message = 'M3 broke off before it did anything.';
  return { outcome: 'not-sent', failure: connectionFailure('connection.unreachable', { message }) };
}

/** The failure that one error of M3 means, with the record it is about. */
export function describeError(error: MiError, label: string, record: MiRecord): Failure {
  const { messageId, field, message, meaning } = error;
  const about = recordOf(field, record);
  const said = [message || M3_ERRORS[meaning].title, messageId ? `(${messageId})` : ''].join(' ').trim();
  return m3Failure(meaning, {
    message: `M3: ${said}`,
    ...(about ? { record: about } : {}),
    evidence: { transaction: label, messageId, m3Field: field, m3Message: message },
  });
}

/** Nouns for the fields that name a record. */
const RECORD_NOUNS: Readonly<Record<string, string>> = {
  ITNO: 'item',
  POPN: 'item',
  CUNO: 'customer',
  ORNO: 'order',
  WHLO: 'warehouse',
  FACI: 'facility',
  ORTP: 'order type',
  CUTM: 'customer template',
  CRID: 'charge',
  ADID: 'address',
  CUCD: 'currency',
  TEDL: 'delivery terms',
  MODL: 'delivery method',
  TEPY: 'payment terms',
  PYCD: 'payment method',
  CSCD: 'country',
  DLIX: 'delivery',
};

function recordOf(field: string, record: MiRecord): string | undefined {
  const name = RECORD_NOUNS[field] && record[field] ? field : ['ITNO', 'CUNO', 'ORNO'].find((key) => record[key]);
  return name ? `${RECORD_NOUNS[name]} ${record[name]}` : undefined;
}

function failuresOf(results: readonly MiResult[], request: M3Request): Failure[] {
  return results.flatMap(({ error, transaction }, index) =>
    error ? [describeError(error, `${request.program}/${transaction}`, request.transactions[index]?.record ?? {})] : [],
  );
}

/** A list of nothing: M3 says "record does not exist" where others answer an empty list. */
function isEmptyList({ transaction, error }: MiResult): boolean {
  return error?.meaning === 'm3.record-missing' && /^(Lst|Sel|Search)/.test(transaction);
}

function withoutError({ transaction, records }: MiResult): MiResult {
  return { transaction, records };
}

/** Keys that a single read gives back as they were asked for. */
const KEYS = ['ORNO', 'CUNO', 'ITNO', 'ADID', 'DLIX'] as const;

/** Why a success must not be believed: what it is made for is missing, or it answers another question. */
function findDoubt({ records }: MiResult, { transaction, record, needs = [] }: MiTransactionCall): string | undefined {
  const [first] = records;
  const missing = needs.find((name) => !first?.[name]);
  if (missing) return `${transaction} answered without ${missing}`;
  if (!first || !/^Get/.test(transaction)) return undefined;
  const swapped = KEYS.find((name) => record[name] && first[name] !== undefined && !sameKey(first[name], record[name]));
  return swapped ? `${transaction} answered for ${swapped} ${first[swapped]} instead of ${record[swapped]}` : undefined;
}

/** Keys come back in upper case, and numbers without leading zeros. */
function sameKey(answered: string, asked = ''): boolean {
  if (asked === '') return true;
  const [left, right] = [answered.trim().toUpperCase(), asked.trim().toUpperCase()];
  return left === right || (/^\d+$/.test(left) && /^\d+$/.test(right) && Number(left) === Number(right));
}

function unusable(what: string, request: M3Request, effect: Effect): CallResult {
  return noClearAnswer(effect, what, { transaction: labelOf(request), doubt: what });
}

function replyOf(results: readonly MiResult[]): JsonObject {
  return { results } as unknown as JsonObject;
}
