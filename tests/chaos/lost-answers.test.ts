import { beforeAll, describe, expect, test } from 'vitest';
import { useInstance } from '../stories/instance.ts';
import { landed } from '../stories/landed.ts';
import type { M3FaultKind } from '../stories/m3-desk.ts';
import { until } from '../stories/until.ts';

/**
 * Every write on the way of an order meets every way in which an answer can get lost. Whatever M3 or the store made of
 * the call, there is one live order with its lines, one customer, and one mail.
 */

/** Short enough that late effects come within the quiet time, and the whole file within half a minute. */
const QUICK = { quietTime: '2s', readTimeout: '1s', writeTimeout: '1s' };
const shop = useInstance({
  settings: { m3: QUICK, clarity: { quietTime: '2s', callTimeoutSeconds: 1, pollSeconds: 5 } },
});

const M3_WRITES = ['CRS610MI/Add', 'OIS100MI/AddBatchHead', 'OIS100MI/bulk', 'OIS100MI/Confirm'] as const;
const STORE_WRITES = [
  'PUT /Ordering/SalesOrder/Update',
  'PATCH /Ordering/SalesOrder/Confirm/{ID}',
  'PUT /Accounts/Account/Update',
] as const;

const FAULTS: readonly (readonly [string, M3FaultKind])[] = [
  ['N01 the request is lost', 'drop-before'],
  ['N02 the answer is lost', 'drop-after'],
  ['N03 the effect comes late', 'late-effect'],
  ['N05 the gateway gives up after the effect', 'gateway-timeout'],
  ['N13 too many calls', 'throttle'],
  ['N15 unavailable', 'unavailable'],
  ['N16 a web page instead of an answer', 'html'],
  ['N17 half an answer', 'truncated'],
];

/** One shopper for each write, so that each of them can meet one fault. */
const SHOPPERS = ['new-customer', 'plain', 'freight', 'new-customer', 'discount', 'guest', 'plain'] as const;
const more: number[] = [];
const waves = new Map<M3FaultKind, readonly number[]>();

async function placeUnder(kind: M3FaultKind): Promise<void> {
  for (const call of M3_WRITES) await shop.m3.fault(call, kind);
  for (const call of STORE_WRITES) await shop.store.fault(call, kind);
  waves.set(kind, await Promise.all(SHOPPERS.map((shopper) => shop.place(shopper, '2-4'))));
  await until(
    `every write to meet ${kind}`,
    async () => {
      const left = [...(await shop.m3.pendingFaults()), ...(await shop.store.pendingFaults())];
      return left.length === 0 || undefined;
    },
    { picture: async () => [await shop.m3.pendingFaults(), await shop.store.pendingFaults()] },
  );
}

beforeAll(async () => {
  await landed(shop, await shop.place('plain'));
  for (const [, kind] of FAULTS) await placeUnder(kind);
}, 90_000);

describe.each(FAULTS)('%s', (_, kind) => {
  test('on each write of an order: one order, its lines exactly, told once', async () => {
    for (const id of waves.get(kind) ?? []) {
      const { web } = await landed(shop, id, 20_000);
      const mails = await shop.store.mailsOf(id);
      expect(mails.filter((mail) => mail === 'order-confirmed')).toHaveLength(1);
      if (web.accountId === null) continue;
      const { customers } = await shop.m3.ledger();
      expect(customers.filter((customer) => customer.searchKey === String(web.accountId)).length).toBeLessThanOrEqual(
        1,
      );
    }
  }, 30_000);
});

/** Ways of a store alone, each on the action that mails the shopper. */
const STORE_FAULTS = ['email-failed', 'timed-out', 'login-page', 'session-lost', 'server-error'] as const;

test.each(STORE_FAULTS)(
  'the store answers the status action with %s: the shopper gets at most one mail',
  async (kind) => {
    await shop.store.fault('PATCH /Ordering/SalesOrder/Confirm/{ID}', kind);
    const id = await shop.place('plain');
    more.push(id);
    await landed(shop, id);
    expect(await shop.store.pendingFaults()).toEqual([]);
  },
);

test('a store that refuses the status action: the order stands in M3, a person sees it, and retry tells the store', async () => {
  await shop.store.fault('PATCH /Ordering/SalesOrder/Confirm/{ID}', 'action-failed');
  const id = await shop.place('plain');
  more.push(id);
  const run = await shop.settled(id);
  expect(run).toMatchObject({
    state: 'held',
    hold: { queue: 'store-update' },
    facts: { erpOrder: expect.any(String) },
  });
  expect((await shop.m3.ordersOf(id)).map((order) => order.orderNumber)).toEqual([run.facts.erpOrder]);
  await shop.client.retryRun({ params: { id: run.id }, body: {} });
  await landed(shop, id);
});

test('nothing is held, and nothing is left that nobody knows the outcome of', async () => {
  const ids = [...[...waves.values()].flat(), ...more];
  for (const id of ids) expect(await shop.runOf(id)).toMatchObject({ state: 'completed', unknownOutcome: false });
  const { orders } = await shop.m3.ledger();
  expect(orders).toHaveLength(ids.length + 1);
});
