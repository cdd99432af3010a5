import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Polled, PollTrigger } from '../../kit/connector.ts';
import { openRig, outputOf, type Rig, smallOrder } from '../testing/rig.ts';
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
  let cursor: JsonObject | undefined;
  return async (change: { now?: number; forget?: boolean } = {}): Promise<Polled> => {
    if (change.forget) cursor = undefined;
    const polled = await trigger.poll({
      client: rig.client,
      settings: rig.config.settings,
      cursor,
      linked: orders,
      now: change.now ?? Date.now(),
    });
    cursor = polled.cursor;
    return polled;
  };
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
});

describe('invoices', () => {
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
});
