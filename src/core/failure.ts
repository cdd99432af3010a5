import type { JsonObject } from './json.ts';

/**
 * Kinds tell the engine what to do; codes tell people what happened.
 *
 * - `unreachable`: no byte of the call arrived; it may be repeated.
 * - `uncertain`: sent, but nobody knows whether it took effect; never repeated without finding out.
 * - `throttled`: refused before any effect, for load; repeated after a pause.
 * - `unauthorized`: the connection's credentials or rights were refused; the connection stops.
 * - `missing`: a record that the step needs is not there.
 * - `rejected`: the other system understood and said no; a person or a rule must change something.
 * - `conflict`: somebody else changed the record; read again and decide anew.
 * - `fault`: our own mistake, or an answer that makes no sense.
 */
export const FAILURE_KINDS = [
  'unreachable',
  'uncertain',
  'throttled',
  'unauthorized',
  'missing',
  'rejected',
  'conflict',
  'fault',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** An expected failure, as a value that is stored, shown and acted upon. */
export interface Failure {
  readonly kind: FailureKind;
  /** Stable dotted code, listed in docs/errors.md, for example `m3.item-not-found`. */
  readonly code: string;
  /** What happened, in words for the person who has to act. */
  readonly message: string;
  /** What to do next, in words. */
  readonly remedy?: string;
  /** The record that is concerned, for example `item GHOST-1` or `customer C100001`. */
  readonly record?: string;
  /** Path of the field in the step's input, for example `lines[2].itemNumber`. */
  readonly field?: string;
  /** Least pause before the next try, in milliseconds, when the other side named one. */
  readonly retryAfterMs?: number;
  /** What the other side said, shortened and redacted: HTTP status, its own code and text. */
  readonly evidence?: JsonObject;
}
