import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Delivery, Received } from '../../kit/connector.ts';
import { standardWebhookHeaders } from '../../kit/standard-webhooks.ts';
import { clarityConnector } from '../connector.ts';
import { receiveWebhook } from './webhooks.ts';

const NOW = Date.parse('2025-03-04T14:05:13Z');
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const older = `whsec_${randomBytes(32).toString('base64')}`;

const ENVELOPE = {
  type: 'order.created',
  timestamp: '2025-03-04T14:05:12.010Z',
  data: {
    store: 'us',
    entity: 'SalesOrder',
    id: 1042,
    key: null,
    version: '2025-03-04T14:05:12.010Z#Full Payment Received',
    href: '/Ordering/SalesOrder/ID/1042',
    changed: [],
    snapshot: null,
    actor: 'buyer@example.test',
    account: { id: 77, key: 'C100045' },
  },
};

interface Sent {
  readonly body?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  readonly sign?: string;
  readonly id?: string;
  readonly sentAt?: number;
  readonly method?: string;
}

function deliver({
  body = JSON.stringify(ENVELOPE),
  headers = {},
  sign = secret,
  id = 'msg_1',
  sentAt = NOW,
  method = 'POST',
}: Sent = {}): Delivery {
  const bytes = Buffer.from(body);
  const signed = standardWebhookHeaders([sign], id, sentAt, bytes);
  return {
    method,
    headers: { 'content-type': 'application/json', ...signed, ...headers },
    body: bytes,
    receivedAt: NOW,
  };
}

function receive(sent: Sent = {}, settings: JsonObject = {}, webhookSecret = secret): Received {
  return receiveWebhook(deliver(sent), { tenant: 't', name: 'store', settings, secrets: { webhookSecret } });
}

const verdict = (received: Received): string =>
  received.accepted ? 'accepted' : `${received.status} ${received.failure.code}`;
const withData = (data: object, type = 'order.created'): Sent => ({
  body: JSON.stringify({ ...ENVELOPE, type, data: { ...ENVELOPE.data, ...data } }),
});

describe('a good delivery', () => {
  it('gives one thin event with the sender’s id', () => {
    expect(receive()).toEqual({
      accepted: true,
      events: [
        {
          type: 'clarity.order.created',
          id: 'msg_1',
          subject: '1042',
          time: '2025-03-04T14:05:12.010Z',
          data: {
            store: 'main',
            entity: 'order',
            entityId: '1042',
            version: '2025-03-04T14:05:12.010Z#Full Payment Received',
            accountId: '77',
            accountKey: 'C100045',
            guest: false,
            storeKey: 'us',
            actor: 'buyer@example.test',
          },
        },
      ],
    });
  });

  it('W03 W04 gives the same event however often it comes', () => {
    const all = Array.from({ length: 50 }, () => JSON.stringify(receive()));
    expect(new Set(all).size).toBe(1);
    const replayed = receive({ id: 'msg_2' });
    expect(replayed.accepted && replayed.events[0]).toMatchObject({ id: 'msg_2', subject: '1042' });
  });

  it('W12 is accepted with any live secret', () => {
    expect(verdict(receive({ sign: older }, {}, `${secret} ${older}`))).toBe('accepted');
    expect(verdict(receive({ sign: older }, {}, secret))).toBe('401 webhook.signature-wrong');
  });

  it('W09 is verified as sent, with blanks and order of members as they are', () => {
    expect(verdict(receive({ body: JSON.stringify(ENVELOPE, undefined, 3) }))).toBe('accepted');
  });

  it('D08 keeps ids beyond 2^53', () => {
    const body = JSON.stringify(ENVELOPE).replace('"id":1042', '"id":9007199254740993');
    const received = receive({ body });
    expect(received.accepted && received.events[0]?.subject).toBe('9007199254740993');
  });

  it('is a guest’s when the sender says so', () => {
    const received = receive(withData({ account: null, guest: true }));
    expect(received.accepted && received.events[0]?.data).toMatchObject({ guest: true });
    expect(received.accepted && received.events[0]?.data['accountId']).toBeUndefined();
  });

  it('W07 is taken in and marked when its type is unknown', () => {
    const received = receive(withData({}, 'order.teleported'));
    expect(received.accepted && received.events[0]).toMatchObject({
      type: 'clarity.unknown-event',
      data: { sentType: 'order.teleported', entityId: '1042' },
    });
    expect(Object.keys(clarityConnector.events)).toContain('clarity.unknown-event');
  });

  it('W14 gives no event for what our own user did, but for a new order', () => {
    const own = { actor: 'connect@store.test' };
    const settings = { username: 'connect@store.test' };
    expect(receive(withData(own, 'order.status_changed'), settings)).toEqual({ accepted: true, events: [] });
    const created = receive(withData(own), settings);
    expect(created.accepted && created.events).toHaveLength(1);
  });

  it('gives no event for a master whose parts are exported, or the other way round', () => {
    expect(receive(withData({ master: true }))).toEqual({ accepted: true, events: [] });
    expect(receive(withData({ sub: true }), { groupedOrders: 'master' })).toEqual({ accepted: true, events: [] });
    const part = receive(withData({ sub: true }));
    expect(part.accepted && part.events).toHaveLength(1);
  });

  it('takes nothing over that is not named: a snapshot stays outside', () => {
    const received = receive(withData({ snapshot: { Notes: 'secret note' }, colour: 'red' }));
    expect(JSON.stringify(received)).not.toMatch(/secret note|colour/);
  });

  it('may have another shape, by settings', () => {
    const body = JSON.stringify({ event: 'OrderPlaced', at: 1_741_097_112, order: { number: 'A-77' } });
    const settings = {
      webhookTypePath: 'event',
      webhookIdPath: 'order.number',
      webhookTimePath: 'at',
      webhookTypes: ['OrderPlaced=order.created'],
    };
    const received = receive({ body }, settings);
    expect(received.accepted && received.events[0]).toMatchObject({
      type: 'clarity.order.created',
      subject: 'A-77',
      time: '2025-03-04T14:05:12.000Z',
    });
  });
});

describe('a bad delivery', () => {
  const cases: readonly (readonly [string, Sent, string])[] = [
    ['W01 another secret', { sign: older }, '401 webhook.signature-wrong'],
    ['W01 no signature', { headers: { 'webhook-signature': '' } }, '401 webhook.headers-missing'],
    ['W01 another scheme', { headers: { 'webhook-signature': 'v2,AAAA' } }, '401 webhook.signature-wrong'],
    ['W02 too old', { sentAt: NOW - 360_000 }, '401 webhook.clock-apart'],
    ['W02 from the future', { sentAt: NOW + 360_000 }, '401 webhook.clock-apart'],
    ['W02 no number', { headers: { 'webhook-timestamp': 'now' } }, '401 webhook.headers-missing'],
    ['another method', { method: 'PUT' }, '400 webhook.method-wrong'],
    ['another type', { headers: { 'content-type': 'text/plain' } }, '415 webhook.type-wrong'],
    ['no type', { headers: { 'content-type': '' } }, '415 webhook.type-wrong'],
    ['too large', { body: `"${'x'.repeat(1_100_000)}"` }, '413 webhook.too-large'],
    ['malformed', { body: '{"type":' }, '400 webhook.not-json'],
    ['no object', { body: '[1]' }, '400 webhook.not-json'],
    ['no UTF-8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }, '400 webhook.not-json'],
    ['D21 nested deeply', { body: '['.repeat(5_000) }, '400 webhook.not-json'],
    ['D21 a key twice', { body: '{"type":"order.created","type":"x"}' }, '400 webhook.not-json'],
    ['W08 no type inside', { body: '{"data":{"id":1}}' }, '422 clarity.webhook-incomplete'],
    ['W08 no id inside', { body: '{"type":"order.created","data":{}}' }, '422 clarity.webhook-incomplete'],
  ];
  it.each(cases)('%s', (_, sent, expected) => {
    expect(verdict(receive(sent))).toBe(expected);
  });

  it('W01 fails closed without a secret', () => {
    expect(verdict(receive({}, {}, ''))).toBe('401 webhook.no-secret');
    expect(verdict(receive({}, {}, 'whsec_'))).toBe('401 webhook.no-secret');
  });

  it('A09 is accepted within the tolerance of the settings, at most 15 minutes', () => {
    expect(verdict(receive({ sentAt: NOW - 840_000 }, { webhookToleranceMinutes: 15 }))).toBe('accepted');
  });

  it('S13 is refused when it carries card data, and the answer does not repeat it', () => {
    const received = receive(withData({ snapshot: { note: 'card 4111 1111 1111 1111' } }));
    expect(verdict(received)).toBe('422 card-data.found');
    expect(JSON.stringify(received)).toContain('data.snapshot.note');
    expect(JSON.stringify(received)).not.toMatch(/1111 1111|4111111111111111/);
    expect(verdict(receive(withData({ snapshot: '4111111111111111' }), { cardDataInWebhooks: 'blank' }))).toBe(
      'accepted',
    );
  });

  it('S05 cannot pollute prototypes', () => {
    receive({ body: '{"type":"order.created","data":{"id":1,"__proto__":{"polluted":true}}}' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a simple hook with a fixed header', () => {
  const settings = { webhookAuth: 'header', webhookHeader: 'X-Store-Secret' };
  const simple = (header: Record<string, string>, body = JSON.stringify(ENVELOPE)): Received =>
    receiveWebhook(
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...header },
        body: Buffer.from(body),
        receivedAt: NOW,
      },
      { tenant: 't', name: 'store', settings, secrets: { webhookSecret: secret } },
    );

  it('is accepted only when the settings say so and the header fits', () => {
    expect(verdict(simple({ 'x-store-secret': secret }))).toBe('accepted');
    expect(verdict(simple({ 'x-store-secret': 'guess' }))).toBe('401 webhook.signature-wrong');
    expect(verdict(simple({}))).toBe('401 webhook.headers-missing');
    expect(verdict(receive({ headers: { 'webhook-signature': '', 'x-store-secret': secret } }))).toBe(
      '401 webhook.headers-missing',
    );
  });

  it('W03 has an id made of its content', () => {
    const [first, again, other] = [
      simple({ 'x-store-secret': secret }),
      simple({ 'x-store-secret': secret }),
      simple({ 'x-store-secret': secret }, '{"type":"order.created","data":{"id":2}}'),
    ];
    expect(first).toEqual(again);
    expect(first.accepted && first.events[0]?.id).toMatch(/^hook:[0-9a-f]{40}$/);
    expect(other).not.toEqual(first);
  });
});
