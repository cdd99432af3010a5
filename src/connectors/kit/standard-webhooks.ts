import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type ErrorTable, failureFrom } from '../../core/error-table.ts';
import type { Failure } from '../../core/failure.ts';
import type { Delivery } from './connector.ts';

/** Why a webhook delivery is turned away. None of these is retried by us: the sender has to change something. */
export const WEBHOOK_ERRORS = {
  'webhook.no-secret': {
    kind: 'rejected',
    title: 'The connection has no usable webhook secret, so no delivery can be trusted.',
    remedy: 'Enter the secret that the sender shows (whsec_ and base64 of 24 to 64 bytes) in the connection.',
  },
  'webhook.headers-missing': {
    kind: 'rejected',
    title: 'The delivery lacks webhook-id, webhook-timestamp or webhook-signature, or one of them is malformed.',
    remedy: 'Have the sender sign by Standard Webhooks, or set the header check for simple hooks in the connection.',
  },
  'webhook.signature-wrong': {
    kind: 'rejected',
    title: 'No signature of the delivery fits a live secret of this connection.',
    remedy: 'Compare the secret in the sender with the one in the connection; after a rotation keep both for a day.',
  },
  'webhook.clock-apart': {
    kind: 'rejected',
    title: 'The delivery is well signed, but its time is outside the tolerance.',
    remedy:
      'Check the clocks of the store and of this machine (NTP). The tolerance of the connection is at most 15 minutes.',
  },
  'webhook.method-wrong': {
    kind: 'rejected',
    title: 'Webhooks come by POST.',
    remedy: 'Have the sender use POST.',
  },
  'webhook.type-wrong': {
    kind: 'rejected',
    title: 'The body of a webhook is JSON.',
    remedy: 'Have the sender set the content type application/json.',
  },
  'webhook.too-large': {
    kind: 'rejected',
    title: 'The body of the delivery is larger than this connection accepts.',
    remedy: 'Have the sender leave out the snapshot: the id of the record is enough.',
  },
  'webhook.not-json': {
    kind: 'rejected',
    title: 'The body of the delivery is no JSON object, or is nested too deeply.',
    remedy: 'Look at what the sender sends; the signature was good.',
  },
} as const satisfies ErrorTable;

/** Builds a failure from {@link WEBHOOK_ERRORS}. */
export const webhookFailure = failureFrom(WEBHOOK_ERRORS);

export interface WebhookRule {
  /** Every live secret: during a rotation the old and the new one. */
  readonly secrets: readonly string[];
  /** How far the sender's time may be from ours, either way. */
  readonly toleranceMs: number;
}

export type VerifiedWebhook =
  | { readonly verified: true; readonly id: string /** Milliseconds since 1970. */; readonly sentAt: number }
  | { readonly verified: false; readonly failure: Failure };

/** A sender rotates between two secrets; more signatures than this are an attempt to make us work. */
const MOST_SIGNATURES = 10;
const LONGEST_ID = 256;
const SECRET_BYTES = { least: 24, most: 64 } as const;
const SIGNATURE_BYTES = 32;

/**
 * Verifies a delivery by Standard Webhooks 1.0.0 (`v1`, HMAC-SHA256) on its raw bytes. Fails closed: no secret, no
 * header, too many signatures, an unknown scheme or a time outside the tolerance all refuse it. The time is judged
 * after the signature, so only a real sender is told about clocks. Constant time for the comparison.
 *
 * The package `standardwebhooks` is not used here: it reads the clock itself, has a fixed tolerance and signs the body
 * after turning it into text. The tests hold this function against it.
 */
export function verifyStandardWebhook(delivery: Delivery, rule: WebhookRule): VerifiedWebhook {
  const keys = rule.secrets.map(secretBytes).filter((key) => key !== undefined);
  if (keys.length === 0) return refuse(webhookFailure('webhook.no-secret'));
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = delivery.headers;
  const fault = headerFault(id, timestamp, signatures);
  if (fault !== undefined || !id || !timestamp || !signatures) {
    return refuse(webhookFailure('webhook.headers-missing', { message: `The delivery was refused: ${fault}.` }));
  }
  const given = signatures.split(' ').flatMap(signatureBytes);
  const expected = keys.map((key) => sign(key, id, timestamp, delivery.body));
  if (!anyEqual(given, expected)) return refuse(webhookFailure('webhook.signature-wrong'));
  const sentAt = Number(timestamp) * 1_000;
  const apartMs = delivery.receivedAt - sentAt;
  if (Math.abs(apartMs) > rule.toleranceMs) return refuse(clockFailure(apartMs, rule.toleranceMs));
  return { verified: true, id, sentAt };
}

/** The three headers of a signed delivery, for senders and tests. `sentAt` in milliseconds since 1970. */
export function standardWebhookHeaders(
  secrets: readonly string[],
  id: string,
  sentAt: number,
  body: Uint8Array,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(sentAt / 1_000));
  const signatures = secrets.map((secret) => {
    const key = secretBytes(secret);
    if (key === undefined) throw new TypeError('a webhook secret is whsec_ and base64 of 24 to 64 bytes');
    return `v1,${sign(key, id, timestamp, body).toString('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/** The bytes of a secret written as `whsec_` and base64, or undefined when it is none or of a wrong length. */
export function secretBytes(secret: string): Buffer | undefined {
  const text = secret.trim().replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length >= SECRET_BYTES.least && bytes.length <= SECRET_BYTES.most ? bytes : undefined;
}

const refuse = (failure: Failure): VerifiedWebhook => ({ verified: false, failure });

function headerFault(id?: string, timestamp?: string, signatures?: string): string | undefined {
  if (!id) return 'there is no webhook-id';
  if (!timestamp) return 'there is no webhook-timestamp';
  if (!signatures) return 'there is no webhook-signature';
  // A full stop in the id would let a part of it pass for the timestamp in the signed text.
  if (id.length > LONGEST_ID || !/^[\x21-\x2d\x2f-\x7e]+$/.test(id)) return 'its webhook-id is malformed';
  if (!/^\d{1,12}$/.test(timestamp)) return 'its webhook-timestamp is not a count of seconds';
  if (signatures.split(' ').length > MOST_SIGNATURES) return `it has more than ${MOST_SIGNATURES} signatures`;
  return undefined;
}

// Making a key object costs more than a signature; secrets are few and live long.
const keys = new Map<string, KeyObject>();
const MOST_KEYS = 100;

function keyOf(secret: Buffer): KeyObject {
  const name = secret.toString('latin1');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = createSecretKey(secret);
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}

function sign(key: Buffer, id: string, timestamp: string, body: Uint8Array): Buffer {
  return createHmac('sha256', keyOf(key)).update(`${id}.${timestamp}.`).update(body).digest();
}

function signatureBytes(entry: string): Buffer[] {
  const [scheme, text = '', ...rest] = entry.split(',');
  if (scheme !== 'v1' || rest.length > 0) return [];
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === SIGNATURE_BYTES ? [bytes] : [];
}

// Every pair is compared, so that the time says nothing about which one fitted.
function anyEqual(given: readonly Buffer[], expected: readonly Buffer[]): boolean {
  let equal = false;
  for (const left of given) for (const right of expected) equal = timingSafeEqual(left, right) || equal;
  return equal;
}

function clockFailure(apartMs: number, toleranceMs: number): Failure {
  const side = apartMs > 0 ? 'behind' : 'ahead of';
  const message = `The delivery is well signed, but its time is ${span(Math.abs(apartMs))} ${side} our clock; ${span(toleranceMs)} are tolerated.`;
  return webhookFailure('webhook.clock-apart', { message, evidence: { apartSeconds: Math.round(apartMs / 1_000) } });
}

function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
