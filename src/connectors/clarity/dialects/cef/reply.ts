import type { Failure } from '../../../../core/failure.ts';
import type { Json, JsonObject } from '../../../../core/json.ts';
import type { Effect } from '../../../../core/operation.ts';
import { type ClarityErrorCode, clarityFailure } from '../../errors.ts';
import type { ClarityRequest } from '../../model/request.ts';
import { missingCode, recordOf } from '../decode/missing.ts';
import type { Verdict } from '../dialect.ts';

/** What a coded exception of the store means for us (docs/systems/clarity-ecommerce.md, "Results and errors"). */
const EXCEPTION_CODES: Readonly<Record<string, { code: ClarityErrorCode; unclear?: true }>> = {
  'CEF-10013': { code: 'clarity.data-refused' }, // invalid data
  'CEF-10020': { code: 'clarity.data-refused' }, // checkout
  'CEF-10064': { code: 'clarity.store-busy', unclear: true }, // database concurrency
  'CEF-10115': { code: 'clarity.right-missing' }, // unauthorised access
  'CEF-10121': { code: 'clarity.store-busy', unclear: true }, // time-out
  'CEF-10142': { code: 'clarity.data-refused' }, // invalid operation: duplicate key, unknown id
  'CEF-10155': { code: 'clarity.data-refused' }, // argument null
  'CEF-10156': { code: 'clarity.data-refused' }, // argument
};

/** What the store answers to anything, the login among it, when its database is busy; undefined when it is not that. */
export function busyFailureOf(body: Json | undefined): Failure | undefined {
  const code = textOf(asRecord(asRecord(body)?.['ResponseStatus'])?.['ErrorCode']);
  return EXCEPTION_CODES[code]?.unclear ? clarityFailure('clarity.store-busy', { evidence: { code } }) : undefined;
}

/** What the store's own words add to a refusal; the first that fits wins. */
const PHRASES: readonly { readonly says: RegExp; readonly code: ClarityErrorCode }[] = [
  { says: /match\w* .*key|key .*(?:exists|taken|in use)|already .*(?:exists|record)/i, code: 'clarity.key-taken' },
  { says: /not (?:be )?found|does not exist|\bno \w[\w ]* (?:has|matches|with) /i, code: 'clarity.record-not-found' },
];

/** What the store's framework says of an address it does not serve. */
const NO_ROUTE = /handler for request not found/i;

const GOOD: Verdict = { is: 'good' };
const LOG_ID = /^Log ID: CEF:([0-9A-Fa-f-]{32,38})[\s:.-]*/;

/**
 * Body before status: a refusal may come as HTTP 200 and a time-out as HTTP 400. What the store says goes into the
 * message, without stack trace; its log id leads to the store's event log.
 */
export function judgeReply(request: ClarityRequest, effect: Effect, status: number, body: Json | undefined): Verdict {
  const record = asRecord(body);
  const exception = asRecord(record?.['ResponseStatus']);
  const code = exception?.['ErrorCode'];
  if (typeof code === 'string' && code !== '') {
    return judgeException(request, effect, status, code, textOf(exception?.['Message']), firstField(exception));
  }
  if (record?.['LogID'] !== undefined && record['Code'] !== undefined) {
    const logId = textOf(record['LogID']);
    return refuse(request, 'clarity.refused', textOf(record['Message']), { logId, code: textOf(record['Code']) });
  }
  if (record?.['ActionSucceeded'] === false) {
    const messages = Array.isArray(record['Messages']) ? record['Messages'].map(textOf).join(' ') : '';
    return refuse(request, 'clarity.refused', messages.replace(/^ERROR!\s*/, ''), {});
  }
  if (status === 404) return missing(request, 'clarity.route-missing');
  if (status >= 500) return unclear(request, `HTTP ${status}`);
  if (status === 403) return refuse(request, 'clarity.right-missing', textOf(record?.['Message']), { status });
  if (status >= 400) return refuse(request, 'clarity.refused', textOf(record?.['Message']), { status });
  if (isEmpty(body)) return judgeEmpty(request, effect);
  const isFind = request.ask === 'account-find' || request.ask === 'product-find';
  if (isFind && Array.isArray(record?.['Results']) && record['Results'].length === 0)
    return missing(request, undefined);
  if (effect === 'write' && record?.['ActionSucceeded'] !== true) return unclear(request, 'no ActionSucceeded');
  return GOOD;
}

function judgeException(
  request: ClarityRequest,
  effect: Effect,
  status: number,
  code: string,
  message: string,
  field: string | undefined,
): Verdict {
  const known = EXCEPTION_CODES[code];
  const [, logId = ''] = LOG_ID.exec(message) ?? [];
  const words = message.replace(LOG_ID, '');
  if (NO_ROUTE.test(words))
    return { is: 'refused', failure: clarityFailure('clarity.route-missing', { evidence: { code } }) };
  if (status === 404) return missing(request, 'clarity.route-missing');
  if (known?.unclear || (known === undefined && status >= 500)) {
    const failure = clarityFailure('clarity.store-busy', { evidence: { code, logId, says: words } });
    return { is: 'unclear', failure };
  }
  // An exception nobody has named may have come after the effect: only a look at the record can tell.
  if (known === undefined && effect === 'write') return unclear(request, `${code}: ${words}`);
  return refuse(request, known?.code ?? 'clarity.refused', words, { code, logId }, field);
}

function judgeEmpty(request: ClarityRequest, effect: Effect): Verdict {
  if (effect === 'write') return unclear(request, 'an empty answer');
  const expectsNothing =
    request.ask === 'shipment-find' ||
    request.ask === 'invoice-find' ||
    request.ask === 'permission-check' ||
    request.ask === 'current-user' ||
    request.ask === 'digest-check';
  return expectsNothing ? GOOD : missing(request, undefined);
}

function missing(request: ClarityRequest, otherwise: ClarityErrorCode | undefined): Verdict {
  const code = missingCode(request) ?? otherwise;
  if (code === undefined) return unclear(request, 'an empty answer');
  return { is: 'refused', failure: clarityFailure(code, recordOf(request)) };
}

function refuse(
  request: ClarityRequest,
  code: ClarityErrorCode,
  words: string,
  evidence: JsonObject,
  field?: string,
): Verdict {
  const phrase = code === 'clarity.right-missing' ? undefined : PHRASES.find(({ says }) => says.test(words));
  const meant =
    phrase?.code === 'clarity.record-not-found' ? (missingCode(request) ?? phrase.code) : (phrase?.code ?? code);
  const said = words === '' ? {} : { message: `The store refused: ${words.slice(0, 300)}` };
  const details = { ...said, ...recordOf(request), evidence, ...(field === undefined ? {} : { field }) };
  return { is: 'refused', failure: clarityFailure(meant, details) };
}

function unclear(request: ClarityRequest, what: string): Verdict {
  const evidence = { ask: request.ask, says: what.slice(0, 300) };
  return { is: 'unclear', failure: clarityFailure('clarity.store-busy', { evidence }) };
}

function firstField(exception: JsonObject | undefined): string | undefined {
  const errors = exception?.['Errors'];
  const first = Array.isArray(errors) ? asRecord(errors[0] as Json | undefined) : undefined;
  const field = first?.['FieldName'];
  return typeof field === 'string' && field !== '' ? field : undefined;
}

const isEmpty = (body: Json | undefined): boolean => body === undefined || body === null || body === '';

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function asRecord(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
