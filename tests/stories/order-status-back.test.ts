import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../src/api/types.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { until } from './until.ts';

/** The shopper sees how far the order is in M3, hears of each change once, and what people decide stands. */

const shop = useInstance({ settings: { m3: { statusEverySeconds: 1 }, clarity: { pollSeconds: 1 } } });

const statusOf = async (id: number): Promise<string> => (await shop.store.order(id)).status;
const reaches = (id: number, status: string): Promise<true> =>
  until(`web order ${id} to be ${status}`, async () => (await statusOf(id)) === status || undefined, {
    picture: () => statusOf(id),
  });

/** Runs that brought a change of status back, newest first. */
async function changesOf(id: number): Promise<readonly RunSummary[]> {
  const query = { search: String(id), flow: 'order-status-back', limit: 100 };
  const { items } = dataOf(await shop.client.listRuns({ query }));
  return items.filter((run) => run.facts.order === String(id));
}

/** Does something in M3 and waits until Landbridge has dealt with the change. */
async function andDealtWith(id: number, change: () => Promise<unknown>): Promise<void> {
  const first = async (): Promise<true | undefined> => (await changesOf(id)).length > 0 || undefined;
  await until(`the first look at order ${id}`, first);
  const before = (await changesOf(id)).length;
  await change();
  await until(`the change of order ${id}`, async () => {
    const runs = await changesOf(id);
    return (runs.length > before && runs.every((run) => run.state === 'completed')) || undefined;
  });
}

describe('an order goes its way', () => {
  test('picked, delivered, invoiced: the store follows, with one mail each', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain'));
    for (const [to, status] of [
      ['33', 'Confirmed'],
      ['44', 'Processing'],
      ['66', 'Shipped'],
      ['77', 'Completed'],
    ] as const) {
      await shop.m3.advance(erp.orderNumber, to);
      await reaches(web.id, status);
    }
    expect(await shop.store.mailsOf(web.id)).toEqual([
      'order-received',
      'order-confirmed',
      'order-processing',
      'order-shipped',
      'order-completed',
    ]);
    const { statusHistory } = await shop.store.order(web.id);
    expect(statusHistory.map((entry) => entry.status).slice(-4)).toEqual([
      'Confirmed',
      'Processing',
      'Shipped',
      'Completed',
    ]);
  });

  test('several steps between two looks are told as the last one, not backwards', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain'));
    await andDealtWith(web.id, () => shop.m3.advance(erp.orderNumber, '66'));
    expect(await statusOf(web.id)).toBe('Shipped');
    const mails = await shop.store.mailsOf(web.id);
    expect(mails.filter((mail) => mail === 'order-shipped')).toHaveLength(1);
  });

  test('a store that is further on than M3 stays there', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain'));
    await shop.store.clerk(web.id, 'Complete');
    await andDealtWith(web.id, () => shop.m3.advance(erp.orderNumber, '44'));
    expect(await statusOf(web.id)).toBe('Completed');
  });
});

describe('what people decide', () => {
  test('a clerk’s On Hold in the store wins until the clerk lets go', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain'));
    await shop.store.clerk(web.id, 'Hold');
    await andDealtWith(web.id, () => shop.m3.advance(erp.orderNumber, '44'));
    expect(await statusOf(web.id)).toBe('On Hold');
    await shop.store.clerk(web.id, 'Pending');
    await shop.m3.advance(erp.orderNumber, '66');
    await reaches(web.id, 'Shipped');
    expect(await shop.store.mailsOf(web.id)).not.toContain('order-processing');
  });

  test('W14 our own writes come back as nothing', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain'));
    await andDealtWith(web.id, () => shop.m3.advance(erp.orderNumber, '44'));
    // What the store tells of our write may still be on its way through a busy machine.
    const over = await until('every run of the order to be through', async () => {
      const { items } = dataOf(await shop.client.listRuns({ query: { search: String(web.id), limit: 100 } }));
      return items.every((run) => run.state === 'completed') ? items : undefined;
    });
    expect(over.filter((run) => run.flow === 'order-to-cash')).toHaveLength(1);
  });
});

describe('orders that no webhook told of', () => {
  test('W10 a dropped webhook: the look at the store finds the order', async () => {
    await shop.store.fault('order.created', 'dropped', 3);
    const ids = [await shop.place('plain'), await shop.place('guest'), await shop.place('new-customer')];
    for (const id of ids) {
      const { run } = await landed(shop, id);
      expect(run.event.via).toBe('poll');
    }
    expect(dataOf(await shop.client.getToday()).seenByPoll).toBeGreaterThanOrEqual(3);
    expect((await shop.store.ledger()).webhooks.dropped).toBe(3);
  });

  test('W11 an endpoint that the store has given up: the gap is found', async () => {
    await shop.store.tell('http://127.0.0.1:9/', ['none']);
    const id = await shop.place('discount');
    const { run } = await landed(shop, id);
    expect(run.event.via).toBe('poll');
  });
});

test('an order that came after thousands of others is followed like them, and those that are through are left alone', async () => {
  // What was told of long ago: orders that M3 has deleted.
  await shop.sql(
    `INSERT INTO links (tenant, kind, left_system, left_id, right_system, right_id, created_at, watch)
    SELECT 'default', 'order', 'clarity', 'old-' || n, 'm3', '09' || lpad(n::text, 8, '0'), now() - interval '1 day',
      '{"m3/order-status": {"seen": {"lowest": "--", "highest": "--", "stop": "", "n": 1}}}'
    FROM generate_series(1, 2100) n`,
  );
  const { web, erp } = await landed(shop, await shop.place('plain'));
  await shop.m3.advance(erp.orderNumber, '66');
  await reaches(web.id, 'Shipped');
  await until('the old orders to be left alone', async () => {
    const watched = await shop.sql(
      `SELECT 1 FROM links WHERE left_id LIKE 'old-%' AND watch->'m3/order-status'->'closed' IS NULL`,
    );
    return watched.length === 0;
  });
  expect((await changesOf(web.id)).map((run) => run.state)).toContain('completed');
});
