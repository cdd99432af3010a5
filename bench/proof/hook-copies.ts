import { randomUUID } from 'node:crypto';
import type { StoreOrder } from '../../src/cli/demo/judge.ts';
import { readStoreOrders, type Sandboxes } from '../../src/cli/demo/ledgers.ts';
import type { Random } from '../../src/connectors/kit/sandbox/random.ts';
import { pause } from '../sandbox-control.ts';
import { type HookMessage, orderPlacedBody, signedHeaders } from './signed-hook.ts';

/** What became of the copies. `refused` counts answers that asked to come again later. */
export interface CopyCounts {
  sent: number;
  acknowledged: number;
  refused: number;
  unreachable: number;
  /** Answers that no sender should get: neither 2xx nor "later". */
  odd: number;
}

const LOOK_EVERY_MS = 1_000;
/** Copies come up to so much later, so that they cross those of other orders. */
const SHUFFLE_MS = 12_000;
const TRIES = 20;
const TRY_AGAIN_MS = 700;

/**
 * Sends up to four more webhooks for each order that the store tells of, at odd times: repeats of one message and
 * messages of their own. Together with the store's each order is told of one to five times, in no order.
 */
export function sendCopies(
  sandboxes: Sandboxes,
  hook: { readonly url: string; readonly secret: string },
  random: Random,
): { readonly counts: CopyCounts; stop(): Promise<void> } {
  const counts: CopyCounts = { sent: 0, acknowledged: 0, refused: 0, unreachable: 0, odd: 0 };
  const under = new Set<Promise<void>>();
  let stopped = false;
  const schedule = (order: StoreOrder): void => {
    const first: HookMessage = { id: `msg_${randomUUID()}`, body: orderPlacedBody(order, new Date()) };
    for (let copy = random.integer(0, 4); copy > 0; copy -= 1) {
      const message = random.chance(0.5)
        ? first
        : { id: `msg_${randomUUID()}`, body: orderPlacedBody(order, new Date()) };
      const sending = deliver(message, random.integer(0, SHUFFLE_MS)).finally(() => under.delete(sending));
      under.add(sending);
    }
  };
  const deliver = async (message: HookMessage, delayMs: number): Promise<void> => {
    await pause(delayMs);
    counts.sent += 1;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const status = await post(hook.url, message, signedHeaders(message, hook.secret));
      if (status !== undefined && status < 300) {
        counts.acknowledged += 1;
        return;
      }
      if (status === undefined) counts.unreachable += 1;
      else if (status === 503 || status === 429) counts.refused += 1;
      else counts.odd += 1;
      await pause(TRY_AGAIN_MS);
    }
  };
  const loop = (async () => {
    let after = 0;
    while (!stopped) {
      const fresh = await readStoreOrders(sandboxes, after);
      for (const order of fresh) {
        after = Math.max(after, order.id);
        if (order.expect !== 'skip') schedule(order);
      }
      await pause(LOOK_EVERY_MS);
    }
  })();
  loop.catch(() => undefined);
  return {
    counts,
    stop: async () => {
      stopped = true;
      await loop;
      await Promise.all(under);
    },
  };
}

async function post(url: string, { body }: HookMessage, headers: Record<string, string>): Promise<number | undefined> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
