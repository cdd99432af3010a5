import { expect } from 'vitest';
import type { RunDetail } from '../../src/api/types.ts';
import { judge } from '../../src/cli/demo/judge.ts';
import type { Instance } from './instance.ts';
import type { M3Order } from './m3-desk.ts';
import type { WebOrder } from './web-store.ts';

/** A web order that came to M3, from both sides and from the middle. */
export interface Landed {
  readonly web: WebOrder;
  readonly erp: M3Order;
  readonly run: RunDetail;
}

/**
 * Waits for the order and holds all three against each other: one live M3 order, its lines exactly, the store told
 * once, the API showing it.
 */
export async function landed(shop: Instance, webOrder: number, timeoutMs?: number): Promise<Landed> {
  const run = await shop.settled(webOrder, timeoutMs);
  expect(run, `run of ${webOrder}`).toMatchObject({ state: 'completed', facts: { order: String(webOrder) } });
  const [web, orders] = await Promise.all([shop.store.order(webOrder), shop.m3.ordersOf(webOrder)]);
  expect(judge([web], orders, []), `web order ${webOrder}`).toMatchObject({
    confirmed: 1,
    lost: [],
    duplicated: [],
    wrongLines: [],
    notToldToStore: [],
  });
  const [erp] = orders;
  if (!erp) throw new Error(`Web order ${webOrder} is not in M3`);
  expect(run.facts.erpOrder).toBe(erp.orderNumber);
  const mails = await shop.store.mailsOf(webOrder);
  expect(
    mails.filter((mail) => mail === 'order-confirmed').length,
    `mails of ${webOrder}: ${mails.join(', ')}`,
  ).toBeLessThanOrEqual(1);
  return { web, erp, run };
}

/** Waits for the order to be held, and sees that nothing of it is in M3 and that the list of holds has it. */
export async function held(shop: Instance, webOrder: number): Promise<RunDetail & { readonly code: string }> {
  const run = await shop.settled(webOrder);
  expect(run, `run of ${webOrder}`).toMatchObject({ state: 'held' });
  expect(await shop.m3.ordersOf(webOrder)).toEqual([]);
  const listed = await shop.holdOf(webOrder);
  expect(listed?.reason, `hold of ${webOrder}`).toBeTruthy();
  expect(listed?.reason).toBe(run.hold?.reason);
  return { ...run, code: listed?.code ?? '' };
}
