import type { StoreState } from '../state/store.ts';

/** Puts an e-mail to an order's shopper into the outbox. Nothing is sent anywhere. */
export function queueMail(state: StoreState, orderId: number, template: string): void {
  const order = state.orders.get(orderId);
  const contact = state.entity('Contact').get(order?.BillingContactID);
  const user = state.entity('User').get(order?.UserID);
  const to = user?.['Email'] ?? contact?.['Email1'];
  state.emails.put({
    ID: state.emails.takeId(),
    orderId,
    template,
    to: typeof to === 'string' ? to : '',
    at: new Date().toISOString(),
  });
}
