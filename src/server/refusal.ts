import { type Problem, PROBLEM_MEDIA_TYPE } from '../api/problem.ts';
import type { Failure, FailureKind } from '../core/failure.ts';
import { SERVER_ERRORS, serverFailure, type ServerErrorCode } from './errors.ts';

/** What is wrong with one part of a request. */
export interface FieldFault {
  /** JSON Pointer into the request. */
  readonly pointer: string;
  readonly detail: string;
}

interface RefusalDetails {
  readonly message?: string;
  readonly remedy?: string;
  readonly record?: string;
  readonly field?: string;
  readonly errors?: readonly FieldFault[];
  /** For 429 and 503. */
  readonly retryAfterSeconds?: number;
}

/** An expected "no", as a value that handlers give back instead of an answer. */
export class Refusal {
  readonly failure: Failure;
  readonly status: number;
  readonly details: RefusalDetails;

  constructor(failure: Failure, status: number, details: RefusalDetails) {
    this.failure = failure;
    this.status = status;
    this.details = details;
  }
}

/** Says no with a code of the server's own table. */
export function refuse(code: ServerErrorCode, details: RefusalDetails = {}): Refusal {
  const { message, remedy, record, field } = details;
  const failure = serverFailure(code, {
    ...(message === undefined ? {} : { message }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(record === undefined ? {} : { record }),
    ...(field === undefined ? {} : { field }),
  });
  return new Refusal(failure, SERVER_ERRORS[code].status, details);
}

/** Says no to a cursor that no list of ours gave. */
export function refuseCursor(): Refusal {
  const detail = 'This is not the `next` of an earlier page.';
  return refuse('request.invalid', { message: detail, errors: [{ pointer: '/query/cursor', detail }] });
}

/** Says no with a failure that another ring made, such as a connector's. */
export function refuseWith(failure: Failure, status: number): Refusal {
  return new Refusal(failure, status, {});
}

const RETRYABLE: ReadonlySet<FailureKind> = new Set(['unreachable', 'throttled', 'conflict']);

/** The problem details (RFC 9457) of a refusal. */
function problemOf(refusal: Refusal, context: { instance?: string; traceId?: string } = {}): Problem {
  const { failure, status, details } = refusal;
  const title = (SERVER_ERRORS as Readonly<Record<string, { title: string }>>)[failure.code]?.title ?? 'Refused';
  return {
    type: `urn:landbridge:${failure.code}`,
    title,
    status,
    detail: failure.message,
    code: failure.code,
    kind: failure.kind,
    retryable: RETRYABLE.has(failure.kind),
    ...(details.retryAfterSeconds === undefined ? {} : { retryAfter: details.retryAfterSeconds }),
    ...(failure.remedy === undefined ? {} : { remedy: failure.remedy }),
    ...(failure.record === undefined ? {} : { record: failure.record }),
    ...(failure.field === undefined ? {} : { field: failure.field }),
    ...(details.errors === undefined ? {} : { errors: [...details.errors] }),
    ...context,
  };
}

/** The HTTP answer of a refusal. */
export function problemResponse(refusal: Refusal, context: { instance?: string; traceId?: string } = {}): Response {
  const headers: Record<string, string> = { 'content-type': PROBLEM_MEDIA_TYPE, 'cache-control': 'no-store' };
  const { retryAfterSeconds } = refusal.details;
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  if (refusal.status === 413) headers['connection'] = 'close';
  return new Response(JSON.stringify(problemOf(refusal, context)), { status: refusal.status, headers });
}
