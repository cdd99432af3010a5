import { createHash } from 'node:crypto';
import type { JsonSchema } from '../../../../core/json.ts';
import type { LinkKey, NewLink } from '../../../../core/operation.ts';
import { textSchema } from '../schema.ts';
import { cleanText, digestText } from '../values.ts';

/** What happened to a payment: each happening is posted once, under a key of its own. */
export interface PaymentEvent {
  /** Name of the store, so that two stores with the same payment numbers stay apart. */
  readonly store: string;
  readonly paymentId: string;
  /** `captured`, `refunded`, `voided`, `chargeback`, `fee`, … or `summary`. */
  readonly kind: string;
  /** Counts happenings of one kind; 1 unless given. */
  readonly sequence?: number;
}

export const PAYMENT_EVENT_PROPERTIES: JsonSchema = {
  store: textSchema('Name of the store'),
  paymentId: textSchema('Id of the payment in the store'),
  kind: textSchema('What happened: captured, refunded, voided, chargeback, fee, summary'),
  sequence: { type: 'integer', minimum: 1, description: 'Counts happenings of one kind; 1 unless given' },
};

export const PAYMENT_EVENT_REQUIRED = ['store', 'paymentId', 'kind'] as const;

/** The parts that make the key, in one text that cannot be read in two ways. */
function partsOf({ store, paymentId, kind, sequence = 1 }: PaymentEvent): string {
  return JSON.stringify([cleanText(store), cleanText(paymentId), cleanText(kind), sequence]);
}

/**
 * The key under which M3 knows a happening: a letter for what is posted and 14 base32 characters of SHA-256, 15 in all.
 * The same happening has the same key for ever.
 */
export function eventKey(letter: 'P' | 'S' | 'A', event: PaymentEvent): string {
  return letter + digestText(partsOf(event), 14);
}

/** A payment batch number (PBID, 10 digits at most) that is always the same for a happening. */
export function eventNumber(event: PaymentEvent): string {
  const digest = createHash('sha256').update(partsOf(event)).digest();
  return String(1_000_000_000n + (digest.readBigUInt64BE(0) % 9_000_000_000n));
}

/** The first field of an event that is missing; undefined when all are there. */
export function missingPart(event: PaymentEvent): string | undefined {
  return PAYMENT_EVENT_REQUIRED.find((name) => cleanText(event[name]) === '');
}

/** Id of a happening in the store, as links keep it: `main/9001/captured/1`. */
function storeIdOf({ store, paymentId, kind, sequence = 1 }: PaymentEvent): string {
  return [cleanText(store), cleanText(paymentId), cleanText(kind), sequence].join('/');
}

/** `payment`: settled an invoice; `prepayment`: stands on account; `voucher`: stands in the general ledger. */
export type PostingKind = 'payment' | 'prepayment' | 'voucher';

export function postingLinkOf(kind: PostingKind, event: PaymentEvent): LinkKey {
  return { kind, system: 'clarity', id: storeIdOf(event) };
}

/** The pair to remember of a happening and what M3 made of it. */
export function postingLink(kind: PostingKind, event: PaymentEvent, id: string): NewLink {
  return { kind, left: { system: 'clarity', id: storeIdOf(event) }, right: { system: 'm3', id } };
}
