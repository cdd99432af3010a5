import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';

/**
 * The status an order starts with: nothing to pay means Full Payment Received; an account on hold or past its credit
 * means On Hold; anything else Pending (docs/systems/clarity-ecommerce.md, "Orders").
 */
export function startStatus(state: StoreState, order: OrderRow, account: EntityRow | undefined): string {
  if (order.BalanceDue <= 0) return 'Full Payment Received';
  return account && (account['IsOnHold'] === true || pastCredit(state, order, account)) ? 'On Hold' : 'Pending';
}

/** Open balances of the account with this order above its credit; no credit set means no limit. */
function pastCredit(state: StoreState, order: OrderRow, account: EntityRow): boolean {
  const credit = account['Credit'];
  if (typeof credit !== 'number') return false;
  const work = state.entity('SalesOrderState').byKey('WORK')?.ID;
  let open = order.BalanceDue;
  for (const other of state.orders.where('AccountID', account.ID)) {
    if (other.Active && other.StateID === work && other.ID !== order.ID) open += other.BalanceDue;
  }
  return open > credit;
}
