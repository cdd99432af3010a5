import { createHmac, randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Delivery } from './connector.ts';
import { secretBytes, standardWebhookHeaders, verifyStandardWebhook } from './standard-webhooks.ts';

const NOW = Date.parse('2026-03-04T14:05:12Z');
const MINUTE = 60_000;
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const other = `whsec_${randomBytes(24).toString('base64')}`;
const BODY = Buffer.from('{"type":"order.created",  "data":{"id":1042,"name":"Åse"}}');

const delivery = (headers: Record<string, string>, body: Uint8Array = BODY, receivedAt = NOW): Delivery => ({
  method: 'POST',
  headers,
  body,
  receivedAt,
});
const signed = (sentAt = NOW, secrets = [secret], id = 'msg_1') =>
  delivery(standardWebhookHeaders(secrets, id, sentAt, BODY));
const verify = (given: Delivery, secrets = [secret], toleranceMs = 5 * MINUTE) =>
  verifyStandardWebhook(given, { secrets, toleranceMs });
const codeOf = (given: Delivery, secrets = [secret]) => {
  const verdict = verify(given, secrets);
  return verdict.verified ? 'verified' : verdict.failure.code;
};
const withHeader = (name: string, value: string): Delivery => {
  const good = signed();
  return { ...good, headers: { ...good.headers, [name]: value } };
};

describe('a good delivery', () => {
  it('is verified with its id and time', () => {
    expect(verify(signed())).toEqual({ verified: true, id: 'msg_1', sentAt: NOW });
  });

  it('may come from the reference library, and ours satisfies it', () => {
    const sentAt = Math.floor(Date.now() / 1_000) * 1_000;
    const reference = new Webhook(secret);
    const signature = reference.sign('msg_2', new Date(sentAt), BODY.toString());
    const headers = {
      'webhook-id': 'msg_2',
      'webhook-timestamp': String(sentAt / 1_000),
      'webhook-signature': signature,
    };
    expect(verify(delivery(headers, BODY, sentAt))).toMatchObject({ verified: true });
    const ours = standardWebhookHeaders([secret], 'msg_3', sentAt, BODY);
    expect(() => reference.verify(BODY.toString(), ours)).not.toThrow();
  });

  it('W12 may be signed with any live secret, by old and new at once', () => {
    expect(codeOf(signed(NOW, [other]), [secret, other])).toBe('verified');
    expect(codeOf(signed(NOW, [other, secret]), [secret])).toBe('verified');
    expect(codeOf(signed(NOW, [other]), [secret])).toBe('webhook.signature-wrong');
  });

  it('W09 is verified on its raw bytes, not on what they parse to', () => {
    const good = signed();
    expect(codeOf({ ...good, body: Buffer.from(JSON.stringify(JSON.parse(BODY.toString()))) })).toBe(
      'webhook.signature-wrong',
    );
    // Signed without our own code: bytes that are no UTF-8 would be changed by any detour over text.
    const invalidUtf8 = Buffer.from([0x7b, 0xff, 0x7d]);
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const seconds = String(NOW / 1_000);
    const signature = createHmac('sha256', key).update(`msg_4.${seconds}.`).update(invalidUtf8).digest('base64');
    const headers = { 'webhook-id': 'msg_4', 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
    expect(codeOf(delivery(headers, invalidUtf8))).toBe('verified');
  });
});

describe('a bad delivery', () => {
  const good = signed().headers['webhook-signature'] ?? '';
  const cases: readonly (readonly [string, Delivery, string])[] = [
    ['W01 a changed body', { ...signed(), body: Buffer.from('{}') }, 'webhook.signature-wrong'],
    ['W01 another id', withHeader('webhook-id', 'msg_9'), 'webhook.signature-wrong'],
    ['W01 no id', withHeader('webhook-id', ''), 'webhook.headers-missing'],
    ['W01 no timestamp', withHeader('webhook-timestamp', ''), 'webhook.headers-missing'],
    ['W01 no signature', withHeader('webhook-signature', ''), 'webhook.headers-missing'],
    ['W01 no headers', delivery({}), 'webhook.headers-missing'],
    ['W01 a full stop in the id', withHeader('webhook-id', 'msg.1'), 'webhook.headers-missing'],
    ['W01 another scheme', withHeader('webhook-signature', good.replace('v1,', 'v2,')), 'webhook.signature-wrong'],
    ['W01 the signature without its scheme', withHeader('webhook-signature', good.slice(3)), 'webhook.signature-wrong'],
    ['W01 a short signature', withHeader('webhook-signature', 'v1,AAAA'), 'webhook.signature-wrong'],
    [
      'W01 a hundred signatures',
      withHeader('webhook-signature', Array.from({ length: 100 }, () => good).join(' ')),
      'webhook.headers-missing',
    ],
    ['W02 an old timestamp', signed(NOW - 6 * MINUTE), 'webhook.clock-apart'],
    ['W02 a timestamp in the future', signed(NOW + 6 * MINUTE), 'webhook.clock-apart'],
    ['W02 a timestamp that is no number', withHeader('webhook-timestamp', '12e3'), 'webhook.headers-missing'],
    [
      'W02 a newer timestamp than was signed',
      withHeader('webhook-timestamp', String(NOW / 1_000 + 1)),
      'webhook.signature-wrong',
    ],
  ];
  it.each(cases)('is refused: %s', (_, given, code) => {
    expect(codeOf(given)).toBe(code);
  });

  it.each([
    ['none', []],
    ['an empty one', ['']],
    ['a bare prefix', ['whsec_']],
    ['one that is too short', [`whsec_${randomBytes(8).toString('base64')}`]],
    ['one that is no base64', ['whsec_not base64!']],
  ])('W01 is refused when the connection has no usable secret: %s', (_, secrets) => {
    expect(codeOf(signed(), secrets)).toBe('webhook.no-secret');
  });

  it('A09 says how far the clocks are apart, and a wider tolerance accepts it', () => {
    const late = signed(NOW - 10 * MINUTE);
    const verdict = verify(late);
    expect(verdict.verified ? '' : verdict.failure.message).toContain(
      '10 min 0 s behind our clock; 5 min 0 s are tolerated',
    );
    expect(verify(late, [secret], 15 * MINUTE)).toMatchObject({ verified: true });
  });

  it('A07 tells about clocks only to a sender that knows the secret', () => {
    expect(codeOf(signed(NOW - 60 * MINUTE, [other]))).toBe('webhook.signature-wrong');
  });
});

describe('a secret', () => {
  it('has 24 to 64 bytes, with or without its prefix', () => {
    expect(secretBytes(secret)?.length).toBe(32);
    expect(secretBytes(secret.slice(6))?.length).toBe(32);
    expect(secretBytes(randomBytes(65).toString('base64'))).toBeUndefined();
  });
});
