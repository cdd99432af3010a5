import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { orderPlacedBody, signedHeaders } from './proof/signed-hook.ts';
import { pause, type PlacedOrder } from './sandbox-control.ts';

export interface Sent {
  /** Milliseconds since 1970. */
  readonly firstSentAt: number;
  /** Time from sending a webhook to its receipt, each, milliseconds. */
  readonly acceptMs: readonly number[];
}

export interface SenderOptions {
  readonly serverUrl: string;
  readonly secret: string;
  /** Keep-alive connections; one webhook at a time on each. */
  readonly connections: number;
  /** Webhooks a second; as fast as they are taken when left out. */
  readonly ratePerSecond?: number;
}

/** Tells Landbridge of each order by one signed webhook (Standard Webhooks), and takes the time until it is accepted. */
export async function sendWebhooks(orders: readonly PlacedOrder[], options: SenderOptions): Promise<Sent> {
  const { serverUrl, secret, connections, ratePerSecond } = options;
  const pool = new Pool(serverUrl, { connections, pipelining: 1 });
  const acceptMs: number[] = [];
  const send = async (order: PlacedOrder): Promise<void> => {
    const startedAt = performance.now();
    // Each order belongs to an account of its own: one customer's orders go one after the other, which is not measured.
    const body = orderPlacedBody({ id: order.id, accountId: 1_000_000 + order.id }, new Date());
    const { statusCode, body: answer } = await pool.request({
      method: 'POST',
      path: '/hooks/clarity',
      headers: signedHeaders({ id: `msg_${randomUUID()}`, body }, secret),
      body,
    });
    const text = await answer.text();
    if (statusCode !== 202) throw new Error(`A webhook was answered ${statusCode}: ${text.slice(0, 300)}`);
    acceptMs.push(performance.now() - startedAt);
  };
  const firstSentAt = Date.now();
  if (ratePerSecond === undefined) {
    const left = orders.values();
    await Promise.all(Array.from({ length: connections }, () => sendAll(left, send)));
  } else {
    await sendPaced(orders, ratePerSecond, send);
  }
  await pool.close();
  return { firstSentAt, acceptMs };
}

async function sendAll(orders: Iterable<PlacedOrder>, send: (order: PlacedOrder) => Promise<void>): Promise<void> {
  for (const order of orders) await send(order);
}

async function sendPaced(
  orders: readonly PlacedOrder[],
  ratePerSecond: number,
  send: (order: PlacedOrder) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  const sending: Promise<void>[] = [];
  for (const [index, order] of orders.entries()) {
    const waitMs = startedAt + (index * 1_000) / ratePerSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    sending.push(send(order));
  }
  await Promise.all(sending);
}
