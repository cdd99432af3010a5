import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../src/api/types.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { ask } from '../../src/cli/demo/ledgers.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { until } from './until.ts';

/** What leaves the warehouse and what is charged for it: shown in the store, each once, with the mails that belong. */

const shop = useInstance({
  settings: {
    m3: {
      statusEverySeconds: 1,
      deliveriesEverySeconds: 1,
      invoiceLink: 'https://pdf.example.test/{year}/{number}.pdf',
    },
    clarity: { pollSeconds: 1 },
  },
});

interface Shown {
  readonly shipments: readonly { key: string; orderIds: number[]; contents: string; tracking: string }[];
  readonly invoices: readonly {
    key: string;
    orderIds: number[];
    status: string;
    balanceDue: number;
    link: string;
  }[];
}

const ledger = (): Promise<Shown> => ask(`${shop.store.url}/sandbox/ledger`);
const shipmentsOf = async (id: number) => (await ledger()).shipments.filter(({ orderIds }) => orderIds.includes(id));
const invoicesOf = async (id: number) => (await ledger()).invoices.filter(({ orderIds }) => orderIds.includes(id));
const advance = (order: string, wish: object): Promise<unknown> =>
  ask(`${shop.m3.url}/sandbox/orders/${order}/advance`, wish);

/** Waits until no run about the order is under way. */
async function quiet(id: number): Promise<readonly RunSummary[]> {
  return await until(`runs of ${id} to be over`, async () => {
    const { items } = dataOf(await shop.client.listRuns({ query: { search: String(id), limit: 100 } }));
    return items.every(({ state }) => state === 'completed' || state === 'held') ? items : undefined;
  });
}

describe('deliveries', () => {
  test('a part goes first, its tracking comes later, the rest follows: two shipments, each mail once', async () => {
    await shop.m3.settings({ trackingLagMs: 2_500 });
    const { web, erp } = await landed(shop, await shop.place('plain', '2'));
    await advance(erp.orderNumber, { lines: [1], to: '66' });
    const [first] = await until(`a shipment of ${web.id}`, async () => {
      const shown = await shipmentsOf(web.id);
      return shown.length > 0 && shown;
    });
    const [line, other] = web.lines;
    expect(first).toMatchObject({ contents: `${line?.id}=${line?.quantity}`, tracking: '' });
    await until('the tracking number', async () => (await shipmentsOf(web.id))[0]?.tracking.startsWith('1ZN'));
    const page = await (await fetch(`${shop.store.url}/orders/${web.id}`)).text();
    expect(page).toContain('on back-order');
    await advance(erp.orderNumber, { to: '66' });
    await until('both shipments', async () => (await shipmentsOf(web.id)).length === 2);
    expect((await shipmentsOf(web.id))[1]).toMatchObject({ contents: `${other?.id}=${other?.quantity}` });
    await until('the order to be shipped', async () => (await shop.store.order(web.id)).status === 'Shipped');
    await quiet(web.id);
    expect(await shop.store.mailsOf(web.id)).toEqual([
      'order-received',
      'order-confirmed',
      'order-processing',
      'order-shipped',
    ]);
    expect((await shop.store.order(web.id)).lines).toEqual(web.lines);
    await shop.m3.settings({ trackingLagMs: 0 });
  });

  test('N02 a lost answer of the store makes no second shipment and no second mail', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain', '1'));
    await shop.store.fault('POST /Shipping/Shipment/Create', 'drop-after');
    await shop.store.fault('PATCH /Ordering/SalesOrder/Ship/{ID}', 'drop-after');
    await advance(erp.orderNumber, { to: '66' });
    await until('the shipment', async () => (await shipmentsOf(web.id)).length > 0);
    await until('the order to be shipped', async () => (await shop.store.order(web.id)).status === 'Shipped');
    await quiet(web.id);
    expect(await shipmentsOf(web.id)).toHaveLength(1);
    expect((await shop.store.mailsOf(web.id)).filter((mail) => mail === 'order-shipped')).toHaveLength(1);
  });

  test('an order whose item left the range goes out like any other', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain', '1'));
    await shop.m3.setItem(web.lines[0]?.sku ?? '', { STAT: '90' });
    await advance(erp.orderNumber, { to: '66' });
    await until('the shipment', async () => (await shipmentsOf(web.id)).length === 1);
    expect((await quiet(web.id)).every(({ state }) => state === 'completed')).toBe(true);
    await shop.m3.setItem(web.lines[0]?.sku ?? '', { STAT: '20' });
  });
});

describe('invoices', () => {
  test('an invoice stands in the store once, with its PDF, also after a lost answer', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain', '2'));
    await shop.store.fault('POST /Invoicing/SalesInvoice/Create', 'drop-after');
    await advance(erp.orderNumber, { to: '77' });
    const [invoice] = await until('the invoice', async () => {
      const shown = await invoicesOf(web.id);
      return shown.length > 0 && shown;
    });
    const [year, number] = (invoice?.key ?? '').split('-');
    expect(year).toBe(String(new Date().getUTCFullYear()));
    expect(invoice?.link).toBe(`https://pdf.example.test/${year}/${number}.pdf`);
    expect(invoice).toMatchObject({ status: 'Unpaid', orderIds: [web.id] });
    await until('the order to be completed', async () => (await shop.store.order(web.id)).status === 'Completed');
    await quiet(web.id);
    expect(await invoicesOf(web.id)).toHaveLength(1);
  });
});

describe('one order, one mail', () => {
  test('M3 moves on while the order’s own run still tells the store: nothing is told twice', async () => {
    // The store is slow to take the key, so that the order is in M3 long before its own run is through.
    await shop.store.fault('PUT /Ordering/SalesOrder/Update', 'unavailable', 2);
    const id = await shop.place('plain', '1');
    const [erp] = await until(`order ${id} in M3`, async () => {
      const orders = await shop.m3.ordersOf(id);
      return orders.length > 0 && orders;
    });
    await advance(erp?.orderNumber ?? '', { to: '44' });
    await until('the store to follow', async () => (await shop.store.order(id)).status === 'Processing');
    await quiet(id);
    const mails = await shop.store.mailsOf(id);
    expect(new Set(mails).size).toBe(mails.length);
    expect((await shop.store.order(id)).status).toBe('Processing');
  });
});

describe('three flows tell one order at the same time', () => {
  test('status, deliveries and invoices arrive together, answers get lost: all is there once, nothing overwritten', async () => {
    const { web, erp } = await landed(shop, await shop.place('plain', '2'));
    await shop.store.fault('PATCH /Ordering/SalesOrder/Ship/{ID}', 'drop-after');
    await shop.store.fault('POST /Shipping/Shipment/Create', 'drop-after');
    await shop.store.fault('PUT /Ordering/SalesOrder/Update', 'drop-after');
    await advance(erp.orderNumber, { lines: [1], to: '66' });
    await advance(erp.orderNumber, { lines: [1], to: '77' });
    await until('the first shipment', async () => (await shipmentsOf(web.id)).length === 1);
    await advance(erp.orderNumber, { to: '77' });
    await until(
      'the store to show everything',
      async () =>
        (await shop.store.order(web.id)).status === 'Completed' &&
        (await shipmentsOf(web.id)).length === 2 &&
        (await invoicesOf(web.id)).length === 2,
      { timeoutMs: 18_000, picture: async () => [await shipmentsOf(web.id), await invoicesOf(web.id)] },
    );
    const runs = await quiet(web.id);
    expect(runs.filter(({ state }) => state !== 'completed')).toEqual([]);
    const after = await shop.store.order(web.id);
    expect(after).toMatchObject({ customKey: erp.orderNumber, lines: web.lines, totals: web.totals });
    const mails = await shop.store.mailsOf(web.id);
    expect(new Set(mails).size, mails.join()).toBe(mails.length);
    expect(mails.at(-1)).toBe('order-completed');
    const page = await (await fetch(`${shop.store.url}/orders/${web.id}`)).text();
    expect(page).not.toContain('on back-order');
  }, 45_000);
});
