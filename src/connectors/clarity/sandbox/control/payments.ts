import { z } from 'zod';
import { orderIdOf, PAYMENT_ACTIONS } from '../orders/payments.ts';
import type { StoreState } from '../state/store.ts';
import { textOf } from '../state/table.ts';

export const CHANGE_PAYMENT = z.strictObject({
  action: z.enum(PAYMENT_ACTIONS),
  paymentId: z.number().int().positive(),
  amount: z.number().positive().optional(),
});

/** A payment that no checkout made: by hand, without an order, in any currency. */
export const ADD_PAYMENT = z.strictObject({
  orderId: z.number().int().positive().optional(),
  amount: z.number(),
  currency: z.string().length(3).default('USD'),
  method: z.string().default('Credit Card'),
  captured: z.boolean().default(true),
  fee: z.string().optional(),
});

/** Every payment with its order, for an outside judge. */
export function paymentLedger(state: StoreState): Record<string, unknown> {
  const key = (entity: string, id: unknown): string | undefined =>
    state.entity(entity).get(id as number | null)?.CustomKey ?? undefined;
  const payments = [...state.entity('Payment').rows.values()].map((payment) => ({
    id: payment.ID,
    orderId: orderIdOf(state, payment) ?? null,
    amount: payment['Amount'],
    currency: key('Currency', payment['CurrencyID']),
    status: key('PaymentStatus', payment['StatusID']),
    method: key('PaymentMethod', payment['PaymentMethodID']),
    store: key('Store', payment['StoreID']),
    received: payment['Received'] === true,
    receivedAt: payment['ReceivedDate'] ?? null,
    originalId: payment.SerializableAttributes?.['OriginalPaymentID']?.Value ?? null,
    transaction: textOf(payment, 'TransactionNumber'),
  }));
  return { payments };
}

/** Makes a payment row. */
export function addPayment(state: StoreState, wanted: z.infer<typeof ADD_PAYMENT>): number {
  const { orderId, amount, currency, method, captured, fee } = wanted;
  const stamp = state.clock.stamp();
  const row = state.insert('Payment', {
    Amount: amount,
    TransactionNumber: `hand-${state.entity('Payment').rows.size + 1}`,
    Authorized: true,
    AuthDate: stamp,
    Received: captured,
    ReceivedDate: captured ? stamp : null,
    StatusDate: stamp,
    PaymentDate: stamp,
    StatusID: state.entity('PaymentStatus').byKey(captured ? 'Payment Received' : 'No Payment Received')?.ID ?? null,
    TypeID: state.entity('PaymentType').byKey('VISA')?.ID ?? null,
    PaymentMethodID: state.entity('PaymentMethod').byKey(method)?.ID ?? null,
    CurrencyID: state.entity('Currency').byKey(currency)?.ID ?? null,
    StoreID: 1,
    BrandID: 1,
    ...(fee === undefined ? {} : { SerializableAttributes: { GatewayFee: { Key: 'GatewayFee', Value: fee } } }),
  });
  if (orderId !== undefined) state.insert('SalesOrderPayment', { MasterID: orderId, SlaveID: row.ID });
  return row.ID;
}
