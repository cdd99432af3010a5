import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';

/** Keeps what the mock payment provider took (a token only, never a card number) and links it to the order. */
export function recordPayment(
  state: StoreState,
  order: OrderRow,
  amount: number,
  transaction: string,
  currency: string,
  billing: EntityRow | undefined,
): void {
  const stamp = state.clock.stamp();
  const payment = state.insert('Payment', {
    Amount: amount,
    TransactionNumber: transaction,
    AuthCode: transaction.slice(-6).toUpperCase(),
    Authorized: true,
    AuthDate: stamp,
    Received: true,
    ReceivedDate: stamp,
    StatusDate: stamp,
    PaymentDate: stamp,
    CardMask: '************1111',
    Last4CardDigits: '1111',
    StatusID: state.entity('PaymentStatus').byKey('Payment Received')?.ID ?? null,
    TypeID: state.entity('PaymentType').byKey('VISA')?.ID ?? null,
    PaymentMethodID: state.entity('PaymentMethod').byKey('Credit Card')?.ID ?? null,
    BillingContactID: billing?.ID ?? null,
    CurrencyID: state.entity('Currency').byKey(currency)?.ID ?? null,
    StoreID: order.StoreID,
    BrandID: order.BrandID,
  });
  state.insert('SalesOrderPayment', { MasterID: order.ID, SlaveID: payment.ID });
}
