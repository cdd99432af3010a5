import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Call, CallResult } from '../../../core/operation.ts';
import type { Polled, PollTrigger } from '../../kit/connector.ts';
import type { ReceivableOutput } from '../operations/receivable-get.ts';
import { capture, FINANCE_SETTINGS, invoicedOrder } from '../testing/finance.ts';
import { openRig, outputOf, type Rig, smallOrder } from '../testing/rig.ts';
import { Watched } from '../testing/watched.ts';
import { readRequest } from '../wire/request.ts';
import { deliveriesTrigger } from './deliveries.ts';
import { invoicesTrigger } from './invoices.ts';

const DAY_MS = 86_400_000;

let rig: Rig;
let orders: string[] = [];
beforeEach(async () => {
  rig = await openRig({ bulkSize: 2 });
  orders = [];
  for (const orderKey of ['WEB-1', 'WEB-2', 'WEB-3']) {
    orders.push(
      outputOf<{ orderNumber: string }>(await rig.drive('order.create', smallOrder({ orderKey }))).orderNumber,
    );
  }
});
afterEach(() => rig.close());

const advance = (index: number, wish: object): Promise<unknown> => rig.control(`orders/${orders[index]}/advance`, wish);

function poller(trigger: PollTrigger) {
  let watched = new Watched();
  const poll = async (change: { now?: number; forget?: boolean } = {}): Promise<Polled> => {
    if (change.forget) watched = new Watched();
    const polled = await trigger.poll({
      client: rig.client,
      settings: rig.config.settings,
      cursor: undefined,
      linked: watched.linked(orders),
      find: watched.find(orders),
      now: change.now ?? Date.now(),
    });
    watched.keep(polled);
    return polled;
  };
  return Object.assign(poll, { over: (id = '') => watched.over.add(id), closed: () => [...watched.closed] });
}

describe('deliveries', () => {
  it('are told when the goods leave, and again for a tracking number that comes later', async () => {
    const poll = poller(deliveriesTrigger);
    await rig.control('settings', { trackingLagMs: 600_000 });
    await advance(0, { to: '44' });
    expect((await poll()).events).toEqual([]);
    await advance(0, { to: '66', lines: [1] });
    await advance(2, { to: '66' });
    const { events } = await poll();
    expect(
      events.map(({ type, data }) => [type, data['orderNumber'], data['webOrderNumber'], data['trackingNumber']]),
    ).toEqual([
      ['m3.delivery.changed', orders[0], 'WEB-1', ''],
      ['m3.delivery.changed', orders[2], 'WEB-3', ''],
    ]);
    expect((await poll()).events).toEqual([]);
    await rig.control('settings', { trackingLagMs: 0 });
    const later = (await poll()).events;
    expect(later.map(({ data }) => data['trackingNumber'])).toEqual(Array(2).fill(expect.stringMatching(/^1ZN/)));
    expect(new Set([...events, ...later].map(({ id }) => id)).size).toBe(4);
    expect((await poll()).events).toEqual([]);
  });

  it('have the same ids when the cursor was not saved', async () => {
    const poll = poller(deliveriesTrigger);
    await advance(1, { to: '66' });
    const ids = (await poll()).events.map(({ id }) => id);
    expect((await poll({ forget: true })).events.map(({ id }) => id)).toEqual(ids);
  });

  it('without tracking are looked at for so many days and no longer', async () => {
    const poll = poller(deliveriesTrigger);
    await rig.control('settings', { trackingLagMs: 600_000 });
    await advance(0, { to: '66' });
    await poll();
    await poll({ now: Date.now() + 15 * DAY_MS });
    await rig.control('settings', { trackingLagMs: 0 });
    expect((await poll({ now: Date.now() + 15 * DAY_MS })).events).toEqual([]);
  });

  it('are looked for until the order is over and all of them are complete', async () => {
    const poll = poller(deliveriesTrigger);
    await rig.control('settings', { trackingLagMs: 600_000 });
    await advance(0, { to: '66' });
    await poll();
    poll.over(orders[0]);
    poll.over(orders[1]);
    expect((await poll()).closed).toEqual([]);
    await rig.control('settings', { trackingLagMs: 0 });
    expect((await poll()).closed).toEqual([orders[0]]);
    // One that never had a delivery: it may still be on its way into M3's lists.
    expect((await poll({ now: Date.now() + 8 * DAY_MS })).closed).toEqual([orders[1]]);
    expect((await poll({ now: Date.now() + 8 * DAY_MS })).closed).toEqual([]);
  });
});

describe('invoices', () => {
  it('are looked for until the order is over and they are paid', async () => {
    await rig.close();
    rig = await openRig(FINANCE_SETTINGS);
    orders = [await invoicedOrder(rig)];
    const poll = poller(invoicesTrigger);
    poll.over(orders[0]);
    expect((await poll()).events).toHaveLength(1);
    expect((await poll({ now: Date.now() + 90 * DAY_MS })).closed).toEqual([]);
    const orderNumber = orders[0] ?? '';
    const { customerNumber, open } = outputOf<ReceivableOutput>(await rig.drive('receivable.get', { orderNumber }));
    const amount = open[0]?.openAmount ?? '';
    await rig.drive('payment.settle', capture({ customerNumber, amount, invoices: open as unknown as JsonObject[] }));
    const { events, closed } = await poll();
    expect(events.map(({ data }) => data['openAmount'])).toEqual(['0.00']);
    expect(closed).toEqual([orderNumber]);
  });

  it('are told once each', async () => {
    const poll = poller(invoicesTrigger);
    expect((await poll()).events).toEqual([]);
    await advance(1, { to: '77' });
    const { events } = await poll();
    expect(events).toMatchObject([{ type: 'm3.invoice.changed', data: { orderNumber: orders[1] } }]);
    expect(events[0]?.data['invoiceYear']).toMatch(/^\d{4}$/);
    expect((await poll()).events).toEqual([]);
    expect((await poll({ forget: true })).events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('of several orders are told to each of them', async () => {
    const row = { IVNO: '700000001', YEA4: '2026', CUNO: 'C100001', RAFC: '530.60', CUCD: 'USD' };
    const send = (call: Call): Promise<CallResult> => {
      const { transactions } = readRequest(call.request);
      const results = transactions.map(({ transaction }) => ({ transaction, records: [row] }));
      return Promise.resolve({ outcome: 'applied', reply: { results } });
    };
    const client = { send, test: () => Promise.resolve([]), close: () => Promise.resolve() };
    const watched = new Watched();
    const { events } = await invoicesTrigger.poll({
      client,
      settings: rig.config.settings,
      cursor: undefined,
      linked: watched.linked(orders.slice(0, 2)),
      find: watched.find(orders),
      now: Date.now(),
    });
    expect(events.map(({ data }) => data['orderNumber'])).toEqual(orders.slice(0, 2));
    // An event whose id is known is taken for a repeat.
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });
});
