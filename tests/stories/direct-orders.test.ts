import { expect, test } from 'vitest';
import { timelineOf } from '../../src/api/timeline.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { useInstance } from './instance.ts';
import { until } from './until.ts';

/** An order that is entered directly is live in M3 from its head on; one that is given up half-way does not stay there. */

const shop = useInstance({
  settings: {
    m3: { orderEntry: 'direct', lineMode: 'single', quietTime: '1s', statusEverySeconds: 1 },
    clarity: { pollSeconds: 1 },
  },
});

/**
 * An order of which M3 has the head and does not take the lines. Direct entry cannot send the delivery address, so the
 * order is held first, and a person lets it go without one.
 */
async function halfWay(): Promise<{ id: number; runId: string }> {
  const id = await shop.place('plain', '4');
  const held = await shop.settled(id);
  expect(held.hold).toMatchObject({ failure: { code: 'm3.address-not-sendable' } });
  const { input } = timelineOf(held.journal).find(({ address }) => address === 'm3order') ?? {};
  const { shipTo: _, ...rest } = input as Record<string, string>;
  await shop.m3.fault('OIS100MI/AddOrderLine', 'unavailable', 500);
  const body = { verb: 'edit' as const, input: rest, reason: 'goes to the main address' };
  dataOf(await shop.client.releaseRun({ params: { id: held.id }, body }));
  await until('M3 to have the head', async () => (await shop.m3.ordersOf(id)).length === 1);
  await until('its lines to wait', async () => {
    const { state } = dataOf(await shop.client.getRun({ params: { id: held.id } }));
    return state === 'waiting';
  });
  return { id, runId: held.id };
}

test('what was entered of an order goes when a person cancels its run', async () => {
  const { id, runId } = await halfWay();
  const { items } = dataOf(await shop.client.listRunActions({ params: { id: runId } }));
  expect(items.find(({ verb }) => verb === 'cancel')?.effect).toContain('“Orders canceled half-way”');
  dataOf(await shop.client.cancelRun({ params: { id: runId }, body: { reason: 'the customer called' } }));
  await until('M3 to have no order', async () => (await shop.m3.ordersOf(id)).length === 0);
});
