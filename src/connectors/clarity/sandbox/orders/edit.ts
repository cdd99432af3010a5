import type { Actor, Shop } from '../shop.ts';
import type { OrderLine, OrderRow } from '../state/rows.ts';

/** A change of an order's lines by hand: quantities by line ID (0 takes the line away), and products to add. */
export interface OrderEdit {
  readonly quantities?: ReadonlyMap<number, number>;
  readonly add?: readonly { readonly sku: string; readonly quantity: number }[];
  readonly purchaseOrder?: string;
}

/**
 * Changes an order as the shop's own pages do: lines that change are deactivated and added anew, as every write of lines
 * does (docs/systems/clarity-ecommerce.md, "Writing"). Answers what stands in the way, else undefined.
 */
export function editOrder(shop: Shop, order: OrderRow, edit: OrderEdit, actor: Actor): string | undefined {
  const { state } = shop;
  const now = state.clock.stamp();
  const kept: OrderLine[] = [];
  const added: OrderLine[] = [];
  for (const line of order.SalesItems) {
    const wanted = line.Active && line.ItemType === 0 ? edit.quantities?.get(line.ID) : undefined;
    if (wanted === undefined || wanted === line.Quantity) kept.push(line);
    else {
      kept.push({ ...line, Active: false });
      if (wanted > 0) added.push(resized({ ...line, ID: state.takeLineId(), CreatedDate: now }, wanted));
    }
  }
  for (const { sku, quantity } of edit.add ?? []) {
    const product = state.entity('Product').byKey(sku);
    const model = kept.find((line) => line.ItemType === 0);
    if (!product || !model) return `The store has no product ${sku}`;
    const price = model.Sku === sku ? (model.UnitSoldPrice ?? model.UnitCorePrice) : 10;
    const line: OrderLine = {
      ...model,
      ID: state.takeLineId(),
      CustomKey: `${order.CustomKey ?? order.ID}|${sku}`,
      Active: true,
      CreatedDate: now,
      Sku: sku,
      Name: (product['Name'] as string | undefined) ?? sku,
      UnitOfMeasure: (product['UnitOfMeasure'] as string | undefined) ?? model.UnitOfMeasure,
      ProductID: product.ID,
      UnitCorePrice: price,
      UnitSoldPrice: price,
      ExtendedTaxAmount: 0,
      Discounts: [],
      Notes: [],
      Targets: [],
    };
    added.push(resized(line, quantity));
  }
  const lines = [...kept, ...added];
  const goods = lines.filter((line) => line.Active && line.ItemType === 0);
  if (goods.length === 0) return 'An order without lines is cancelled instead';
  const before = { ...order };
  state.orders.patch(order.ID, {
    SalesItems: lines,
    Totals: { ...order.Totals, SubTotal: cents(goods.reduce((sum, line) => sum + line.ExtendedPrice, 0)) },
    ...(edit.purchaseOrder === undefined ? {} : { PurchaseOrderNumber: edit.purchaseOrder }),
    UpdatedDate: now,
  });
  shop.announce({
    type: 'order.updated',
    entity: 'SalesOrder',
    id: order.ID,
    actor: actor.userName,
    byIntegration: actor.integration,
    changed: () =>
      before.PurchaseOrderNumber === order.PurchaseOrderNumber ? ['SalesItems'] : ['SalesItems', 'PurchaseOrderNumber'],
  });
  return undefined;
}

function resized(line: OrderLine, quantity: number): OrderLine {
  const price = line.UnitSoldPrice ?? line.UnitCorePrice;
  return {
    ...line,
    Active: true,
    Quantity: quantity,
    QuantityBackOrdered: 0,
    QuantityPreSold: 0,
    ExtendedPrice: cents(price * quantity),
  };
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;
