import { createHmac, randomUUID } from 'node:crypto';
import { Pool } from 'undici';
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
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const acceptMs: number[] = [];
  const send = async (order: PlacedOrder): Promise<void> => {
    const startedAt = performance.now();
    const body = bodyOf(order);
    const { statusCode, body: answer } = await pool.request({
      method: 'POST',
      path: '/hooks/clarity',
      headers: headersOf(body, key),
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

/** Each order belongs to an account of its own: one customer's orders go one after the other, which is not measured. */
function bodyOf({ id }: PlacedOrder): string {
  const timestamp = new Date().toISOString();
  const data = {
    store: 'main',
    entity: 'SalesOrder',
    id,
    key: null,
    version: `${timestamp}#Pending`,
    href: `/Ordering/SalesOrder/ID/${id}`,
    changed: [],
    snapshot: null,
    actor: 'shopper',
    account: { id: 1_000_000 + id, key: null },
  };
  return JSON.stringify({ type: 'order.created', timestamp, data });
}

function headersOf(body: string, key: Buffer): Record<string, string> {
  const id = `msg_${randomUUID()}`;
  const seconds = String(Math.trunc(Date.now() / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
  };
}
