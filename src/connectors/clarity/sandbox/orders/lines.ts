import { type Members, flagMember, listMember, numberMember, textMember } from '../http/members.ts';
import type { OrderLine, OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';

/**
 * What any sent line list does to an order: all its lines are deactivated and the active ones sent are added with new
 * IDs; an empty list empties the order (docs/systems/clarity-ecommerce.md, "Writing").
 */
export function replaceLines(state: StoreState, order: OrderRow, sent: readonly Members[]): OrderLine[] {
  const old = (order.SalesItems ?? []).map((line) => ({ ...line, Active: false }));
  const added = sent.filter((line) => flagMember(line, 'Active') ?? true).map((line) => lineOf(state, order, line));
  return [...old, ...added];
}

function lineOf(state: StoreState, order: OrderRow, sent: Members): OrderLine {
  const product = productOf(state, sent);
  const sku = textMember(sent, 'Sku') ?? product?.CustomKey ?? null;
  const quantity = numberMember(sent, 'Quantity') ?? 0;
  const core = numberMember(sent, 'UnitCorePrice') ?? 0;
  const sold = numberMember(sent, 'UnitSoldPrice') ?? null;
  const orderKey = order.CustomKey ?? String(order.ID);
  return {
    ID: state.takeLineId(),
    CustomKey: textMember(sent, 'CustomKey') ?? `${orderKey}|${sku ?? ''}`,
    Active: true,
    CreatedDate: state.clock.stamp(),
    Sku: sku,
    Name: textMember(sent, 'Name') ?? (product?.['Name'] as string | undefined) ?? null,
    Description: textMember(sent, 'Description') ?? null,
    UnitOfMeasure: textMember(sent, 'UnitOfMeasure') ?? null,
    ProductID: product?.ID ?? null,
    Quantity: quantity,
    QuantityBackOrdered: numberMember(sent, 'QuantityBackOrdered') ?? 0,
    QuantityPreSold: numberMember(sent, 'QuantityPreSold') ?? 0,
    UnitCorePrice: core,
    UnitSoldPrice: sold,
    ExtendedPrice: numberMember(sent, 'ExtendedPrice') ?? Math.round((sold ?? core) * quantity * 10_000) / 10_000,
    ExtendedTaxAmount: numberMember(sent, 'ExtendedTaxAmount') ?? 0,
    ItemType: numberMember(sent, 'ItemType') ?? 0,
    Status: textMember(sent, 'Status') ?? null,
    OriginalCurrencyKey: textMember(sent, 'OriginalCurrencyKey') ?? null,
    SellingCurrencyKey: textMember(sent, 'SellingCurrencyKey') ?? null,
    Notes: listMember(sent, 'Notes') ?? [],
    Discounts: listMember(sent, 'Discounts') ?? [],
    Targets: listMember(sent, 'Targets') ?? [],
  };
}

/** The product of a line; an unknown SKU makes an invisible placeholder product. */
function productOf(state: StoreState, sent: Members): EntityRow | undefined {
  const table = state.entity('Product');
  const known = table.get(numberMember(sent, 'ProductID')) ?? byKey(state, textMember(sent, 'ProductKey'));
  if (known) return known;
  const sku = textMember(sent, 'Sku');
  if (!sku) return undefined;
  return byKey(state, sku) ?? placeholderProduct(state, sku, textMember(sent, 'Name'));
}

function byKey(state: StoreState, key: string | undefined): EntityRow | undefined {
  return key ? state.entity('Product').byKey(key) : undefined;
}

/** The hidden product that the store makes when a line names a SKU it does not know. */
export function placeholderProduct(state: StoreState, sku: string, name: string | undefined): EntityRow {
  return state.insert('Product', {
    CustomKey: sku,
    Name: name ?? sku,
    IsVisible: false,
    IsDiscontinued: false,
    TypeID: state.entity('ProductType').byKey('GENERAL')?.ID ?? null,
    StatusID: state.entity('ProductStatus').byKey('NORMAL')?.ID ?? null,
    ProductAssociations: [],
    ProductCategories: [],
  });
}
