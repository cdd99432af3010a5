import type { JsonObject } from '../../../core/json.ts';
import { type ConnectionClient, type Polled, type PollTrigger, type TriggerEvent } from '../../kit/connector.ts';
import type { Payment } from '../model/payment.ts';
import { readClaritySettings } from '../setup/settings.ts';
import { ask } from './ask.ts';
import { PAYMENT_EVENT_TYPES, paymentEvent } from './events.ts';

/** How a payment stood when it was last seen; `n` counts happenings of the same kind. */
interface Seen {
  readonly state: string;
  readonly amount: string;
  readonly n: number;
  readonly stamp: string;
}

interface Cursor {
  /** Largest stamp seen, in the store's own clock. */
  readonly watermark: string;
  /** By `payment/<id>`: whole numbers as names would make it an array with as many places as the highest has. */
  readonly seen: Readonly<Record<string, Seen>>;
  /** Next page of a look that is not at its end. */
  readonly page: number;
  readonly reached: string;
}

/**
 * Finds what became of payments and no webhook told. The id of each event is made of payment, state and sequence, so a
 * second look gives nothing new; an amount that changes in the same state is a happening of its own.
 */
export const paymentsPoll: PollTrigger = {
  name: 'payments',
  title: 'Payments captured, refunded, voided or charged back',
  events: PAYMENT_EVENT_TYPES,
  subject: 'payments',
  everySeconds: (settings) => readClaritySettings(settings).pollSeconds,
  off: (stored) => (looks(readClaritySettings(stored)) ? undefined : 'the look for payments'),
  async poll({ client, settings: stored, cursor: kept, now, full }): Promise<Polled> {
    const settings = readClaritySettings(stored);
    if (!looks(settings)) return { events: [], cursor: kept ?? {}, more: false };
    const first = new Date(now - settings.firstLookMs).toISOString();
    const known = readCursor(kept);
    const cursor = known ?? { watermark: first, seen: {}, page: 1, reached: first };
    const overlapMs = settings.overlapMinutes * 60_000;
    const since = full ? '1970-01-02T00:00:00.000Z' : new Date(Date.parse(cursor.watermark) - overlapMs).toISOString();
    const request = { ask: 'payment-changes', modifiedSince: since, page: cursor.page } as const;
    const { payments, more } = await ask<'payment-changes'>(client, request);
    const events: TriggerEvent[] = [];
    const seen: Record<string, Seen> = { ...cursor.seen };
    let { reached } = cursor;
    for (const payment of payments) {
      const stamp = payment.version.slice(0, payment.version.indexOf('#'));
      if (stamp > reached) reached = stamp;
      const key = keyOf(payment.id);
      const before = seen[key];
      const happened = before?.state !== payment.state || before.amount !== payment.amount;
      const n = before?.state === payment.state ? before.n + (happened ? 1 : 0) : payment.sequence;
      seen[key] = { state: payment.state, amount: payment.amount, n, stamp };
      if (!happened && !full) continue;
      const event = paymentEvent(await withOrder(client, payment), n, settings.storeName, now);
      if (event) events.push(event);
    }
    const watermark = more ? cursor.watermark : reached;
    const least = new Date(Date.parse(watermark) - overlapMs).toISOString();
    const remembered = more ? seen : Object.fromEntries(Object.entries(seen).filter(([, each]) => each.stamp >= least));
    const next: Cursor = { watermark, seen: remembered, page: more ? cursor.page + 1 : 1, reached };
    return { events, cursor: next as unknown as JsonObject, more };
  },
};

/** The older generation of stores alone has a list of payments that is known. */
function looks({ lookForPayments, dialect }: ReturnType<typeof readClaritySettings>): boolean {
  return lookForPayments && dialect === 'cef';
}

const KEY = 'payment/';
const keyOf = (id: string): string => KEY + id;

function readCursor(stored: JsonObject | undefined): Cursor | undefined {
  if (typeof stored?.['watermark'] !== 'string') return undefined;
  const { watermark } = stored;
  const entries = Object.entries((stored['seen'] ?? {}) as unknown as Cursor['seen']);
  // Earlier releases kept the ids alone.
  const seen = Object.fromEntries(entries.map(([key, one]) => [key.startsWith(KEY) ? key : keyOf(key), one]));
  const reached = typeof stored['reached'] === 'string' ? stored['reached'] : watermark;
  return { watermark, seen, page: Number(stored['page'] ?? 1), reached };
}

/** The list names no orders; only what is new is asked for. */
async function withOrder(client: ConnectionClient, payment: Payment): Promise<Payment> {
  const { payments } = await ask<'payment-link'>(client, { ask: 'payment-link', paymentId: payment.id });
  const orderId = payments.find(({ id }) => id === payment.id)?.orderId;
  return orderId === undefined ? payment : { ...payment, orderId };
}
