import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { PollFailed, type Polled } from '../../kit/connector.ts';
import { openRig, outputOf, type Rig, smallOrder } from '../testing/rig.ts';
import { Watched } from '../testing/watched.ts';
import { readExportRows, selectChangedOrders } from './export-query.ts';
import { orderStatusTrigger } from './order-status.ts';
import { readM3Settings } from '../setup/settings.ts';

describe.each(['open-orders', 'export'])('changes of status, found by %s', (statusSource) => {
  let rig: Rig;
  let orders: string[] = [];
  let cursor: JsonObject | undefined;
  let watched = new Watched();
  beforeEach(async () => {
    rig = await openRig({ statusSource, bulkSize: 2 });
    cursor = undefined;
    watched = new Watched();
    orders = [];
    for (const orderKey of ['WEB-1', 'WEB;2', 'WEB-3']) {
      orders.push(
        outputOf<{ orderNumber: string }>(await rig.drive('order.create', smallOrder({ orderKey }))).orderNumber,
      );
    }
  });
  afterEach(() => rig.close());

  const poll = async (linked: readonly string[] = orders): Promise<Polled> => {
    const polled = await orderStatusTrigger.poll({
      client: rig.client,
      settings: rig.config.settings,
      cursor,
      linked: watched.linked(linked, orderStatusTrigger.watchOnly?.(rig.config.settings)),
      find: watched.find(linked),
      now: Date.now(),
    });
    cursor = polled.cursor;
    watched.keep(polled);
    return polled;
  };
  const told = async (linked?: readonly string[]) =>
    (await poll(linked)).events.map(
      ({ subject, data }) => `${subject} ${String(data['status'] as string)}${data['stopped'] ? ' stopped' : ''}`,
    );

  it('are told once each', async () => {
    expect(await told()).toEqual(['WEB-1 processing', 'WEB;2 processing', 'WEB-3 processing']);
    expect(await told()).toEqual([]);
    await rig.control(`orders/${orders[1]}/advance`, { to: '66' });
    expect(await told()).toEqual(['WEB;2 shipped']);
    expect(await told()).toEqual([]);
    await rig.control(`orders/${orders[0]}/stop`, { stop: '3' });
    expect(await told()).toEqual(['WEB-1 processing stopped']);
    await rig.control(`orders/${orders[0]}/release`, {});
    const { events } = await poll();
    expect(events).toMatchObject([
      { type: 'm3.order.status-changed', data: { status: 'processing', previousStatus: 'processing', stopped: false } },
    ]);
  });

  it('have an id of their own even when a status comes back', async () => {
    await poll();
    const ids = new Set<string>();
    for (const action of ['stop', 'release', 'stop', 'release']) {
      await rig.control(`orders/${orders[0]}/${action}`, action === 'stop' ? { stop: '3' } : {});
      for (const { id } of (await poll()).events) ids.add(id);
    }
    expect(ids.size).toBe(4);
  });

  it('are told again with the same id when the cursor was not saved', async () => {
    const first = await poll();
    cursor = undefined;
    watched = new Watched();
    expect((await poll()).events.map(({ id }) => id)).toEqual(first.events.map(({ id }) => id));
  });

  it('are told for orders that were linked later', async () => {
    expect(await told([orders[0] ?? ''])).toEqual(['WEB-1 processing']);
    expect(await told(orders.slice(0, 2))).toEqual(['WEB;2 processing']);
  });

  it('are not told of what is not linked, or of what a run is telling of', async () => {
    await poll();
    await rig.control(`orders/${orders[1]}/advance`, { to: '66' });
    expect(await told([orders[0] ?? ''])).toEqual([]);
  });

  it('a change while a run is telling of the order is told when that is through', async () => {
    await poll();
    watched.busy.add(orders[1] ?? '');
    await rig.control(`orders/${orders[1]}/advance`, { to: '66' });
    expect(await told()).toEqual([]);
    // Longer than the overlap of two looks.
    await rig.control('settings', { clockOffsetMs: 3_600_000 });
    expect(await told()).toEqual([]);
    watched.busy.clear();
    expect(await told()).toEqual(['WEB;2 shipped']);
    expect(await told()).toEqual([]);
  });

  it('an order that is invoiced is watched no more', async () => {
    await poll();
    await rig.control(`orders/${orders[1]}/advance`, { to: '77' });
    expect((await poll()).closed).toEqual([orders[1]]);
    expect([...watched.closed]).toEqual([orders[1]]);
  });

  it('an order that was deleted is final', async () => {
    const { events } = await poll(['0099999999', orders[0] ?? '']);
    expect(events.map(({ data }) => [data['status'], data['final']])).toContainEqual(['deleted', true]);
    expect((await poll(['0099999999'])).events).toEqual([]);
  });

  it('an M3 that does not answer leaves the cursor where it was', async () => {
    await poll();
    const before = cursor;
    await rig.fault('*', 'unavailable', 5);
    await expect(poll()).rejects.toBeInstanceOf(PollFailed);
    expect(cursor).toBe(before);
  });
});

describe('the export query', () => {
  it('asks for the company and the moment, with the reference last', () => {
    const settings = readM3Settings({ company: '100', webOrderNumberField: 'yourReference' });
    expect(selectChangedOrders(settings, 1_700_000_000_000.5)).toEqual({
      QERY: 'OAORNO,OAORSL,OAORST,OAOBLC,OAYREF from OOHEAD where OACONO = 100 and OALMTS >= 1700000000000',
      SEPC: ';',
      HDRS: '0',
    });
  });

  it('reads rows, also with the separator in the reference', () => {
    expect(readExportRows([{ REPL: '0010004711;22;33;0;WEB;1 ' }, { REPL: '' }, { REPL: 'nonsense' }])).toEqual([
      { orderNumber: '0010004711', lowest: '22', highest: '33', stop: '0', webOrderNumber: 'WEB;1' },
    ]);
  });
});
