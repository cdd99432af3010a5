import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Delivery, TriggerEvent } from '../../kit/connector.ts';
import { openRig, type Rig } from '../testing/rig.ts';
import { ordersPoll } from './orders.ts';
import { receiveWebhook } from './webhooks.ts';

let rig: Rig;
afterEach(async () => {
  await rig.close();
});

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

async function look(cursor?: JsonObject): Promise<{ events: readonly TriggerEvent[]; cursor: JsonObject }> {
  const { client, config } = rig;
  return await ordersPoll.poll({
    client,
    settings: config.settings,
    cursor,
    linked: [],
    find: () => Promise.resolve([]),
    now: Date.now(),
  });
}

describe('the look at a real store', () => {
  it.each(['UTC', 'America/Chicago', 'Asia/Kolkata'])(
    'finds new orders of a store that writes in %s, once',
    async (zone) => {
      rig = await openRig({ settings: { sourceTimeZone: zone } });
      await rig.settings({ zone });
      const id = await rig.store.place('plain');
      const first = await look();
      expect(first.events.map((event) => event.subject)).toEqual([String(id)]);
      await rig.output('order.set-external-key', { id: String(id), key: '0010004711' });
      const second = await look(first.cursor);
      expect(second.events).toEqual([]);
      await rig.store.api('PATCH', `/Ordering/SalesOrder/Hold/${id}`);
      const third = await look(second.cursor);
      expect(third.events.map((event) => event.type)).toEqual(['clarity.order.updated']);
    },
  );

  it('leaves the store’s history alone', async () => {
    rig = await openRig();
    const { events } = await look();
    expect(events.filter((event) => event.type !== 'clarity.order.updated')).toEqual([]);
  });

  it('reads by pages what is too long in one piece, and goes on from there', async () => {
    rig = await openRig();
    const placed: string[] = [];
    for (let n = 0; n < 255; n += 1) placed.push(String(await rig.store.place('plain')));
    // An answer that cannot be read to its end, however often it is asked for.
    await rig.fault('POST /Ordering/SalesOrdersForConnect', 'truncated', 1_000);
    const found: string[] = [];
    let cursor: JsonObject | undefined;
    for (let looks = 0; looks < 40 && found.length < placed.length; looks += 1) {
      const next = await look(cursor);
      found.push(...next.events.map(({ subject }) => subject));
      cursor = next.cursor;
    }
    expect(found.toSorted()).toEqual(placed.toSorted());
    expect((await look(cursor)).events).toEqual([]);
  });

  it('tells parts and not their master', async () => {
    rig = await openRig();
    await rig.store.plain('POST', '/sandbox/shop/one', { kind: 'target-orders', seed: 3 });
    const { events } = await look();
    const { orders } = (await rig.store.plain('GET', '/sandbox/ledger')).body as {
      orders: { id: number; expect: string }[];
    };
    const wanted = orders.filter((order) => order.expect !== 'skip').map((order) => String(order.id));
    expect(events.map((event) => event.subject).toSorted()).toEqual(wanted.toSorted());
    expect(orders.length).toBeGreaterThan(wanted.length);
  });

  it('reads a store of the current generation the same way', async () => {
    rig = await openRig(({ url }) => ({
      settings: { baseUrl: `${url}/phoenix`, dialect: 'phoenix', auth: 'jwt-password' },
    }));
    const id = await rig.store.place('plain');
    const first = await look();
    expect(first.events.map((event) => event.subject)).toEqual([String(id)]);
    await rig.store.api('PATCH', `/Ordering/SalesOrder/Hold/${id}`);
    const second = await look(first.cursor);
    expect(second.events.map((event) => event.subject)).toEqual([String(id)]);
    expect((await look(second.cursor)).events).toEqual([]);
  });
});

describe('a webhook of a real store', () => {
  it('is verified and means the same order as the look', async () => {
    rig = await openRig({ secrets: { webhookSecret: SECRET } });
    const deliveries: Delivery[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        deliveries.push({ method: request.method ?? '', headers, body: Buffer.concat(chunks), receivedAt: Date.now() });
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/store`;
    await rig.store.plain('POST', '/sandbox/webhook', { url, secret: SECRET });
    const id = await rig.store.place('plain');
    while (deliveries.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    server.closeAllConnections();
    server.close();

    const received = receiveWebhook(deliveries[0] as Delivery, rig.config);
    const [hooked] = received.accepted ? received.events : [];
    const [polled] = (await look()).events;
    expect(hooked).toMatchObject({ type: 'clarity.order.created', subject: String(id) });
    const identity = (event: TriggerEvent | undefined) => [
      event?.type,
      event?.data['store'],
      event?.data['entityId'],
      event?.data['accountId'],
    ];
    expect(identity(hooked)).toEqual(identity(polled));
  });
});
