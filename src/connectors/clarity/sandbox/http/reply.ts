import { randomUUID } from 'node:crypto';
import type { StoreState } from '../state/store.ts';

/** What a handler answers: a JSON body, or text that is already serialised. */
export interface Reply {
  status: number;
  /** Serialised body; empty text for none. */
  body: string;
  contentType?: string;
  headers?: Record<string, string | string[]>;
}

/** A JSON answer. Members that are undefined are left out, as the store leaves out nulls. */
export function json(value: unknown, status = 200): Reply {
  return { status, body: value === undefined ? '' : JSON.stringify(value) };
}

/** A success envelope. */
export function succeeded(result?: unknown, messages?: string[]): Reply {
  return json({ ActionSucceeded: true, Result: result, Messages: messages });
}

/** A business failure: the store answers it with HTTP 200. */
export function failed(message: string): Reply {
  return json({ ActionSucceeded: false, Messages: [`ERROR! ${message}`] });
}

/** The shape of 401 and 403. */
export function denied(status: 401 | 403, message: string): Reply {
  const description = status === 401 ? 'Unauthorized' : 'Forbidden';
  return json({ StatusCode: status, StatusDescription: description, Message: message }, status);
}

/** Names of the coded exceptions this sandbox throws; the numbers are the store's. */
const ERROR_CODES = {
  invalidData: 'CEF-10013',
  checkout: 'CEF-10020',
  concurrency: 'CEF-10064',
  unauthorizedAccess: 'CEF-10115',
  timeOut: 'CEF-10121',
  invalidOperation: 'CEF-10142',
  argumentNull: 'CEF-10155',
  argument: 'CEF-10156',
} as const;

export type ErrorName = keyof typeof ERROR_CODES;

/** Thrown by handlers; becomes HTTP 400 with a code, a log id and a row in the event log. */
export class CodedError extends Error {
  readonly code: string;
  readonly field: string | undefined;

  constructor(name: ErrorName, message: string, field?: string) {
    super(message);
    this.code = ERROR_CODES[name];
    this.field = field;
  }
}

/** Turns a coded error into the reply of the store and logs it there. */
export function codedReply(state: StoreState, error: CodedError): Reply {
  const logId = randomUUID().toUpperCase();
  const message = `Log ID: CEF:${logId} ${error.message}`;
  state.insert('EventLog', {
    CustomKey: logId,
    Name: error.code,
    Description: error.message,
    LogLevel: 4,
    DataID: null,
  });
  const Errors = error.field ? [{ ErrorCode: error.code, FieldName: error.field, Message: error.message }] : [];
  return json({ ResponseStatus: { ErrorCode: error.code, Message: message, Errors } }, 400);
}
