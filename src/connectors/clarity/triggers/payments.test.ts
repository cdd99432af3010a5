import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Polled } from '../../kit/connector.ts';
import { openRig, type Rig } from '../testing/rig.ts';
import { paymentsPoll } from './payments.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig({ settings: { lookForPayments: true } });
});
afterEach(() => rig.close());

const look = (cursor?: JsonObject, settings: JsonObject = rig.config.settings): Promise<Polled> =>
  paymentsPoll.poll({
    client: rig.client,
    settings,
    cursor,
    linked: [],
    find: () => Promise.resolve([]),
    now: Date.now(),
    full: false,
  });
const post = async (path: string, body: object): Promise<number> => {
  const { text } = await rig.store.plain('POST', `/sandbox/payments${path}`, body);
  return (JSON.parse(text) as { id: number }).id;
};
const told = ({ events }: Polled): string[] =>
  events.map(({ type, data }) => `${type} ${JSON.stringify([data['state'], data['sequence']])}`);

describe('the look at payments', () => {
  it('tells each happening once, with the order it belongs to', async () => {
    const order = await rig.store.place('plain');
    const id = await post('', { orderId: order, amount: 12.5, captured: false });
    const first = await look();
    expect(first.events.find(({ subject }) => subject === String(id))).toMatchObject({
      type: 'clarity.payment.authorized',
      id: `poll:payment:${id}:authorised:1`,
      data: { entity: 'payment', entityId: String(id), orderId: String(order), state: 'authorised', sequence: 1 },
    });
    expect(told(await look(first.cursor))).toEqual([]);
    await post('/change', { action: 'capture', paymentId: id });
    const second = await look(first.cursor);
    expect(told(second)).toEqual(['clarity.payment.captured ["captured",1]']);
    await post('/change', { action: 'refund', paymentId: id, amount: 2.5 });
    const third = await look(second.cursor);
    expect(told(third)).toEqual(['clarity.payment.refunded ["refunded",1]']);
    await post('/change', { action: 'void', paymentId: id });
    expect(told(await look(third.cursor))).toEqual(['clarity.payment.voided ["voided",1]']);
  });

  it('counts a second capture as a happening of its own', async () => {
    const id = await post('', { amount: 10 });
    const first = await look();
    await post('/change', { action: 'capture', paymentId: id, amount: 5 });
    const second = await look(first.cursor);
    expect(told(second)).toEqual(['clarity.payment.captured ["captured",2]']);
    expect(await rig.output('payment.get', { id: String(id) })).toMatchObject({ amount: '15', sequence: 2 });
  });

  it('is off unless finance has asked for it', async () => {
    await post('', { amount: 10 });
    const settings = rig.config.settings;
    expect((await look(undefined, { ...settings, lookForPayments: false })).events).toEqual([]);
    expect(paymentsPoll.off?.({ ...settings, lookForPayments: false })).toBe('the look for payments');
    expect(paymentsPoll.off?.(settings)).toBeUndefined();
    expect(paymentsPoll.off?.({ ...settings, dialect: 'next' })).toBe('the look for payments');
  });
});

describe('reading payments', () => {
  it('names the first payment of a refund, and says when there is no order', async () => {
    const order = await rig.store.place('plain');
    const id = await post('', { orderId: order, amount: 12.5, fee: '0.41' });
    const refund = await post('/change', { action: 'refund', paymentId: id });
    expect(await rig.output('payment.get', { id: String(refund) })).toMatchObject({
      state: 'refunded',
      amount: '-12.5',
      originalId: String(id),
      orderId: String(order),
    });
    expect(await rig.output('payment.get', { id: String(id) })).toMatchObject({ fee: '0.41', state: 'captured' });
    const alone = await rig.output<JsonObject>('payment.get', { id: String(await post('', { amount: 1 })) });
    expect(alone).not.toHaveProperty('orderId');
    const { end } = await rig.drive('payment.get', { id: '999999' });
    expect(end).toMatchObject({ do: 'fail', failure: { code: 'clarity.payment-not-found', kind: 'missing' } });
  });

  it('lets no member of a card through, whatever the store sends', async () => {
    const id = await post('', { amount: 3 });
    const { body } = await rig.store.api('GET', `/Payments/Payment/ID/${id}`);
    const secret = { CardNumber: '4111111111111111', CVV: '123', Token: 'tok_live_1', RoutingNumber: '021000021' };
    await rig.store.api('PUT', '/Payments/Payment/Update', {
      ...body,
      ...secret,
      SerializableAttributes: { CardNumber: { Key: 'CardNumber', Value: '4111111111111111' } },
    });
    const driven = await rig.drive('payment.get', { id: String(id) });
    expect(JSON.stringify(driven.exchanges)).not.toMatch(/4111111111111111|tok_live_1|021000021/);
    expect(driven.end.do).toBe('done');
  });
});

describe('the sum of a day', () => {
  it('is exact, by method and currency, and leaves out what was voided or is of another day', async () => {
    for (const amount of [0.1, 0.2, 19.99]) await post('', { amount, fee: '0.01' });
    const yen = await post('', { amount: 1_200, currency: 'JPY' });
    await post('/change', { action: 'refund', paymentId: yen, amount: 200 });
    await post('/change', { action: 'void', paymentId: await post('', { amount: 500 }) });
    const before = new Date(Date.now() + 86_400_000).toISOString();
    type Summary = { day: string; groups: { currency: string }[] };
    const summary = await rig.output<Summary>('payment.summary', { before });
    expect(summary.day).toBe(new Date().toISOString().slice(0, 10));
    expect(summary.groups).toMatchObject([
      { currency: 'JPY', captured: '1200', refunded: '200', net: '1000', count: 2 },
      { currency: 'USD', captured: '20.29', refunded: '0', net: '20.29', fees: '0.03', count: 3 },
    ]);
    const today = await rig.output<Summary>('payment.summary', { before: new Date().toISOString() });
    expect(today.groups).toEqual([]);
  });
});

it('reads a list that goes over a page to its end', async () => {
  for (let turn = 0; turn < 260; turn += 1) await post('', { amount: 1 });
  const first = await look();
  expect(first).toMatchObject({ more: true });
  const second = await look(first.cursor);
  expect(second.more).toBe(false);
  const ids = [...first.events, ...second.events].map(({ subject }) => subject);
  expect(new Set(ids).size).toBe(260);
});
