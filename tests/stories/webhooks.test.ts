import { describe, expect, test } from 'vitest';
import { dataOf } from '../../src/cli/server-client.ts';
import { HOOK_SECRET, type Hook, orderPlaced, sendHook } from './hooks.ts';
import { useInstance } from './instance.ts';
import { held, landed } from './landed.ts';
import { filesWith, tablesWith } from './stored-text.ts';

/** The door for webhooks: what is let in, what is turned away, and that neither loses or doubles anything. */

const MINUTE = 60_000;
/** Nothing but webhooks tells of orders here: the poll looks once, at the start. */
const shop = useInstance({ settings: { clarity: { pollSeconds: 3_600 }, webhookSecret: HOOK_SECRET } });

const send = (hook: Hook) => sendHook(shop.server.url, hook);

/** An order of which the store itself tells nobody. */
async function untoldOrder(): Promise<number> {
  await shop.store.fault('order.created', 'dropped');
  return await shop.place('plain');
}

async function countHooks(outcome: string): Promise<number> {
  const text = dataOf(await shop.client.getMetrics());
  const lines = text.split('\n').filter((line) => line.startsWith('landbridge_webhook_duration_seconds_count'));
  const counts = lines
    .filter((line) => line.includes(`outcome="${outcome}"`))
    .map((line) => Number(line.split(' ')[1]));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countRuns(id: number): Promise<number> {
  const { items } = dataOf(
    await shop.client.listRuns({ query: { search: String(id), flow: 'order-to-cash', limit: 100 } }),
  );
  return items.filter((run) => run.facts.order === String(id)).length;
}

describe('what is let in', () => {
  test('a signed webhook is stored before it is answered, and its order lands', async () => {
    const id = await untoldOrder();
    const answer = await send({ body: orderPlaced(id) });
    expect(answer).toMatchObject({ status: 202, eventIds: [expect.any(String)] });
    expect(await countRuns(id)).toBe(1);
    await landed(shop, id);
  });

  test('W09 the signature is over the raw bytes, whatever spaces and order they have', async () => {
    const id = await untoldOrder();
    const parsed = JSON.parse(orderPlaced(id)) as Record<string, unknown>;
    const body = JSON.stringify(Object.fromEntries(Object.entries(parsed).toReversed()), null, '\t');
    expect(await send({ body })).toMatchObject({ status: 202 });
    await landed(shop, id);
  });

  test('W03 the same message again, and the same order under a new message id, have one effect', async () => {
    const id = await untoldOrder();
    const body = orderPlaced(id);
    expect((await send({ body, id: 'msg_once' })).status).toBe(202);
    expect((await send({ body, id: 'msg_once' })).status).toBe(200);
    expect((await send({ body, id: 'msg_twice' })).status).toBeLessThan(300);
    await landed(shop, id);
    expect(await countRuns(id)).toBe(1);
  });

  test('W04 the same event fifty times in parallel: one row, one order', async () => {
    const id = await untoldOrder();
    const body = orderPlaced(id);
    const answers = await Promise.all(Array.from({ length: 50 }, () => send({ body, id: 'msg_fifty' })));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(new Set(answers.flatMap(({ eventIds }) => eventIds)).size).toBe(1);
    await landed(shop, id);
    expect(await countRuns(id)).toBe(1);
  });

  test('W07 an event of an unknown type is taken, counted and does nothing', async () => {
    const taken = async (): Promise<number> => (await countHooks('stored')) + (await countHooks('nothing'));
    const before = await taken();
    const body = JSON.stringify({ type: 'comet.sighted', timestamp: new Date().toISOString(), data: { id: 77 } });
    expect((await send({ body })).status).toBeLessThan(300);
    expect(await taken()).toBe(before + 1);
    expect(await countRuns(77)).toBe(0);
  });
});

describe('what is turned away', () => {
  const now = Date.now();
  const many = Array.from({ length: 100 }, (_, index) => `v1,${Buffer.alloc(32, index).toString('base64')}`).join(' ');
  const REFUSED: readonly (readonly [string, Partial<Hook>, string])[] = [
    ['W01 without a signature', { headers: { 'webhook-signature': undefined } }, 'webhook.headers-missing'],
    ['W01 without an id', { headers: { 'webhook-id': undefined } }, 'webhook.headers-missing'],
    [
      'W01 with another secret',
      { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` },
      'webhook.signature-wrong',
    ],
    ['W01 by another algorithm', { headers: { 'webhook-signature': 'v2,c2lnbmF0dXJl' } }, 'webhook.signature-wrong'],
    ['W01 with a hundred signatures', { headers: { 'webhook-signature': many } }, 'webhook.'],
    ['W02 six minutes old', { sentAt: now - 6 * MINUTE }, 'webhook.clock-apart'],
    ['W02 from the future', { sentAt: now + 6 * MINUTE }, 'webhook.clock-apart'],
    ['W02 with a time that is none', { headers: { 'webhook-timestamp': 'noon' } }, 'webhook.'],
  ];

  test.each(REFUSED)('%s: 401, nothing is stored, and it is counted', async (_, hook, code) => {
    const before = await countHooks('refused');
    const answer = await send({ body: orderPlaced(990_001), ...hook });
    expect(answer.status).toBe(401);
    expect(answer.code).toContain(code);
    expect(await countHooks('refused')).toBe(before + 1);
    expect(await countRuns(990_001)).toBe(0);
  });

  test('malformed, foreign and oversized bodies, and connections that do not exist', async () => {
    expect(await send({ body: '{"type": "order.created", ' })).toMatchObject({
      status: 400,
      code: 'request.malformed',
    });
    expect(await send({ body: '[1, 2]' })).toMatchObject({ status: 400 });
    expect(await send({ body: '{"type": "order.created"}' })).toMatchObject({
      status: 422,
      code: 'clarity.webhook-incomplete',
    });
    expect(await send({ body: 'hello', headers: { 'content-type': 'text/plain' } })).toMatchObject({
      status: 415,
      code: 'request.media-type',
    });
    const large = JSON.stringify({ type: 'order.created', data: { id: 1, text: 'x'.repeat(1_100_000) } });
    expect(await send({ body: large })).toMatchObject({ status: 413, code: 'request.too-large' });
    expect(await send({ body: orderPlaced(1), connection: 'nobody' })).toMatchObject({ status: 404 });
    for (const outcome of ['malformed', 'media-type', 'too-large', 'no-connection'])
      expect(await countHooks(outcome), outcome).toBeGreaterThanOrEqual(1);
  });

  test('D21 very deep JSON and a key given twice are refused quickly', async () => {
    const deep = `{"type":"order.created","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const startedAt = Date.now();
    expect(await send({ body: deep })).toMatchObject({ status: 400 });
    expect(await send({ body: '{"type":"order.created","type":"order.created","data":{"id":1}}' })).toMatchObject({
      status: 400,
    });
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('S13 card data', () => {
  const CARD = '4111111111111111';
  const WRITTEN = [CARD, '4111 1111 1111 1111', '4111-1111-1111-1111'];

  test('in a webhook is refused, and told by its place only', async () => {
    const before = await countHooks('refused');
    const answer = await send({ body: orderPlaced(1, { note: 'card 4111-1111-1111-1111 please' }) });
    expect(answer.status).toBe(422);
    expect(answer.code).toContain('card');
    expect(await countHooks('refused')).toBe(before + 1);
  });

  test('in a note of an order holds the order', async () => {
    const run = await held(shop, await shop.place('card-in-note'));
    expect(run).toMatchObject({ code: 'clarity.card-data-in-order', hold: { queue: 'card-data' } });
    expect(run.hold?.failure?.field).toBe('order.notes[0]');
  });

  test('stands nowhere: not in the database, not in the log, not in M3', async () => {
    const { connectionString = '' } = shop.database ?? {};
    // The search does find what is there.
    expect((await tablesWith(connectionString, ['order-to-cash'])).length).toBeGreaterThan(2);
    expect(await tablesWith(connectionString, WRITTEN)).toEqual([]);
    expect(filesWith(shop.folder, ['webhook'])).not.toEqual([]);
    expect(filesWith(shop.folder, WRITTEN)).toEqual([]);
    const m3 = JSON.stringify(await shop.m3.ledger());
    expect(WRITTEN.filter((text) => m3.includes(text))).toEqual([]);
  });
});
