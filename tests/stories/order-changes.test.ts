import { describe, expect, test } from 'vitest';
import type { HoldItem } from '../../src/api/types.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { ask } from '../../src/cli/demo/ledgers.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { pause, until } from './until.ts';
import type { WebOrder } from './web-store.ts';

/** What people change in the store after checkout: carried over before picking, decided by a person afterwards. */

const shop = useInstance({ settings: { m3: { statusEverySeconds: 1 }, clarity: { pollSeconds: 1 } } });

/** A clerk changes quantities by line ID, or more, on the order's page. */
async function edit(id: number, fields: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${shop.store.url}/back-office/orders/${id}/lines`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
  });
  expect(response.headers.get('location')).toBe(`/orders/${id}`);
}

const advance = (order: string, wish: object): Promise<unknown> =>
  ask(`${shop.m3.url}/sandbox/orders/${order}/advance`, wish);

const quantities = async (id: number): Promise<string[]> =>
  ((await shop.m3.ordersOf(id))[0]?.lines ?? []).map((line) => `${line.itemNumber} ${line.quantity}`).toSorted();

const wanted = (web: WebOrder): string[] => web.lines.map((line) => `${line.sku} ${line.quantity}`).toSorted();

/** The hold of a change of the order, once there is one. */
async function heldChange(id: number): Promise<HoldItem> {
  return await until(`the change of ${id} to be held`, async () => {
    const { items } = dataOf(await shop.client.listHolds({ query: { queue: 'order-changes', limit: 100 } }));
    return items.find((hold) => hold.order === String(id));
  });
}

async function changesOf(id: number) {
  const query = { search: String(id), flow: 'order-changes-to-m3', limit: 100 };
  return dataOf(await shop.client.listRuns({ query })).items;
}

describe('a change in the store', () => {
  test('before picking is carried over, and comes back as nothing', async () => {
    const { web } = await landed(shop, await shop.place('plain', '2'));
    const [line] = web.lines;
    await edit(web.id, { [`quantity-${line?.id}`]: String((line?.quantity ?? 0) + 3) });
    const after = await shop.store.order(web.id);
    await until('M3 to follow', async () => (await quantities(web.id)).join() === wanted(after).join(), {
      picture: () => quantities(web.id),
    });
    expect(await shop.m3.ordersOf(web.id)).toHaveLength(1);
    await pause(1_500);
    expect((await shop.store.order(web.id)).lines).toEqual(after.lines);
    expect((await changesOf(web.id)).every(({ state }) => state === 'completed')).toBe(true);
  });

  test('takes a line away and adds another', async () => {
    const { web } = await landed(shop, await shop.place('plain', '2'));
    await edit(web.id, { [`quantity-${web.lines[0]?.id}`]: '0', sku: 'MOTOR-1004', quantity: '2' });
    const after = await shop.store.order(web.id);
    await until('M3 to follow', async () => (await quantities(web.id)).join() === wanted(after).join(), {
      picture: () => quantities(web.id),
    });
  });

  test('D26 after picking began is held with both sides, and M3 stays', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain', '1'));
    await advance(erp.orderNumber, { to: '44' });
    const before = await quantities(web.id);
    await edit(web.id, { [`quantity-${web.lines[0]?.id}`]: '77' });
    const hold = await heldChange(web.id);
    expect(hold).toMatchObject({ code: 'm3.order-in-picking' });
    expect(hold.reason).toContain(erp.orderNumber);
    const run = dataOf(await shop.client.getRun({ params: { id: hold.runId } }));
    expect(JSON.stringify(run)).toContain('"wanted"');
    expect(await quantities(web.id)).toEqual(before);
  });
});

describe('a change while the order’s own run is held', () => {
  const retry = async (id: number): Promise<void> => {
    const run = await shop.runOf(id);
    dataOf(await shop.client.retryRun({ params: { id: run?.id ?? '' }, body: {} }));
  };

  test('before anything is in M3: the released run reads the order as it is now', async () => {
    const id = await shop.place('unknown-sku', '2');
    expect(await shop.settled(id)).toMatchObject({ state: 'held' });
    const ghost = (await shop.store.order(id)).lines.find(({ sku }) => sku.startsWith('GHOST'));
    await edit(id, { [`quantity-${ghost?.id}`]: '0', sku: 'MOTOR-1004', quantity: '2' });
    await retry(id);
    const { web } = await landed(shop, id);
    expect(web.lines.map(({ sku }) => sku)).toContain('MOTOR-1004');
    expect(await quantities(id)).toEqual(wanted(web));
  });

  test('once it was sent to M3: what was changed since is carried over afterwards', async () => {
    await shop.m3.settings({ refuseStatus: '30' });
    const id = await shop.place('plain', '2');
    expect(await shop.settled(id)).toMatchObject({ state: 'held', hold: { queue: 'credit' } });
    await shop.m3.settings({ refuseStatus: '' });
    const [line] = (await shop.store.order(id)).lines;
    await edit(id, { [`quantity-${line?.id}`]: '41' });
    await until('the change to be looked at', async () =>
      (await changesOf(id)).some((run) => run.state === 'completed'),
    );
    await retry(id);
    const after = await shop.store.order(id);
    await until('M3 to follow', async () => (await quantities(id)).join() === wanted(after).join(), {
      picture: () => quantities(id),
    });
    expect(await shop.m3.ordersOf(id)).toHaveLength(1);
  });
});

describe('a cancellation in the store', () => {
  test('D25 racing the order itself: whoever is first, no order stays in M3', async () => {
    const ids: number[] = [];
    for (const delayMs of [0, 15, 40, 90, 200]) {
      const id = await shop.place('plain', '1');
      await pause(delayMs);
      await shop.store.clerk(id, 'Void');
      ids.push(id);
    }
    const runsOf = async (id: number) =>
      dataOf(await shop.client.listRuns({ query: { search: String(id), limit: 100 } })).items;
    for (const id of ids) {
      await until(
        `order ${id} to be gone`,
        async () => (await changesOf(id)).some(({ state }) => state === 'completed'),
        {
          picture: () => runsOf(id),
        },
      );
      await until(`M3 to have no order of ${id}`, async () => (await shop.m3.ordersOf(id)).length === 0);
      expect((await shop.store.order(id)).status).toBe('Void');
      expect((await shop.store.mailsOf(id)).filter((mail) => mail === 'order-voided')).toHaveLength(1);
      expect((await runsOf(id)).filter(({ state }) => state === 'held' || state === 'failed')).toEqual([]);
    }
  });

  test.each(['the M3 order number', 'the status'])(
    'D25 that our write of %s covers is put back',
    async (what) => {
      const voids = async (id: number) =>
        (await shop.store.order(id)).statusHistory.filter(({ status }) => status === 'Void').length;
      // A person is not always in time to be covered; whoever is first, the order goes.
      for (const pauseMs of [100, 200, 0, 300, 50, 400]) {
        // The look before each write shows the order as it was, and comes back late enough for a person to be faster.
        await shop.store.fault('GET /Ordering/SalesOrder/ID/{ID}', 'slow', 40);
        const id = await shop.place('plain', '1');
        await until('the order to be written', async () =>
          what === 'the status'
            ? (await shop.store.order(id)).customKey !== null
            : (await shop.m3.ordersOf(id)).length > 0,
        );
        await pause(pauseMs);
        await shop.store.clerk(id, 'Void');
        await pause(600);
        await shop.store.clearFaults();
        await until('M3 to have no order', async () => (await shop.m3.ordersOf(id)).length === 0);
        expect((await shop.store.order(id)).status).toBe('Void');
        expect((await shop.store.mailsOf(id)).filter((mail) => mail === 'order-voided')).toHaveLength(1);
        if ((await voids(id)) > 1) return;
      }
      throw new Error('no cancellation was covered');
    },
    90_000,
  );

  test('before picking takes the order out of M3, quietly', async () => {
    const { web } = await landed(shop, await shop.place('plain'));
    await shop.store.clerk(web.id, 'Void');
    await until('the M3 order to go', async () => (await shop.m3.ordersOf(web.id)).length === 0);
    await pause(1_500);
    const { items } = dataOf(await shop.client.listHolds({ query: { search: String(web.id), limit: 10 } }));
    expect(items).toEqual([]);
    expect((await shop.store.order(web.id)).status).toBe('Void');
    expect((await shop.store.mailsOf(web.id)).filter((mail) => mail === 'order-voided')).toHaveLength(1);
  });

  test('D26 after picking began is held; a person closes what is left', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain', '2'));
    await advance(erp.orderNumber, { lines: [1], to: '44' });
    await shop.store.clerk(web.id, 'Void');
    const hold = await heldChange(web.id);
    expect(hold).toMatchObject({ code: 'm3.order-in-picking' });
    expect((await shop.m3.ordersOf(web.id))[0]?.lines).toHaveLength(2);
    await shop.client.releaseRun({
      params: { id: hold.runId },
      body: { verb: 'edit', reason: 'close the rest', input: { orderNumber: erp.orderNumber, restOnly: true } },
    });
    await until('the rest to be closed', async () =>
      (await shop.m3.ordersOf(web.id))[0]?.lines.some(({ status }) => status === '99'),
    );
    expect((await shop.m3.ordersOf(web.id))[0]?.lines.map(({ status }) => status)).toEqual(['44', '99']);
  });

  test('D25 of an order that is still held here makes no M3 order at all', async () => {
    const id = await shop.place('unknown-sku');
    await shop.settled(id);
    await shop.store.clerk(id, 'Void');
    await until('the run to be taken back', async () => (await shop.runOf(id))?.state === 'canceled', {
      picture: () => shop.runOf(id),
    });
    expect(await shop.m3.ordersOf(id)).toEqual([]);
    expect(await shop.holdOf(id)).toBeUndefined();
  });
});

describe('a return', () => {
  test('is prepared for a person, with what M3 knows of the order', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain', '1'));
    await advance(erp.orderNumber, { to: '66' });
    const body = new URLSearchParams({ line: String(web.lines[0]?.id), quantity: '1', reason: 'Damaged' });
    const answer = await fetch(`${shop.store.url}/orders/${web.id}/return`, {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    expect(answer.headers.get('location')).toBe(`/orders/${web.id}`);
    const hold = await until('the return to be held', async () => {
      const { items } = dataOf(await shop.client.listHolds({ query: { queue: 'returns', limit: 10 } }));
      return items.find(({ order }) => order === String(web.id));
    });
    expect(hold.reason).toContain('Damaged');
    expect(hold.reason).toContain(erp.orderNumber);
  });
});
