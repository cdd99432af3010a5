import { expect, test } from 'vitest';
import type { ServerProcess } from '../../src/cli/demo/server-process.ts';
import { useInstance } from '../stories/instance.ts';
import { landed } from '../stories/landed.ts';
import { pause, until } from '../stories/until.ts';

/** One process takes orders in, others work on them; workers die, freeze and are told to go in the middle of calls. */

const shop = useInstance({ flags: ['--role', 'intake,console'] });
/** Long enough to be in the middle of an order whenever something happens to a worker. */
const SLOW_MS = 400;
/** What an operator is promised. */
const TAKEOVER_MS = 20_000;
/** What orders that were taken over still need until they are done. */
const WORK_MS = 5_000;

const addWorker = (name: string): Promise<ServerProcess> =>
  shop.addServer(['--role', 'work', '--instance', name, '--concurrency', '4']);
const place = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, () => shop.place('guest', '2-5')));
const signal = (server: ServerProcess, name: NodeJS.Signals): void => void process.kill(server.pid ?? 0, name);

/** Waits until this many orders are under way, and a little more, so that calls to M3 are on their way. */
async function inTheMiddle(ids: readonly number[], atLeast: number): Promise<void> {
  await until('orders to be under way', async () => {
    const runs = await Promise.all(ids.map((id) => shop.runOf(id)));
    return runs.filter((run) => run?.state === 'running').length >= atLeast || undefined;
  });
  await pause(SLOW_MS * 1.5);
}

let doomed: ServerProcess;
let frozen: ServerProcess;
let orders: readonly number[];

test('a process that only takes in keeps orders for the first worker that comes', async () => {
  const id = await shop.place('plain');
  const run = await shop.runIn(id, ['queued']);
  expect((await fetch(`${shop.server.url}/readyz`)).status).toBe(200);
  [doomed, frozen] = await Promise.all([addWorker('doomed'), addWorker('frozen')]);
  expect((await landed(shop, id)).run.id).toBe(run.id);
  expect((await fetch(`${frozen.url}/hooks/clarity`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${frozen.url}/readyz`)).status).toBe(200);
});

test('C02 C17 a worker is killed, another freezes: a third takes their orders over within 20 seconds', async () => {
  await shop.m3.settings({ latencyMs: SLOW_MS });
  orders = await place(12);
  await inTheMiddle(orders, 6);
  await doomed.kill();
  signal(frozen, 'SIGSTOP');
  const lostAt = Date.now();
  await addWorker('heir');
  await shop.m3.settings({ latencyMs: 0 });
  const timeoutMs = TAKEOVER_MS + WORK_MS;
  await until(
    'all orders to land',
    async () => {
      const runs = await Promise.all(orders.map((id) => shop.runOf(id)));
      return runs.every((run) => run?.state === 'completed') || undefined;
    },
    { timeoutMs },
  );
  expect(Date.now() - lostAt).toBeLessThan(timeoutMs);
  for (const id of orders) await landed(shop, id);
}, 60_000);

test('C17 a worker that wakes up after its time changes nothing, and works on', async () => {
  const before = await shop.m3.ledger();
  signal(frozen, 'SIGCONT');
  await pause(1_500);
  for (const id of orders) await landed(shop, id);
  expect((await shop.m3.ledger()).orders).toHaveLength(before.orders.length);
  for (const id of await place(2)) await landed(shop, id);
});

test('C19 a worker that is told to go ends within its grace, and nothing is lost or doubled', async () => {
  await shop.m3.settings({ latencyMs: SLOW_MS });
  const next = await place(8);
  await inTheMiddle(next, 4);
  const toldAt = Date.now();
  await frozen.stop();
  expect(Date.now() - toldAt).toBeLessThan(20_000);
  for (const id of next) await landed(shop, id, 30_000);
}, 60_000);
