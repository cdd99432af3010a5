import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CallResult, Effect } from '../../core/operation.ts';
import { type ConnectionErrorCode, connectionFailure } from './errors.ts';
import type { HttpFault, HttpResult } from './http.ts';
import { excerpt, type Redactor } from './redact.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What a classifier may use beside the exchange itself. */
export interface OutcomeContext {
  readonly effect: Effect;
  readonly redact: Redactor;
  /** Milliseconds since 1970, for Retry-After dates. */
  readonly now: number;
}

/** Faults that no repeat cures: somebody has to change something. */
const LASTING_FAULTS: Partial<Record<HttpFault, ConnectionErrorCode>> = {
  'address-forbidden': 'connection.address-forbidden',
  'reply-too-large': 'connection.answer-unreadable',
  'reply-not-text': 'connection.answer-unreadable',
  'reply-encoding-unknown': 'connection.answer-unreadable',
};

/** Statuses that say the call was turned away before any effect, whatever its body says. */
const REFUSING_STATUSES: Readonly<Record<number, ConnectionErrorCode>> = {
  401: 'connection.login-refused',
  403: 'connection.right-missing',
};

/**
 * The half of the verdict that needs no knowledge of the connected system. Answers nothing when the body has to be
 * looked at: for 2xx, and for 4xx statuses in `bodySpeaks`.
 *
 * A write whose request may have left and that got no clear answer is `ambiguous`; a read in the same place is
 * `not-sent`, because asking again is harmless. 408 and every 5xx count as no clear answer: work may go on behind them.
 */
export function classifyExchange(
  result: HttpResult,
  context: OutcomeContext,
  bodySpeaks: readonly number[] = [],
): CallResult | undefined {
  if (result.reached !== 'answered') return classifyFault(result, context);
  const { status } = result;
  if ((status >= 200 && status < 300) || bodySpeaks.includes(status)) return undefined;
  const evidence = answerEvidence(result, context.redact);
  if (status === 429) return throttled(result, context, evidence);
  if (status === 408 || status >= 500) {
    return noClearAnswer(context.effect, `HTTP ${status}`, evidence, pauseOf(result, context.now));
  }
  const code =
    REFUSING_STATUSES[status] ?? (status >= 300 && status < 400 ? 'connection.redirected' : 'connection.call-refused');
  return refused(connectionFailure(code, { evidence }));
}

/** Says that nothing can be told from an answer: `ambiguous` for a write, ask-again for a read. */
export function noClearAnswer(effect: Effect, what: string, evidence: JsonObject, retryAfterMs?: number): CallResult {
  const pause = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (effect === 'read') {
    const message = `The system did not give a usable answer (${what}); nothing was changed.`;
    return {
      outcome: 'not-sent',
      failure: connectionFailure('connection.no-usable-answer', { message, evidence, ...pause }),
    };
  }
  const message = `The call was sent, but no usable answer came back (${what}): it may or may not have taken effect.`;
  return {
    outcome: 'ambiguous',
    failure: connectionFailure('connection.outcome-unknown', { message, evidence, ...pause }),
  };
}

/**
 * Wraps a failure whose call had no effect. A throttled or unreachable read counts as `not-sent`; the rest is `refused`.
 */
export function refused(failure: Failure, effect: Effect = 'write'): CallResult {
  const again = failure.kind === 'unreachable' || (failure.kind === 'throttled' && effect === 'read');
  return { outcome: again ? 'not-sent' : 'refused', failure };
}

/** What is kept of an answer: status, type and the beginning of the body, redacted. */
export function answerEvidence(
  { status, headers, body }: Extract<HttpResult, { reached: 'answered' }>,
  redact: Redactor,
): JsonObject {
  const type = headers['content-type'];
  return {
    status,
    ...(typeof type === 'string' ? { contentType: excerpt(type, 80) } : {}),
    answer: excerpt(redact(body.slice(0, 2_000))),
  };
}

function classifyFault(
  { reached, reason, detail, status }: Extract<HttpResult, { reached: 'not-sent' | 'maybe-sent' }>,
  { effect, redact }: OutcomeContext,
): CallResult {
  const evidence = { reason, detail: excerpt(redact(detail)), ...(status === undefined ? {} : { status }) };
  const lasting = LASTING_FAULTS[reason];
  if (reached === 'not-sent') {
    if (lasting) return refused(connectionFailure(lasting, { message: `Not called: ${evidence.detail}.`, evidence }));
    const message = `The system could not be reached (${reason}); nothing was sent.`;
    return { outcome: 'not-sent', failure: connectionFailure('connection.unreachable', { message, evidence }) };
  }
  if (effect === 'read' && lasting) return refused(connectionFailure(lasting, { evidence }));
  return noClearAnswer(effect, reason, evidence);
}

function throttled(
  result: Extract<HttpResult, { reached: 'answered' }>,
  { effect, now }: OutcomeContext,
  evidence: JsonObject,
): CallResult {
  const retryAfterMs = pauseOf(result, now);
  const details = { evidence, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return refused(connectionFailure('connection.throttled', details), effect);
}

function pauseOf({ headers }: Extract<HttpResult, { reached: 'answered' }>, now: number): number | undefined {
  const header = headers['retry-after'];
  return parseRetryAfter(typeof header === 'string' ? header : undefined, now);
}
