import { Decimal } from 'decimal.js';
import { CodedError } from '../http/reply.ts';
import type { Actor, Shop } from '../shop.ts';
import type { StoreState } from '../state/store.ts';
import { type EntityRow, textOf } from '../state/table.ts';

/** What the processor's back office can do with a payment. */
export const PAYMENT_ACTIONS = ['capture', 'refund', 'void', 'chargeback'] as const;
export type PaymentAction = (typeof PAYMENT_ACTIONS)[number];

export interface PaymentChange {
  action: PaymentAction;
  paymentId: number;
  /** Part of the amount; the whole unless given. A refund above the payment is possible, as processors let it happen. */
  amount?: number | undefined;
}

/** Types of events by what became of a payment. */
const TOLD = { capture: 'captured', refund: 'refunded', void: 'voided', chargeback: 'chargeback' } as const;

/** Does it, and tells it. Refunds and chargebacks become rows of their own. Throws when the payment cannot have it. */
export function changePayment(shop: Shop, { action, paymentId, amount }: PaymentChange, actor: Actor): EntityRow {
  const { state } = shop;
  const payment = state.entity('Payment').get(paymentId);
  if (!payment) throw new CodedError('argument', `No payment has the ID ${paymentId}`, 'ID');
  const done =
    action === 'capture'
      ? capture(state, payment, amount)
      : action === 'void'
        ? voidIt(state, payment)
        : goBack(state, payment, action, amount);
  announcePayment(shop, done, TOLD[action], actor);
  return done;
}

/** Tells what became of a payment, with the order it belongs to. */
export function announcePayment(
  shop: Shop,
  payment: EntityRow,
  became: 'authorized' | 'captured' | 'refunded' | 'voided' | 'chargeback',
  actor: Actor,
): void {
  const orderId = orderIdOf(shop.state, payment);
  const sequence = Number(payment.SerializableAttributes?.['PaymentSequence']?.Value ?? 1);
  shop.announce({
    type: `payment.${became}`,
    entity: 'Payment',
    id: payment.ID,
    actor: actor.userName,
    byIntegration: actor.integration,
    extra: { sequence, ...(orderId === undefined ? {} : { orderId }) },
  });
}

/** The order that a payment was made for. */
export function orderIdOf(state: StoreState, payment: EntityRow): number | undefined {
  return state.entity('SalesOrderPayment').where('SlaveID', payment.ID)[0]?.['MasterID'] as number | undefined;
}

/** A second capture adds to the first, as some processors do it. */
function capture(state: StoreState, payment: EntityRow, amount: number | undefined): EntityRow {
  const stamp = state.clock.stamp();
  const again = payment['Received'] === true;
  const whole = amount ?? Number(payment['Amount']);
  const sequence = Number(payment.SerializableAttributes?.['PaymentSequence']?.Value ?? 1) + (again ? 1 : 0);
  state.entity('Payment').patch(payment.ID, {
    Amount: again ? new Decimal(Number(payment['Amount'])).add(whole).toNumber() : whole,
    Received: true,
    ReceivedDate: stamp,
    StatusDate: stamp,
    UpdatedDate: stamp,
    StatusID: statusId(state, 'Payment Received'),
    SerializableAttributes: { ...payment.SerializableAttributes, ...attribute('PaymentSequence', String(sequence)) },
  });
  return payment;
}

function voidIt(state: StoreState, payment: EntityRow): EntityRow {
  const stamp = state.clock.stamp();
  state
    .entity('Payment')
    .patch(payment.ID, { StatusID: statusId(state, 'Void'), StatusDate: stamp, UpdatedDate: stamp });
  return payment;
}

function goBack(
  state: StoreState,
  payment: EntityRow,
  action: 'refund' | 'chargeback',
  amount = Number(payment['Amount']),
): EntityRow {
  const stamp = state.clock.stamp();
  const {
    ID: _id,
    SerializableAttributes: _attributes,
    UpdatedDate: _updated,
    CreatedDate: _created,
    ...same
  } = payment;
  const row = state.insert('Payment', {
    ...same,
    Amount: -amount,
    TransactionNumber: `${textOf(payment, 'TransactionNumber') ?? 'mock'}-${action}`,
    ReceivedDate: stamp,
    StatusDate: stamp,
    PaymentDate: stamp,
    Received: true,
    StatusID: statusId(state, action === 'refund' ? 'Refunded' : 'Chargeback'),
    SerializableAttributes: attribute('OriginalPaymentID', String(payment.ID)),
  });
  const orderId = orderIdOf(state, payment);
  if (orderId !== undefined) state.insert('SalesOrderPayment', { MasterID: orderId, SlaveID: row.ID });
  return row;
}

function attribute(Key: string, Value: string): Record<string, { Key: string; Value: string }> {
  return { [Key]: { Key, Value } };
}

/** Statuses that the store was not seeded with are made when they are first needed. */
function statusId(state: StoreState, key: string): number {
  const statuses = state.entity('PaymentStatus');
  return (statuses.byKey(key) ?? state.insert('PaymentStatus', { CustomKey: key, Name: key, DisplayName: key })).ID;
}
