import { describe, expect, test } from 'vitest';
import { dataOf } from '../../src/cli/server-client.ts';
import { ask } from '../../src/cli/demo/ledgers.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { pause, until } from './until.ts';

/** M3 tells of its changes by itself. No poll looks within these tests, unless an event asks it to. */

const NEVER = 3_600;
const SECRET = 'the-secret-that-tests-share-with-the-feed';

const shop = useInstance({
  flags: ['--feed'],
  settings: {
    m3: {
      stockEverySeconds: NEVER,
      itemsEverySeconds: NEVER,
      pricesEverySeconds: NEVER,
      customersEverySeconds: NEVER,
      statusEverySeconds: NEVER,
    },
    clarity: { pollSeconds: 1, quietTime: '2s' },
    feedSecret: SECRET,
  },
});

interface StoreStock {
  readonly stock: readonly { readonly sku: string; readonly section: string; readonly quantity: number }[];
}

const quantityOf = async (sku: string): Promise<number | undefined> =>
  (await ask<StoreStock>(`${shop.store.url}/sandbox/stock`)).stock.find(
    (row) => row.sku === sku && row.section === '001-MAIN',
  )?.quantity;
const count = (itemNumber: string, onHand: number) =>
  ask(`${shop.m3.url}/sandbox/items`, { itemNumber, onHand: { '001': onHand } });
const shows = (sku: string, quantity: number): Promise<true> =>
  until(`the store to show ${quantity} of ${sku}`, async () => (await quantityOf(sku)) === quantity || undefined, {
    picture: () => quantityOf(sku),
  });
const feed = (wish: object) => ask(`${shop.m3.url}/sandbox/feed`, wish);
const feedCounts = async (): Promise<Record<string, number>> =>
  (await ask<{ counts: Record<string, number> }>(`${shop.m3.url}/sandbox/feed`)).counts;

/** Posts to an address of the feed, as ION does. */
async function post(path: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  const response = await fetch(`${shop.server.url}/hooks/m3${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-landbridge-key': SECRET, ...headers },
    body: body as string,
  });
  const answer = JSON.parse((await response.text()) || '{}') as { code?: string };
  return `${response.status} ${answer.code ?? ''}`.trim();
}

const itemBod = (number: string, variation: number, before = ''): string =>
  JSON.stringify({
    documentName: 'Sync.ItemMaster',
    messageId: `test-${number}-${variation}`,
    document: {
      encoding: 'NONE',
      value: `${before}<SyncItemMaster><ApplicationArea><BODID>infor-nid:T:100_AAA::${number}:?ItemMaster</BODID></ApplicationArea><DataArea><Sync><AccountingEntityID>100_AAA</AccountingEntityID></Sync><ItemMaster><ItemMasterHeader><ItemID><ID variationID="${variation}">${number}</ID></ItemID></ItemMasterHeader></ItemMaster></DataArea></SyncItemMaster>`,
    },
  });

const itemRuns = async (): Promise<number> =>
  dataOf(await shop.client.listRuns({ query: { flow: 'items-to-products', limit: 100 } })).items.length;

describe('a change in M3', () => {
  test('of stock is in the store within two seconds and a busy machine’s moment', async () => {
    await count('PUMP-1001', 71);
    await shows('PUMP-1001', 71);
    const changedAt = Date.now();
    await count('PUMP-1001', 72);
    await shows('PUMP-1001', 72);
    expect(Date.now() - changedAt).toBeLessThan(8_000);
    await count('PUMP-1007', 73);
    const next = Date.now();
    await shows('PUMP-1007', 73);
    expect(Date.now() - next).toBeLessThan(3_000);
  });

  test('of an item is in the store, told by a document of ION', async () => {
    await ask(`${shop.m3.url}/sandbox/items`, {
      itemNumber: 'VALVE-1002',
      fields: { ITDS: 'Valve with another name' },
    });
    await until('the name in the store', async () => {
      const { products } = await ask<{ products: readonly { sku: string; name: string }[] }>(
        `${shop.store.url}/sandbox/products`,
      );
      return products.find(({ sku }) => sku === 'VALVE-1002')?.name.startsWith('Valve with another') || undefined;
    });
    expect(await feedCounts()).toMatchObject({ waiting: 0, bodsRefused: 0 });
  });

  test('of an order makes the status poll look at it at once, however many others are open', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain'));
    // Pages of 500 are five seconds apart: in turn it would be looked at after a minute and a half.
    await shop.sql(
      `INSERT INTO links (tenant, kind, left_system, left_id, right_system, right_id, created_at)
      SELECT 'default', 'order', 'clarity', 'old-' || n, 'm3', '09' || lpad(n::text, 8, '0'), now() - interval '1 day'
      FROM generate_series(1, 10000) n`,
    );
    await shop.m3.advance(erp.orderNumber, '66');
    await until(
      'the shopper to see it',
      async () => (await shop.store.order(web.id)).status === 'Shipped' || undefined,
      {
        timeoutMs: 25_000,
        picture: async () => (await shop.store.order(web.id)).status,
      },
    );
  });
});

describe('a feed that behaves badly', () => {
  test('W05: lost, doubled and late events end in the newest figures', async () => {
    await feed({ modes: { drop: 0.2, duplicate: 0.5, shuffle: 0.5, seed: 3 } });
    const items = ['MOTOR-1004', 'TOOL-1005', 'VALVE-1008', 'MOTOR-1010', 'TOOL-1011'];
    for (let round = 1; round <= 6; round += 1) {
      for (const [index, item] of items.entries()) await count(item, round * 10 + index);
    }
    await feed({ modes: { drop: 0, duplicate: 0, shuffle: 0 } });
    await pause(1_200);
    for (const [index, item] of items.entries()) await count(item, 200 + index);
    for (const [index, item] of items.entries()) await shows(item, 200 + index);
  });

  test('W03: a document that comes again or late starts nothing', async () => {
    expect(await post('/service/v2/message', itemBod('SEAL-1003', 9_005))).toBe('201');
    await until('the run of the item', async () => (await itemRuns()) > 0 || undefined);
    await pause(1_500);
    const before = await itemRuns();
    expect(await post('/service/v2/message', itemBod('SEAL-1003', 9_005))).toBe('201');
    expect(await post('/service/v2/message', itemBod('SEAL-1003', 9_004))).toBe('201');
    await pause(2_000);
    expect(await itemRuns()).toBe(before);
    expect(await post('/service/v2/message', itemBod('SEAL-1003', 9_006))).toBe('201');
    await until('the run of the newer one', async () => (await itemRuns()) > before || undefined);
  });

  test('S15, W17, W07: hostile, huge and unknown documents are each answered, and the server goes on', async () => {
    expect(await post('/service/v2/message', itemBod('SEAL-1003', 1, '<!DOCTYPE x [<!ENTITY a "b">]>'))).toBe(
      '422 m3.bod-forbidden',
    );
    expect(await post('/service/v3/message/multipart', new Uint8Array(20_000_000))).toBe('413 request.too-large');
    const unknown = itemBod('P-1', 1).replaceAll('ItemMaster', 'PurchaseOrder');
    expect(await post('/service/v2/message', unknown)).toBe('201');
    expect(await post('/service/v2/message', itemBod('SEAL-1003', 2), { 'x-landbridge-key': 'other' })).toBe(
      '401 webhook.signature-wrong',
    );
    const ping = await fetch(`${shop.server.url}/hooks/m3/service/ping`, { headers: { 'x-landbridge-key': SECRET } });
    expect(ping.status).toBe(200);
  });
});
