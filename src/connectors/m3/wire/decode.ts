import type { M3ErrorCode } from '../errors.ts';
import { isRequestFault, meaningOf } from './meanings.ts';
import type { MiRecord } from './request.ts';

/** Why one transaction failed. */
export interface MiError {
  /** M3's message id, for example `WIT0103`; empty when the request was turned away. */
  readonly messageId: string;
  readonly field: string;
  /** M3's text without padding, message id and field name. */
  readonly message: string;
  readonly meaning: M3ErrorCode;
}

/** What became of one transaction. A list can have delivered records and failed then. */
export interface MiResult {
  readonly transaction: string;
  readonly records: readonly MiRecord[];
  readonly error?: MiError;
  /** M3 broke off before it came to this one. */
  readonly notProcessed?: true;
}

/** The body of an answer, understood. */
export type Decoded =
  | { readonly results: readonly MiResult[] }
  /** The request was turned away as a whole, before any program ran. */
  | { readonly refusedWhole: MiError }
  /** Not an answer of m3api-rest, or one that contradicts itself; the text says why. */
  | { readonly unreadable: string };

/**
 * Reads an answer of m3api-rest, v2 or v1, by its shape. `names` are the transactions that were sent: results come in
 * their order, and another number or another name means that the answer is not ours.
 */
export function decodeAnswer(body: string, names: readonly string[]): Decoded {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    const what = /^\s*</.test(body) ? 'HTML or XML' : body.trim() === '' ? 'an empty body' : 'text that is not JSON';
    return { unreadable: `${what} instead of an answer of M3` };
  }
  if (!isObject(parsed)) return { unreadable: 'JSON that is not an object' };
  if ('results' in parsed || 'wasTerminated' in parsed) return decodeV2(parsed, names);
  if ('MIRecord' in parsed || '@type' in parsed) return decodeV1(parsed, names);
  return { unreadable: 'JSON without results' };
}

function decodeV2(answer: Readonly<Record<string, unknown>>, names: readonly string[]): Decoded {
  const { results } = answer;
  const given = Array.isArray(results) ? results : [];
  if (given.length === 0 && names.length > 0) {
    const type = text(answer['terminationErrorType']);
    if (answer['wasTerminated'] === true && isRequestFault(type)) {
      return { refusedWhole: errorOf('', type, '', text(answer['terminationReason'])) };
    }
    return { unreadable: `no results (${text(answer['terminationReason']).trim() || type || 'no reason given'})` };
  }
  if (given.length !== names.length) return { unreadable: `${given.length} results for ${names.length} transactions` };
  const decoded: MiResult[] = [];
  for (const [index, entry] of given.entries()) {
    const result = isObject(entry) ? decodeResult(entry, names[index] ?? '') : undefined;
    if (!result) return { unreadable: `result ${index + 1} is not that of ${names[index]}` };
    decoded.push(result);
  }
  return { results: decoded };
}

function decodeResult(entry: Readonly<Record<string, unknown>>, name: string): MiResult | undefined {
  const { transaction, records = [], notProcessed } = entry;
  if (transaction !== undefined && text(transaction) !== name) return undefined;
  if (notProcessed === true) return { transaction: name, records: [], notProcessed: true };
  if (!Array.isArray(records) || !records.every(isObject)) return undefined;
  const read = records.map(readFlatRecord).filter((record) => Object.keys(record).length > 0);
  const messageId = text(entry['errorCode']).trim();
  const type = text(entry['errorType']);
  const message = text(entry['errorMessage']);
  if (!messageId && !type && !message.trim()) return { transaction: name, records: read };
  return { transaction: name, records: read, error: errorOf(messageId, type, text(entry['errorField']), message) };
}

function decodeV1(answer: Readonly<Record<string, unknown>>, names: readonly string[]): Decoded {
  const [name = '', ...more] = names;
  if (more.length > 0) return { unreadable: 'a v1 answer to several transactions' };
  const fault = isObject(answer['ErrorMessage']) ? answer['ErrorMessage'] : '@type' in answer ? answer : undefined;
  const error = fault
    ? errorOf(text(fault['@code']).trim(), text(fault['@type']), text(fault['@field']), text(fault['Message']))
    : undefined;
  if (error && isRequestFault(text(fault?.['@type']))) return { refusedWhole: error };
  const transaction = answer['Transaction'];
  if (transaction !== undefined && text(transaction) !== name)
    return { unreadable: `the answer is not that of ${name}` };
  // Hosts that turn XML into JSON give a single row as an object instead of a list.
  const { MIRecord: rows = [] } = answer;
  const records = (Array.isArray(rows) ? rows : [rows]).filter(isObject).map(readNamedRecord);
  return { results: [{ transaction: name, records, ...(error ? { error } : {}) }] };
}

function readFlatRecord(record: Readonly<Record<string, unknown>>): MiRecord {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, text(value).trimEnd()]));
}

function readNamedRecord({ NameValue }: Readonly<Record<string, unknown>>): MiRecord {
  const pairs = Array.isArray(NameValue) ? NameValue : [NameValue];
  return Object.fromEntries(pairs.filter(isObject).map(({ Name, Value }) => [text(Name), text(Value).trimEnd()]));
}

function errorOf(messageId: string, type: string, field: string, message: string): MiError {
  const named = field.trim() || (/\bfield ([A-Z][A-Z0-9]{3})\b/.exec(message)?.[1] ?? '');
  return { messageId, field: named, message: tidy(message, messageId, named), meaning: meaningOf(messageId, type) };
}

/** M3 pads its messages and often appends message id and field name to them. */
function tidy(message: string, messageId: string, field: string): string {
  let clean = message.replace(/\s+/g, ' ').trim();
  for (const extra of [field, messageId, field]) {
    if (extra && clean.endsWith(` ${extra}`)) clean = clean.slice(0, -extra.length).trim();
  }
  return clean;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
