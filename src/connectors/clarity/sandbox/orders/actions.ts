import { numberMember, objectMember } from '../http/members.ts';
import { idOf } from '../entities/routes.ts';
import { CodedError, failed, type Reply, succeeded } from '../http/reply.ts';
import type { Call, Route } from '../http/router.ts';
import type { Shop } from '../shop.ts';
import type { OrderRow } from '../state/rows.ts';
import { moveOrder } from './status.ts';

/** One status action of the store: route, where the order goes, whether the shopper gets an e-mail. */
interface StatusAction {
  path: string;
  status: string;
  state: 'WORK' | 'HISTORY';
  permission: string;
  email?: string;
  purchaseOrder?: boolean;
  /** Answers with the lines to pick. */
  picks?: boolean;
}

/** The status actions (docs/systems/clarity-ecommerce.md, "Status actions"). */
export const STATUS_ACTIONS: readonly StatusAction[] = [
  { path: 'Pending', status: 'Pending', state: 'WORK', permission: 'Pending' },
  { path: 'Hold', status: 'On Hold', state: 'WORK', permission: 'Hold' },
  { path: 'Confirm', status: 'Confirmed', state: 'WORK', permission: 'Confirm', email: 'order-confirmed' },
  {
    path: 'Backorder',
    status: 'Backordered',
    state: 'WORK',
    permission: 'Backorder',
    email: 'order-backordered',
    purchaseOrder: true,
  },
  {
    path: 'CreatePickTicket',
    status: 'Processing',
    state: 'WORK',
    permission: 'CreatePickTicket',
    email: 'order-processing',
    picks: true,
  },
  { path: 'Ship', status: 'Shipped', state: 'WORK', permission: 'Ship', email: 'order-shipped' },
  {
    path: 'DropShip',
    status: 'Shipped from Vendor',
    state: 'WORK',
    permission: 'DropShip',
    email: 'order-shipped',
    purchaseOrder: true,
  },
  {
    path: 'ReadyForPickup',
    status: 'Ready for Pickup',
    state: 'WORK',
    permission: 'ReadyForPickup',
    email: 'order-ready-for-pickup',
  },
  { path: 'Complete', status: 'Completed', state: 'HISTORY', permission: 'Complete', email: 'order-completed' },
  { path: 'Void', status: 'Void', state: 'HISTORY', permission: 'Void', email: 'order-voided' },
];

const SURFACES = ['full', 'admin'] as const;

/** Routes of the order actions; every one is accepted from every status, and repeats mail the shopper again. */
export function orderActionRoutes(shop: Shop): Route[] {
  const patch = (path: string, permission: string, handle: (call: Call) => Reply): Route => ({
    verb: 'PATCH',
    path: `/Ordering/SalesOrder/${path}`,
    effect: 'write',
    access: { permission: `Ordering.SalesOrder.${permission}` },
    surfaces: SURFACES,
    handle,
  });
  return [
    ...STATUS_ACTIONS.map((action) =>
      patch(`${action.path}/{ID}`, action.permission, (call) => runAction(shop, action, call)),
    ),
    patch('AddPayment', 'Update', (call) => addPayment(shop, call)),
    patch('CapturePayment/{ID}', 'Update', (call) => capturePayment(shop, call)),
  ];
}

function orderOf(shop: Shop, id: number | undefined): OrderRow {
  const order = shop.state.orders.get(id);
  if (!order) throw new CodedError('invalidOperation', `No sales order has the ID ${id ?? '(none)'}`, 'ID');
  return order;
}

function actorOf(call: Call): { userName: string; integration: boolean } {
  return { userName: call.caller?.userName ?? 'anonymous', integration: call.caller?.integration ?? false };
}

function runAction(shop: Shop, action: StatusAction, call: Call): Reply {
  if (call.fault === 'action-failed') return failed('The order could not be changed at this time');
  const order = orderOf(shop, idOf(call.parameters[0]));
  const moved = moveOrder(shop, order, action.status, action.state, actorOf(call));
  if (action.purchaseOrder) createPurchaseOrder(shop, order);
  if (action.email) {
    // The status is saved before the e-mail is queued: a failure here hides a change that did happen.
    if (call.fault === 'email-failed') return failed('The e-mail to the customer could not be queued');
    shop.mail(order.ID, action.email);
  }
  if (action.picks) return succeeded(pickLines(order));
  return moved ? succeeded() : succeeded(undefined, ['INFO! No action taken, the order already has this status']);
}

function pickLines(order: OrderRow): unknown[] {
  return order.SalesItems.filter((line) => line.Active && line.ItemType === 0).map((line) => ({
    ID: line.ID,
    Sku: line.Sku,
    Quantity: line.Quantity,
    UnitOfMeasure: line.UnitOfMeasure,
  }));
}

function createPurchaseOrder(shop: Shop, order: OrderRow): void {
  shop.state.insert('PurchaseOrder', { SalesOrderID: order.ID, Totals: order.Totals, ItemQuantity: null });
}

/** Lowers the balance and mails the shopper, but stores no payment; a repeat lowers it again. */
function addPayment(shop: Shop, call: Call): Reply {
  const order = orderOf(shop, numberMember(call.body, 'ID'));
  const amount = numberMember(objectMember(call.body, 'Payment') ?? {}, 'Amount');
  if (amount === undefined || amount <= 0)
    throw new CodedError('argument', 'Payment.Amount must be above zero', 'Amount');
  const balance = Math.round((order.BalanceDue - amount) * 100) / 100;
  if (balance < 0) return failed(`The payment of ${amount} is above the balance of ${order.BalanceDue}`);
  shop.state.orders.patch(order.ID, { BalanceDue: balance, UpdatedDate: shop.state.clock.stamp() });
  moveOrder(shop, order, balance === 0 ? 'Full Payment Received' : 'Partial Payment Received', 'WORK', actorOf(call));
  if (call.fault === 'email-failed') return failed('The e-mail to the customer could not be queued');
  shop.mail(order.ID, 'payment-received');
  return succeeded();
}

/** Captures at the (mock) payment provider what was authorised at checkout. */
function capturePayment(shop: Shop, call: Call): Reply {
  const order = orderOf(shop, idOf(call.parameters[0]));
  const { state } = shop;
  for (const link of state.entity('SalesOrderPayment').where('MasterID', order.ID)) {
    const payment = state.entity('Payment').get(link['SlaveID'] as number);
    if (!payment || payment['Received'] === true) continue;
    const stamp = state.clock.stamp();
    state.entity('Payment').patch(payment.ID, { Received: true, ReceivedDate: stamp, UpdatedDate: stamp });
  }
  state.orders.patch(order.ID, { BalanceDue: 0, UpdatedDate: state.clock.stamp() });
  moveOrder(shop, order, 'Full Payment Received', 'WORK', actorOf(call));
  if (call.fault === 'email-failed') return failed('The e-mail to the customer could not be queued');
  shop.mail(order.ID, 'payment-received');
  return succeeded(order.PaymentTransactionID);
}
