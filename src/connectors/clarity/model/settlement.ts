import type { NewLink } from '../../../core/operation.ts';
import type { Payment, PaymentState } from './payment.ts';
import { type Infer, record, text } from './shape.ts';
import { stampIn } from './source-time.ts';

export const SETTLEMENT = record('Settlement summary that counts the payment', {
  day: text('Day on which the store received it, 2026-02-28'),
  group: text('Store, method and currency, as the summary names its groups'),
});
export type Settlement = Infer<typeof SETTLEMENT>;

/** States that are added up; what was voided before that never becomes a part of the sum. */
export const COUNTED_STATES: readonly PaymentState[] = ['captured', 'refunded', 'chargeback'];

const DAY_MS = 86_400_000;

/**
 * Which settlement summary a payment belongs to. Undefined where the store does not say when it received the money: the
 * day of the authorisation is none, for the summary of that day may be long posted when the money comes.
 */
export function settlementOf(payment: Payment, zone: string, defaultCurrency: string): Settlement | undefined {
  const { receivedAt, storeKey = '', method = '', currency = defaultCurrency } = payment;
  if (receivedAt === undefined) return undefined;
  return { day: dayIn(zone, Date.parse(receivedAt)), group: [storeKey, method, currency].join('/') };
}

/** The last whole day before an instant in a zone, as 2026-02-28. */
export function dayBefore(zone: string, at: number): string {
  return new Date(Date.parse(`${dayIn(zone, at)}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

function dayIn(zone: string, at: number): string {
  return stampIn(zone, at).slice(0, 10);
}

/** How far the summary of a day is: `begun` before the store is asked, `added-up` when the payments in it are known. */
export function dayLink(store: string, day: string, reached: 'begun' | 'added-up'): NewLink {
  const id = `${store}/${day}/${reached}`;
  return { kind: 'settlement-day', left: { system: 'clarity', id }, right: { system: 'm3', id } };
}

/** A payment in the sum of a day. The state is part of its id: a payment that is refunded later is not yet in any sum. */
export function paymentLink(store: string, settlement: Settlement, id: string, state: string): NewLink {
  const happening = `${id}/${state}`;
  const place = `${store}/${settlement.day}/${settlement.group}/${happening}`;
  return {
    kind: 'settlement',
    left: { system: 'clarity', id: `${store}/${happening}` },
    right: { system: 'm3', id: place },
  };
}
