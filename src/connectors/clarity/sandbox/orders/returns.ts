import type { Shop } from '../shop.ts';
import type { OrderRow } from '../state/rows.ts';
import type { EntityRow } from '../state/table.ts';

/** Why goods come back: the reasons every store is born with. */
export const RETURN_REASONS = [
  'Damaged',
  'Defective',
  'Wrong Item',
  'Not as Described',
  'Arrived Late',
  'No Longer Needed',
  'Other',
] as const;

/** A shopper asks to send goods back; answers the return, or what stands in the way. */
export function askForReturn(
  shop: Shop,
  order: OrderRow,
  wish: { readonly lineId: number; readonly quantity: number; readonly reason: string; readonly note?: string },
): EntityRow | string {
  const { state } = shop;
  const line = order.SalesItems.find(({ ID, Active }) => ID === wish.lineId && Active);
  if (!line) return 'The order has no such line';
  if (!(wish.quantity > 0 && wish.quantity <= line.Quantity)) return `At most ${line.Quantity} can come back`;
  if (!RETURN_REASONS.some((reason) => reason === wish.reason)) return 'That is none of the reasons';
  const price = line.UnitSoldPrice ?? line.UnitCorePrice;
  const value = Math.round(price * wish.quantity * 100) / 100;
  const row = state.insert('SalesReturn', {
    Totals: { SubTotal: value, Shipping: 0, Handling: 0, Fees: 0, Discounts: 0, Tax: 0 },
    RefundAmount: null,
    RefundTransactionID: null,
    TrackingNumber: null,
    SalesOrderIDs: [order.ID],
    SalesItems: [
      {
        ID: line.ID,
        Active: true,
        Sku: line.Sku,
        Name: line.Name,
        Quantity: wish.quantity,
        UnitSoldPrice: price,
        SalesReturnReasonKey: wish.reason,
        SalesReturnReasonName: wish.reason,
      },
    ],
    Notes: wish.note ? [{ Active: true, Note1: wish.note }] : [],
    StatusID: state.entity('SalesReturnStatus').byKey('Pending')?.ID ?? null,
    StateID: state.entity('SalesReturnState').byKey('WORK')?.ID ?? null,
    TypeID: state.entity('SalesReturnType').byKey('Web')?.ID ?? null,
    AccountID: order.AccountID,
    UserID: order.UserID,
  });
  shop.announce({
    type: 'return.created',
    entity: 'SalesReturn',
    id: row.ID,
    actor: 'shopper',
    byIntegration: false,
  });
  return row;
}
