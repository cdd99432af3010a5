import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { HOOK_SECRET, orderPlaced, sendHook } from '../stories/hooks.ts';
import { useInstance } from '../stories/instance.ts';
import { landed } from '../stories/landed.ts';
import { pause, until } from '../stories/until.ts';

/**
 * How fast work goes on after the worst: measured from outside, against what an operator is promised. How soon the
 * work of one of several workers goes on: `workers.test.ts`.
 */

const shop = useInstance({ settings: { webhookSecret: HOOK_SECRET } });
const READY_MS = 3_000;
const FIRST_STEP_MS = 5_000;

/** What an empty process takes to start and end on a quiet machine. */
const QUIET_START_MS = 60;

/**
 * How many times slower this machine is now than a quiet one, by what an empty process takes: other tests may run beside
 * this one. The promises are for a quiet machine and are stretched by it.
 */
function slowness(): number {
  const took = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - startedAt;
  });
  // Tests of other files run at the same time, at the least one more.
  return Math.max(2, Math.max(...took) / QUIET_START_MS);
}

const place = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, () => shop.place('guest', '2-5')));

async function underWay(ids: readonly number[], atLeast: number): Promise<void> {
  await until('orders to be under way', async () => {
    const runs = await Promise.all(ids.map((id) => shop.runOf(id)));
    return runs.filter((run) => run?.state === 'running').length >= atLeast || undefined;
  });
}

/** Shuts the door of a database, and opens it again. */
async function keeperOf(adminConnectionString: string): Promise<(shut: boolean) => Promise<void>> {
  const ask = async <T>(address: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const named = await ask(adminConnectionString, (client) =>
    client.query<{ name: string }>('SELECT current_database() AS name'),
  );
  const name = named.rows[0]?.name ?? '';
  return (shut) =>
    ask(adminConnectionString.replace(`/${name}`, '/postgres'), async (client) => {
      await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${shut ? 'false' : 'true'}`);
      if (shut) await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    });
}

test('C02 C11 all processes killed in the middle of orders: ready within 3 s, the first resumed step within 5 s', async () => {
  await landed(shop, await shop.place('plain'));
  await shop.m3.settings({ latencyMs: 300 });
  const ids = await place(8);
  await underWay(ids, 4);
  await pause(300);
  await shop.server.kill();
  await shop.m3.settings({ latencyMs: 0 });
  const before = (await shop.m3.ledger()).orders.length;
  const slower = slowness();
  const startedAt = performance.now();
  await shop.server.start(60_000);
  const readyMs = performance.now() - startedAt;
  await until('the first order that was under way to land', async () => {
    const { orders } = await shop.m3.ledger();
    return orders.length > before || undefined;
  });
  const firstStepMs = performance.now() - startedAt;
  expect(readyMs).toBeLessThan(READY_MS * slower);
  expect(firstStepMs).toBeLessThan((READY_MS + FIRST_STEP_MS) * slower);
  for (const id of ids) await landed(shop, id, 30_000);
}, 120_000);

test('C12 the database comes back: events are taken in and orders go on within 5 s, without a restart', async () => {
  const pid = shop.server.pid;
  const { database } = shop;
  if (!database) throw new Error('This test needs the shared database');
  const ids = await place(3);
  const refuse = await keeperOf(database.adminConnectionString);
  await refuse(true);
  await pause(2_000);
  expect(await sendHook(shop.server.url, { body: orderPlaced(1) })).toMatchObject({ status: 503 });
  await refuse(false);
  const backAt = performance.now();
  await until('an event to be taken in', async () => {
    const body = orderPlaced(990_000, { key: randomUUID() }).replace('order.created', 'comet.sighted');
    const answer = await sendHook(shop.server.url, { body }).catch(() => undefined);
    return answer?.status === 202 || answer?.status === 200 || undefined;
  });
  expect(performance.now() - backAt).toBeLessThan(FIRST_STEP_MS * slowness());
  for (const id of [...ids, await shop.place('guest', '1-2')]) await landed(shop, id, 30_000);
  expect(shop.server.pid).toBe(pid);
}, 90_000);
