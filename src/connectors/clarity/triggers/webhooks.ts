import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { guardCardData } from '../../../core/card-data/guard.ts';
import type { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { ConnectionConfig, Delivery, Received } from '../../kit/connector.ts';
import { parseJsonText } from '../../kit/json-text.ts';
import { verifyStandardWebhook, webhookFailure } from '../../kit/standard-webhooks.ts';
import { type ClaritySettings, readClaritySettings, webhookSecrets } from '../setup/settings.ts';
import { readEnvelope } from './envelope.ts';

/** Longest and deepest body of an event; ten times what a thin one needs. */
const BOUNDS = { depth: 32, values: 20_000 } as const;

/**
 * Verifies a delivery on its raw bytes and reads its event. Fails closed. The signature comes first, so a stranger
 * learns nothing about what would be wrong with the body. Nothing of the body but the event is given on.
 */
export function receiveWebhook(delivery: Delivery, config: ConnectionConfig): Received {
  const settings = readClaritySettings(config.settings);
  if (delivery.method.toUpperCase() !== 'POST') return refuse(400, webhookFailure('webhook.method-wrong'));
  if (delivery.body.byteLength > settings.webhookKilobytes * 1_024)
    return refuse(413, webhookFailure('webhook.too-large'));
  const sender = verifySender(delivery, settings, webhookSecrets(config.secrets));
  if ('failure' in sender) return refuse(401, sender.failure);
  const type = delivery.headers['content-type'] ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type))
    return refuse(415, webhookFailure('webhook.type-wrong'));

  const body = parseBody(delivery.body);
  if ('failure' in body) return refuse(400, body.failure);
  const safeFields = ['id', ...settings.digitFields].map((name) => ({ name, mostDigits: 40 }));
  const guarded = guardCardData(body.value, settings.cardDataInWebhooks, { safeFields });
  if (!guarded.accepted) return refuse(422, guarded.failure);
  const { receivedAt } = delivery;
  const event = readEnvelope({ body: guarded.body as JsonObject, receivedAt, ...sender }, settings);
  if (event === undefined) return { accepted: true, events: [] };
  return 'code' in event ? refuse(422, event) : { accepted: true, events: [event] };
}

const refuse = (status: 400 | 401 | 413 | 415 | 422, failure: Failure): Received => ({
  accepted: false,
  status,
  failure,
});

type Sender = { readonly messageId?: string } | { readonly failure: Failure };

function verifySender(delivery: Delivery, settings: ClaritySettings, secrets: readonly string[]): Sender {
  if (settings.webhookAuth === 'signature') {
    const verdict = verifyStandardWebhook(delivery, {
      secrets,
      toleranceMs: settings.webhookToleranceMinutes * 60_000,
    });
    return verdict.verified ? { messageId: verdict.id } : { failure: verdict.failure };
  }
  if (secrets.length === 0) return { failure: webhookFailure('webhook.no-secret') };
  const given = delivery.headers[settings.webhookHeader.toLowerCase()];
  if (!given)
    return {
      failure: webhookFailure('webhook.headers-missing', { message: `There is no ${settings.webhookHeader} header.` }),
    };
  let equal = false;
  for (const secret of secrets) equal = isEqual(given, secret) || equal;
  if (!equal) return { failure: webhookFailure('webhook.signature-wrong') };
  const id = delivery.headers['webhook-id'];
  return id !== undefined && /^[\x21-\x7e]{1,256}$/.test(id) ? { messageId: id } : {};
}

/** Constant time for texts of any length: what is compared are their hashes. */
function isEqual(left: string, right: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}

function parseBody(bytes: Uint8Array): { readonly value: JsonObject } | { readonly failure: Failure } {
  const because = (fault: string): { readonly failure: Failure } => ({
    failure: webhookFailure('webhook.not-json', { message: `The body cannot be used: ${fault}.` }),
  });
  if (!isUtf8(bytes)) return because('it is not UTF-8');
  const parsed = parseJsonText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'), BOUNDS);
  if ('fault' in parsed) return because(parsed.fault);
  const { value } = parsed;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { value: value as JsonObject } : because('it is not an object');
}
