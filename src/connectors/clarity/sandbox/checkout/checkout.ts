import { randomBytes } from 'node:crypto';
import { CodedError } from '../http/reply.ts';
import { placeholderProduct } from '../orders/lines.ts';
import { announcePayment } from '../orders/payments.ts';
import type { Shop } from '../shop.ts';
import type { Expectation, OrderLine, OrderRow, OrderTotals } from '../state/rows.ts';
import type { EntityRow } from '../state/table.ts';
import { type Buyer, findBuyer } from './buyer.ts';
import { type Priced, priceCart, totalOf } from './pricing.ts';
import { recordPayment } from './payment.ts';
import type { CartLine, CheckoutRequest } from './request.ts';
import { startStatus } from './start-status.ts';

/** Where an order belongs when the cart is split by ship-to. */
interface OrderGroup {
  groupId: number;
  role: 'master' | 'sub';
}

export interface CheckoutOptions {
  /** Label for the ledger; a real shopper's order is `checkout`. */
  kind?: string;
  expect?: Expectation;
  group?: OrderGroup;
  /** Buyer found before, when one cart makes several orders. */
  buyer?: Buyer;
  shipTo?: EntityRow;
  /** Bends the finished order on purpose, to make what a good integration must notice. */
  bend?: (order: OrderRow) => void;
}

export interface PlacedOrder {
  order: OrderRow;
  /** ISO 8601 in UTC. */
  placedAt: string;
}

/** Turns a cart into one order: buyer, prices, payment, status, e-mail and webhook. Throws a checkout error. */
export function checkOut(shop: Shop, request: CheckoutRequest, options: CheckoutOptions = {}): PlacedOrder {
  const { state } = shop;
  const products = request.lines.map((line) => productOf(shop, line));
  const buyer = options.buyer ?? findBuyer(shop, request);
  const shipTo = options.shipTo ?? buyer.shipping;
  const currency = orderCurrency(shop, request, buyer);
  const priced = priceCart({
    lines: request.lines.map((line, index) => ({
      listPrice: Number(products[index]?.['PriceBase'] ?? 0),
      quantity: line.quantity,
    })),
    currency,
    discountCodes: request.discountCodes,
    shippingMethod: request.shippingMethod ?? 'none',
    taxCountry: buyer.account?.['IsTaxable'] === false ? undefined : countryOf(shop, shipTo),
  });
  const order = orderRow(shop, request, buyer, shipTo, priced, options.group);
  order.SalesItems = request.lines.map((line, index) =>
    orderLine(shop, line, products[index], priced, index, currency),
  );
  options.bend?.(order);
  const total = totalOf(order.Totals);
  const paid = amountPaid(request, total);
  order.BalanceDue = Math.round((total - paid) * 1_000) / 1_000;
  const transaction = paid > 0 ? `mock-${randomBytes(6).toString('hex')}` : null;
  order.PaymentTransactionID = transaction;
  order.StatusID = state.entity('SalesOrderStatus').byKey(startStatus(state, order, buyer.account))?.ID ?? 0;
  const placedAt = new Date().toISOString();
  state.orders.put(order);
  // The money of a split cart is booked on its sub-orders; the master only shows it.
  if (transaction !== null && options.group?.role !== 'master') {
    recordPayment(state, order, paid, transaction, currency, buyer.billing);
  }
  remember(shop, order, buyer, currency, placedAt, options);
  tellPayments(shop, order);
  return { order, placedAt };
}

/** After the order itself: what the payment provider took at checkout. */
function tellPayments(shop: Shop, order: OrderRow): void {
  const { state } = shop;
  for (const link of state.entity('SalesOrderPayment').where('MasterID', order.ID)) {
    const payment = state.entity('Payment').get(link['SlaveID'] as number);
    if (payment) announcePayment(shop, payment, 'captured', { userName: 'payment-provider', integration: false });
  }
}

function orderRow(
  shop: Shop,
  request: CheckoutRequest,
  buyer: Buyer,
  shipTo: EntityRow | undefined,
  priced: Priced,
  group: OrderGroup | undefined,
): OrderRow {
  const { state } = shop;
  const store =
    (request.storeKey ? state.entity('Store').byKey(request.storeKey) : undefined) ?? state.entity('Store').get(1);
  const payment = request.payment;
  const row = state.newRow('SalesOrder', {
    StateID: state.entity('SalesOrderState').byKey('WORK')?.ID,
    TypeID: state.entity('SalesOrderType').byKey(group?.role === 'sub' ? 'Sales Order Child' : 'Web')?.ID,
    AccountID: buyer.account?.ID ?? null,
    UserID: buyer.user?.ID ?? null,
    StoreID: store?.ID ?? null,
    BrandID: store?.['BrandID'] ?? null,
    BillingContactID: buyer.billing?.ID ?? null,
    ShippingContactID: shipTo?.ID ?? null,
    ShippingSameAsBilling: shipTo !== undefined && shipTo === buyer.billing,
    Totals: priced.totals satisfies OrderTotals,
    BalanceDue: 0,
    PurchaseOrderNumber: payment?.method === 'later' ? (payment.poNumber ?? null) : null,
    TrackingNumber: null,
    SalesGroupAsMasterID: group?.role === 'master' ? group.groupId : null,
    SalesGroupAsSubID: group?.role === 'sub' ? group.groupId : null,
    SerializableAttributes: attributes(request),
    Discounts: priced.discounts.map((discount) => ({
      SlaveKey: discount.code,
      SlaveName: discount.name,
      DiscountTotal: discount.amount,
    })),
    Notes: request.instructions ? [{ Note1: request.instructions, TypeKey: 'Customer' }] : [],
    RateQuotes: request.shippingMethod
      ? [{ Rate: priced.totals.Shipping, Selected: true, ShipCarrierMethodName: request.shippingMethod }]
      : [],
  }) as OrderRow;
  if (state.settings.orderKeyAtCheckout) row.CustomKey = `8${String(row.ID).padStart(6, '0')}`;
  return row;
}

function orderLine(
  shop: Shop,
  line: CartLine,
  product: EntityRow | undefined,
  priced: Priced,
  index: number,
  currency: string,
): OrderLine {
  const price = priced.lines[index];
  const unit = product?.['UnitOfMeasure'];
  return {
    ID: shop.state.takeLineId(),
    CustomKey: null,
    Active: true,
    CreatedDate: shop.state.clock.stamp(),
    Sku: product?.CustomKey ?? line.sku ?? null,
    Name: (product?.['Name'] as string | undefined) ?? null,
    UnitOfMeasure: typeof unit === 'string' ? unit : null,
    ProductID: product?.ID ?? null,
    Quantity: line.quantity,
    QuantityBackOrdered: 0,
    QuantityPreSold: 0,
    UnitCorePrice: price?.unitPrice ?? 0,
    UnitSoldPrice: price?.unitPrice ?? 0,
    ExtendedPrice: price?.extended ?? 0,
    ExtendedTaxAmount: price?.tax ?? 0,
    ItemType: 0,
    OriginalCurrencyKey: currency,
    SellingCurrencyKey: currency,
    ...(line.note !== undefined && { Notes: [{ Note1: line.note, TypeKey: 'Customer' }] }),
  };
}

function productOf(shop: Shop, line: CartLine): EntityRow | undefined {
  const products = shop.state.entity('Product');
  if (line.productId !== undefined) {
    const product = products.get(line.productId);
    if (!product) throw new CodedError('checkout', `No product has the ID ${line.productId}`, 'ProductID');
    return product;
  }
  if (!line.sku) throw new CodedError('checkout', 'A line of the cart names no product', 'ProductID');
  return products.byKey(line.sku) ?? placeholderProduct(shop.state, line.sku, undefined);
}

function orderCurrency(shop: Shop, request: CheckoutRequest, buyer: Buyer): string {
  const wanted = request.currency ?? currencyOf(shop, buyer.account) ?? 'USD';
  if (!shop.state.entity('Currency').byKey(wanted)) {
    throw new CodedError('checkout', `The store does not sell in ${wanted}`, 'CurrencyKey');
  }
  return wanted;
}

function currencyOf(shop: Shop, account: EntityRow | undefined): string | undefined {
  return shop.state.entity('Currency').get(account?.['CreditCurrencyID'] as number | null)?.CustomKey ?? undefined;
}

function countryOf(shop: Shop, contact: EntityRow | undefined): string | undefined {
  const address = shop.state.entity('Address').get(contact?.['AddressID'] as number | null);
  return shop.state.entity('Country').get(address?.['CountryID'] as number | null)?.CustomKey ?? undefined;
}

function amountPaid(request: CheckoutRequest, total: number): number {
  if (request.payment?.method !== 'card') return 0;
  return Math.max(0, Math.min(request.partialAmount ?? total, total));
}

function attributes(request: CheckoutRequest): OrderRow['SerializableAttributes'] {
  const card = request.payment?.method === 'card';
  const values = {
    PaymentMethod: card ? 'Credit Card' : request.payment ? 'Invoice' : 'Free',
    ...(card && { CardLastFour: '1111' }),
    ...(request.shippingMethod && { ShippingMethod: request.shippingMethod }),
  };
  return Object.fromEntries(Object.entries(values).map(([Key, Value]) => [Key, { Key, Value }]));
}

/** Trace for the ledger, e-mail to the shopper and the event for the integration. */
function remember(
  shop: Shop,
  order: OrderRow,
  buyer: Buyer,
  currency: string,
  placedAt: string,
  options: CheckoutOptions,
): void {
  const { state } = shop;
  const actor = (buyer.user?.['UserName'] as string | undefined) ?? 'guest';
  const status = state.entity('SalesOrderStatus').get(order.StatusID)?.CustomKey ?? '';
  const master = options.group?.role === 'master';
  state.traces.put({
    ID: order.ID,
    kind: options.kind ?? 'checkout',
    expect: options.expect ?? 'land',
    placedAt,
    currency,
    guest: buyer.account === undefined,
    history: [{ status, at: placedAt, by: actor }],
  });
  shop.mail(order.ID, 'order-received');
  const extra = { ...(master && { master: true }), ...(options.group?.role === 'sub' && { sub: true }) };
  shop.announce({ type: 'order.created', entity: 'SalesOrder', id: order.ID, actor, byIntegration: false, extra });
}
