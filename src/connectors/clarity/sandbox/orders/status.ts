import type { Actor, Shop } from '../shop.ts';
import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';

export function statusKeyOf(state: StoreState, order: OrderRow): string {
  return state.entity('SalesOrderStatus').get(order.StatusID)?.CustomKey ?? '';
}

/**
 * Sets status and state of an order and tells whether the status changed. There is no state machine: any status
 * follows any other, as in the store (docs/systems/clarity-ecommerce.md, "Status actions").
 */
export function moveOrder(shop: Shop, order: OrderRow, statusKey: string, stateKey: string, actor: Actor): boolean {
  const { state } = shop;
  const status = state.entity('SalesOrderStatus').byKey(statusKey);
  const stage = state.entity('SalesOrderState').byKey(stateKey);
  if (!status || !stage) throw new Error(`the store has no status ${statusKey} or no state ${stateKey}`);
  if (order.StatusID === status.ID && order.StateID === stage.ID) return false;
  const before = { StatusID: order.StatusID, StateID: order.StateID };
  state.orders.patch(order.ID, { StatusID: status.ID, StateID: stage.ID, UpdatedDate: state.clock.stamp() });
  recordMove(shop, order, before, actor);
  return true;
}

/** Keeps the history of a status change that has happened, and announces it. */
export function recordMove(
  shop: Shop,
  order: OrderRow,
  before: { StatusID: number; StateID: number },
  actor: Actor,
): void {
  const { state } = shop;
  state.insert('SalesOrderEvent', {
    Name: 'StatusChange',
    MasterID: order.ID,
    OldStatusID: before.StatusID,
    NewStatusID: order.StatusID,
    OldStateID: before.StateID,
    NewStateID: order.StateID,
  });
  const status = statusKeyOf(state, order);
  const trace = state.traces.get(order.ID);
  if (trace) {
    const step = { status, at: new Date().toISOString(), by: actor.userName };
    state.traces.patch(order.ID, { history: [...trace.history, step] });
  }
  const old = state.entity('SalesOrderStatus').get(before.StatusID)?.CustomKey;
  shop.announce({
    type: status === 'Void' ? 'order.cancelled' : 'order.status_changed',
    entity: 'SalesOrder',
    id: order.ID,
    actor: actor.userName,
    byIntegration: actor.integration,
    changed: () => ['StatusKey'],
    extra: { status: { old, new: status } },
  });
}
