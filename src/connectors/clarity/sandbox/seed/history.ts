import { catalogueItems } from '../../../kit/sandbox/catalogue.ts';
import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';

const OLD_ORDERS = 12;
const FIRST_OLD_ID = 1_030;
const DAY_MS = 86_400_000;

/** A dozen completed orders of the past, each with the ERP's order number: what an integration must leave alone. */
export function seedHistory(state: StoreState): void {
  const items = catalogueItems();
  for (let index = 0; index < OLD_ORDERS; index += 1) {
    const item = items[index * 7];
    const account = state.entity('Account').byKey(`C${100_001 + index}`);
    if (!item || !account) continue;
    const placedMs = Date.now() - (OLD_ORDERS - index) * DAY_MS - 30 * DAY_MS;
    addOldOrder(state, FIRST_OLD_ID + index, account.ID, item, placedMs);
  }
}

function addOldOrder(
  state: StoreState,
  id: number,
  accountId: number,
  item: { itemNumber: string; name: string; unit: string; listPrice: string },
  placedMs: number,
): void {
  const product = state.entity('Product').byKey(item.itemNumber);
  const book = state.entity('AccountContact').where('MasterID', accountId);
  const price = Number(item.listPrice);
  const order = state.newRow('SalesOrder', {
    ID: id,
    CustomKey: `000900${id}`,
    CreatedDate: state.clock.stampOf(placedMs),
    UpdatedDate: state.clock.stampOf(placedMs + 3 * DAY_MS),
    StatusID: state.entity('SalesOrderStatus').byKey('Completed')?.ID,
    StateID: state.entity('SalesOrderState').byKey('HISTORY')?.ID,
    TypeID: state.entity('SalesOrderType').byKey('Web')?.ID,
    AccountID: accountId,
    UserID: state.entity('User').where('AccountID', accountId)[0]?.ID ?? null,
    StoreID: 1,
    BrandID: 1,
    BillingContactID: (book[0]?.['SlaveID'] as number | undefined) ?? null,
    ShippingContactID: (book[1]?.['SlaveID'] as number | undefined) ?? null,
    ShippingSameAsBilling: false,
    Totals: { SubTotal: price * 2, Shipping: 0, Handling: 0, Fees: 0, Discounts: 0, Tax: 0 },
    BalanceDue: 0,
    SalesGroupAsMasterID: null,
    SalesGroupAsSubID: null,
    SalesItems: [],
    Discounts: [],
    Notes: [],
    RateQuotes: [],
  }) as OrderRow;
  const currency =
    state.entity('Currency').get(state.entity('Account').get(accountId)?.['CreditCurrencyID'] as number)?.CustomKey ??
    'USD';
  order.SalesItems.push({
    ID: state.takeLineId(),
    CustomKey: `${order.CustomKey}|${item.itemNumber}`,
    Active: true,
    CreatedDate: order.CreatedDate,
    Sku: item.itemNumber,
    Name: item.name,
    UnitOfMeasure: item.unit,
    ProductID: product?.ID ?? null,
    Quantity: 2,
    QuantityBackOrdered: 0,
    QuantityPreSold: 0,
    UnitCorePrice: price,
    UnitSoldPrice: price,
    ExtendedPrice: price * 2,
    ExtendedTaxAmount: 0,
    ItemType: 0,
    OriginalCurrencyKey: currency,
    SellingCurrencyKey: currency,
  });
  state.orders.put(order);
}
