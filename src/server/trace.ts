import { randomBytes } from 'node:crypto';

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const NO_TRACE = '0'.repeat(32);

/** The trace id of a W3C `traceparent` header, or undefined when the header is absent or not valid. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  const id = traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
  return id === NO_TRACE ? undefined : id;
}

/** A `traceparent` of a new trace that begins here. */
export function newTraceparent(): string {
  return `00-${newTraceId()}-${randomBytes(8).toString('hex')}-01`;
}

/** A new correlation id, in the form of a trace id. */
export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}
