import type { JsonObject } from '../../../core/json.ts';
import type { TriggerEvent } from '../../kit/connector.ts';
import type { Order } from '../model/order.ts';
import type { Payment, PaymentState } from '../model/payment.ts';
import { count, flag, type Infer, list, optional, record, text } from '../model/shape.ts';

/** What a flow reads as `event`. Thin on purpose: the flow reads the record itself, which also settles every order. */
export const EVENT_DATA = record('Event of the store', {
  store: text('Name of the store in this connection'),
  entity: text('Kind of record: order, account, product, …'),
  entityId: text('Id of the record in the store'),
  key: optional(text('Key of the record')),
  version: text('Changes with every change of the record'),
  accountId: optional(text('Id of the account')),
  accountKey: optional(text('Key of the account')),
  guest: flag('Without an account, as far as the sender says'),
  storeKey: optional(text('Store or brand inside the store’s system')),
  actor: optional(text('User who did it')),
  changed: optional(list('What changed, as a hint', text('Name of a field'))),
  orderId: optional(text('Id of the order that a payment belongs to')),
  state: optional(text('What became of a payment: authorised, captured, refunded, voided, chargeback, failed')),
  sequence: optional(count('Counts happenings of one kind on one payment')),
  sentType: optional(text('The sender’s own name of the event, when we do not know it')),
});

export type EventData = Infer<typeof EVENT_DATA>;

/** Events of the store's catalogue (docs/systems/clarity-ecommerce.md, "Webhooks"), each with what it is about. */
const CATALOGUE = {
  'order.created': ['order', 'Order placed'],
  'order.updated': ['order', 'Order changed'],
  'order.status_changed': ['order', 'Order has another status'],
  'order.cancelled': ['order', 'Order voided'],
  'payment.authorized': ['payment', 'Payment authorised'],
  'payment.captured': ['payment', 'Payment captured'],
  'payment.failed': ['payment', 'Payment failed'],
  'payment.refunded': ['payment', 'Payment refunded'],
  'payment.voided': ['payment', 'Payment voided'],
  'payment.chargeback': ['payment', 'Payment charged back'],
  'customer.created': ['account', 'Account created'],
  'customer.updated': ['account', 'Account changed'],
  'contact.created': ['contact', 'Contact created'],
  'contact.updated': ['contact', 'Contact changed'],
  'address.updated': ['address', 'Address changed'],
  'product.updated': ['product', 'Product changed'],
  'product.deactivated': ['product', 'Product deactivated'],
  'inventory.updated': ['product', 'Stock changed in the store'],
  'price.updated': ['product', 'Price changed in the store'],
  'return.created': ['return', 'Return asked for'],
  'return.status_changed': ['return', 'Return has another status'],
  'quote.submitted': ['quote', 'Quote asked for'],
  'quote.approved': ['quote', 'Quote approved'],
  'shipment.created': ['shipment', 'Shipment created'],
  'shipment.updated': ['shipment', 'Shipment changed'],
  'invoice.created': ['invoice', 'Invoice created'],
  'invoice.paid': ['invoice', 'Invoice paid'],
  'webhook.test': ['webhook', 'Test delivery'],
} as const;

export type StoreEventType = keyof typeof CATALOGUE;

/** Type of an event that no catalogue names: taken in, so that nothing is lost, and marked. */
export const UNKNOWN_EVENT = 'clarity.unknown-event';

const schema = EVENT_DATA.schema;

/** Event types that flows may name, with the schema of `event`. */
export const CLARITY_EVENTS: Readonly<Record<string, { readonly title: string; readonly schema: JsonObject }>> = {
  ...Object.fromEntries(Object.entries(CATALOGUE).map(([type, [, title]]) => [`clarity.${type}`, { title, schema }])),
  [UNKNOWN_EVENT]: { title: 'Event with a name we do not know', schema },
};

/** True for a name of the store's catalogue. */
export function isStoreEventType(type: string): type is StoreEventType {
  return Object.hasOwn(CATALOGUE, type);
}

/** The kind of record that an event of the catalogue is about. */
export function entityOf(type: StoreEventType): string {
  return CATALOGUE[type][0];
}

/**
 * The event that a look at an order gives. Its id is stable: the same change gives the same event. `changed` is what is
 * known to be all that changed.
 */
export function orderEvent(
  type: 'order.created' | 'order.updated',
  order: Order,
  store: string,
  changed?: readonly string[],
): TriggerEvent {
  const { id, key, version, account, guest, storeKey, placedAt, updatedAt } = order;
  const data: EventData = {
    store,
    entity: 'order',
    entityId: id,
    version,
    guest,
    ...(key === undefined ? {} : { key }),
    ...(account === undefined ? {} : { accountId: account.id }),
    ...(account?.key === undefined ? {} : { accountKey: account.key }),
    ...(storeKey === undefined ? {} : { storeKey }),
    ...(changed === undefined ? {} : { changed }),
  };
  const time = type === 'order.created' ? placedAt : (updatedAt ?? placedAt);
  return { type: `clarity.${type}`, id: `poll:${id}:${version}`, subject: id, time, data };
}

/** Event types by what became of a payment; nothing is told of one that is only begun. */
const PAYMENT_EVENTS: Readonly<Record<PaymentState, StoreEventType | undefined>> = {
  open: undefined,
  authorised: 'payment.authorized',
  captured: 'payment.captured',
  refunded: 'payment.refunded',
  voided: 'payment.voided',
  chargeback: 'payment.chargeback',
  failed: 'payment.failed',
};

/** Event types that a look at payments can give. */
export const PAYMENT_EVENT_TYPES: readonly string[] = Object.values(PAYMENT_EVENTS).flatMap((type) =>
  type === undefined ? [] : [`clarity.${type}`],
);

/** What became of a payment, by the type of its event. */
export function paymentStateOf(type: string): PaymentState | undefined {
  const states = Object.entries(PAYMENT_EVENTS) as [PaymentState, StoreEventType | undefined][];
  return states.find(([, each]) => each === type)?.[0];
}

/** The event that a look at a payment gives: payment, state and sequence make its id. */
export function paymentEvent(payment: Payment, sequence: number, store: string, now: number): TriggerEvent | undefined {
  const { id, orderId, version, storeKey, state } = payment;
  const type = PAYMENT_EVENTS[state];
  if (type === undefined) return undefined;
  const data: EventData = {
    store,
    entity: 'payment',
    entityId: id,
    version,
    guest: false,
    state,
    sequence,
    ...(orderId === undefined ? {} : { orderId }),
    ...(storeKey === undefined ? {} : { storeKey }),
  };
  const stamp = version.slice(0, version.indexOf('#'));
  const time = stamp === '' ? new Date(now).toISOString() : stamp;
  return { type: `clarity.${type}`, id: `poll:payment:${id}:${state}:${sequence}`, subject: id, time, data };
}
