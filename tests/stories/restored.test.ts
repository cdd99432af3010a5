import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createClient } from '../../src/api/client.ts';
import { freePort, ServerProcess } from '../../src/cli/demo/server-process.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { readOperatorToken } from '../../src/main.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { pause, until } from './until.ts';

/** A back-up is put back on another machine, after the systems around it have gone on. */

const shop = useInstance({ settings: { clarity: { pollSeconds: 1 } } });
const COPY = `restored_${process.pid}`;

async function asAdmin(text: string): Promise<void> {
  const url = new URL(shop.database?.adminConnectionString ?? '');
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

let other: ServerProcess | undefined;
afterAll(async () => {
  await other?.stop();
  await asAdmin(`DROP DATABASE IF EXISTS ${COPY} WITH (FORCE)`);
});

test('O08 C21: it begins paused, and what went to M3 after the back-up is found, not written again', async () => {
  await landed(shop, await shop.place('plain'));
  await shop.server.stop();
  const original = new URL(shop.database?.connectionString ?? '');
  await asAdmin(`CREATE DATABASE ${COPY} TEMPLATE ${original.pathname.slice(1)} OWNER landbridge`);
  await shop.server.start();
  // An order that the back-up knows nothing of, and that the store was not told of yet.
  for (const operation of ['order.set-external-key', 'order.set-status'])
    await shop.client.isolateOperation({ params: { name: 'clarity' }, body: { operation, reason: 'not told yet' } });
  const forgotten = await shop.place('new-customer');
  const erp = await until('the order in M3', async () => (await shop.m3.ordersOf(forgotten))[0], { timeoutMs: 30_000 });
  await shop.server.stop();

  const folder = join(shop.folder, 'other-machine');
  await mkdir(folder);
  await copyFile(join(shop.folder, 'master.key'), join(folder, 'master.key'));
  original.pathname = `/${COPY}`;
  const flags = ['--sandbox-folder', join(shop.folder, 'sandbox'), '--quick', '--instance', 'other'];
  other = new ServerProcess({
    folder,
    port: await freePort(),
    flags,
    environment: {
      DATABASE_URL: original.href,
      LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify({ clarity: { pollSeconds: 1 } }),
    },
  });
  await other.start();
  await until('the server to announce itself', () => other?.said.includes('The database was restored'));
  const client = createClient({ baseUrl: other.url, token: await readOperatorToken(folder) });
  const connections = async () => dataOf(await client.listConnections()).items;
  expect((await connections()).map(({ name, state, reason }) => [name, state, reason])).toEqual([
    ['clarity', 'paused', expect.stringContaining('restored on another server')],
    ['m3', 'paused', expect.stringContaining('restored on another server')],
  ]);
  // Orders are taken in all the while, and nothing leaves.
  const meanwhile = await shop.place('plain');
  const before = (await shop.m3.ledger()).calls;
  await pause(2_000);
  expect((await shop.m3.ledger()).calls).toEqual(before);
  expect(await shop.m3.ordersOf(meanwhile)).toEqual([]);

  for (const name of ['m3', 'clarity']) await client.resumeConnection({ params: { name }, body: {} });
  const [, m3] = await connections();
  expect(Date.parse(m3?.carefulUntil ?? '') - Date.now()).toBeGreaterThan(47 * 3_600_000);
  for (const webOrder of [meanwhile, forgotten]) {
    const run = await until(
      `web order ${webOrder} to be completed`,
      async () => {
        const { items } = dataOf(
          await client.listRuns({ query: { search: String(webOrder), flow: 'order-to-cash', limit: 9 } }),
        );
        return items.find(({ state, facts }) => state === 'completed' && facts.order === String(webOrder));
      },
      { timeoutMs: 45_000, picture: async () => dataOf(await client.listRuns({ query: { limit: 9 } })).items },
    );
    const orders = await shop.m3.ordersOf(webOrder);
    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual([run.facts.erpOrder]);
    if (webOrder === forgotten) expect(run.facts.erpOrder).toBe(erp.orderNumber);
  }
}, 180_000);
