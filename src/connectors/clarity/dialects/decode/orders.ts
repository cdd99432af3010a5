import { Decimal } from '../../../../core/decimal.ts';
import type { Order, OrderHead, OrderLine, OrderTotals } from '../../model/order.ts';
import type { Reader } from '../../model/reader.ts';
import { withoutAbsent } from '../../model/shape.ts';
import { attributeNamed, readAttributes } from './attributes.ts';
import { readContact, readOrderAccount, readOrderUser } from './parties.ts';

/**
 * An order as the store shows it in full, `defaultCurrency` being that of orders that name none (docs/systems/clarity-ecommerce.md, "Orders").
 */
export function readOrder(order: Reader, defaultCurrency: string): Order {
  const placedAt = order.need('CreatedDate', order.time('CreatedDate'), '');
  const updatedAt = order.time('UpdatedDate');
  const status = order.need('StatusKey', order.text('StatusKey'), '');
  const attributes = readAttributes(order);
  const lines = readLines(order);
  const account = readOrderAccount(order);
  const billing = order.record('BillingContact');
  const shipping = order.record('ShippingContact') ?? billing;
  const id = order.need('ID', order.id('ID'), '');
  const rate = order.records('RateQuotes').find((quote) => quote.flag('Selected') === true);
  const detail = order.record('ShippingDetail');
  return withoutAbsent({
    id,
    key: order.id('CustomKey'),
    number: id,
    version: `${updatedAt ?? placedAt}#${status}`,
    placedAt,
    updatedAt,
    status,
    state: order.text('StateKey'),
    type: order.text('TypeKey'),
    isMaster: order.has('SalesGroupAsMasterID'),
    groupId: order.id('SalesGroupAsMasterID') ?? order.id('SalesGroupAsSubID'),
    storeKey: order.id('StoreKey'),
    brandKey: order.id('BrandKey'),
    currency: currenciesOf(order)[0] ?? defaultCurrency,
    account,
    guest: account === undefined,
    user: readOrderUser(order),
    billing: billing === undefined ? {} : readContact(billing),
    shipping: shipping === undefined ? {} : readContact(shipping),
    shippingSameAsBilling: order.flag('ShippingSameAsBilling') ?? !order.has('ShippingContact'),
    purchaseOrderNumber: order.text('PurchaseOrderNumber'),
    requestedShipDate: order.time('RequestedShipDate'),
    paymentMethod: attributeNamed(attributes, 'PaymentMethod'),
    paymentTransactionId: order.text('PaymentTransactionID'),
    cardLastFour: lastFour(attributeNamed(attributes, 'CardLastFour')),
    balanceDue: order.decimal('BalanceDue') ?? '0',
    lines,
    discounts: order.records('Discounts').map(readDiscount),
    totals: readTotals(order),
    shippingMethod:
      attributeNamed(attributes, 'ShippingMethod') ??
      rate?.text('ShipCarrierMethodName') ??
      detail?.text('CarrierMethodName'),
    carrier: detail?.text('CarrierName') ?? rate?.text('ShipCarrierName'),
    trackingNumber: order.text('TrackingNumber') ?? detail?.text('TrackingNumber'),
    notes: readNotes(order),
    attributes,
  });
}

/** Every currency that order or lines name; more than one means that the order cannot be booked as one. */
export function currenciesOf(order: Reader): readonly string[] {
  const header = order.text('CurrencyKey');
  const lines = order
    .records('SalesItems')
    .map((line) => line.text('SellingCurrencyKey') ?? line.text('OriginalCurrencyKey'));
  return [...new Set([header, ...lines].filter((currency) => currency !== undefined))];
}

/** A row of an order list. It carries no lines, and no time of the last change. */
export function readOrderHead(order: Reader): OrderHead {
  const id = order.need('ID', order.id('ID'), '');
  return withoutAbsent({
    id,
    key: order.id('CustomKey'),
    number: id,
    active: order.flag('Active') !== false,
    placedAt: order.need('CreatedDate', order.time('CreatedDate'), ''),
    updatedAt: order.time('UpdatedDate'),
    status: order.text('StatusKey') ?? '',
    isMaster: order.has('SalesGroupAsMasterID'),
    groupId: order.id('SalesGroupAsMasterID') ?? order.id('SalesGroupAsSubID'),
    accountKey: order.id('AccountKey'),
    accountName: order.text('AccountName'),
    email: order.record('BillingContact')?.text('Email1') ?? order.text('UserContactEmail'),
    total: order.record('Totals')?.decimal('Total'),
    totals: order.has('Totals') ? readTotals(order) : undefined,
    currency: order.text('CurrencyKey'),
  });
}

/** Active lines, numbered from 1 in the order of their ids, so that a line keeps its number from reading to reading. */
function readLines(order: Reader): readonly OrderLine[] {
  const warehouseKey = order.id('InventoryLocationKey');
  return order
    .records('SalesItems')
    .filter((line) => line.flag('Active') !== false)
    .map((line) => ({ line, id: line.id('ID') ?? '' }))
    .toSorted((left, right) => compareIds(left.id, right.id))
    .map(({ line, id }, index) => readLine(line, id, index + 1, warehouseKey));
}

function readLine(line: Reader, id: string, lineNumber: number, warehouseKey: string | undefined): OrderLine {
  const foreign = line.has('SellingCurrencyKey');
  const money = (name: string): string | undefined =>
    (foreign ? line.decimal(`${name}InSellingCurrency`) : undefined) ?? line.decimal(name);
  const target = line.records('Targets')[0]?.record('OriginProductInventoryLocationSection');
  return withoutAbsent({
    id,
    lineNumber,
    sku: line.id('Sku') ?? line.id('ProductKey'),
    productId: line.id('ProductID'),
    name: line.text('Name') ?? line.text('ProductName'),
    unit: line.text('UnitOfMeasure') ?? line.text('ProductUnitOfMeasure'),
    quantity: sum(['Quantity', 'QuantityBackOrdered', 'QuantityPreSold'].map((name) => line.decimal(name))),
    unitPrice: money('UnitSoldPrice') ?? money('UnitCorePrice') ?? '0',
    extendedPrice: money('ExtendedPrice') ?? '0',
    taxAmount: line.decimal('ExtendedTaxAmount') ?? '0',
    discountAmount: sum(line.records('Discounts').map((discount) => negative(discount.decimal('DiscountTotal')))),
    type: isItem(line.id('ItemType')) ? ('item' as const) : ('discount' as const),
    warehouseKey: target?.id('InventoryLocationKey') ?? warehouseKey,
    notes: readNotes(line).join('\n') || undefined,
  });
}

const compareIds = (left: string, right: string): number =>
  left.length - right.length || (left < right ? -1 : Number(left > right));

const isItem = (type: string | undefined): boolean =>
  type === undefined || type === '0' || type.toLowerCase() === 'item';

function readDiscount(discount: Reader): { name: string; amount: string } {
  return {
    name: discount.text('SlaveName') ?? discount.text('SlaveKey') ?? discount.text('Name') ?? '',
    amount: negative(discount.decimal('DiscountTotal')),
  };
}

/**
 * The store adds up six parts as they stand, so a discount is meant to be negative. Where one is written positive, the
 * store's own total is too high by twice its size and is computed anew.
 */
function readTotals(order: Reader): OrderTotals {
  const totals = order.record('Totals');
  const part = (name: string): string => totals?.decimal(name) ?? '0';
  const given = part('Discounts');
  const parts = {
    subTotal: part('SubTotal'),
    shipping: part('Shipping'),
    handling: part('Handling'),
    fees: part('Fees'),
    discounts: negative(given),
    tax: part('Tax'),
  };
  const stated = given === parts.discounts ? totals?.decimal('Total') : undefined;
  return { ...parts, total: stated ?? sum(Object.values(parts)) };
}

function readNotes(record: Reader): readonly string[] {
  return record
    .records('Notes')
    .filter((note) => note.flag('Active') !== false)
    .map((note) => note.lines('Note1'))
    .filter((note) => note !== undefined);
}

const lastFour = (digits: string | undefined): string | undefined =>
  digits !== undefined && /^\d{4}$/.test(digits) ? digits : undefined;

function negative(amount: string | undefined): string {
  if (amount === undefined || amount === '0') return '0';
  return new Decimal(amount).abs().neg().plus(0).toFixed();
}

function sum(amounts: readonly (string | undefined)[]): string {
  const present = amounts.filter((amount): amount is string => amount !== undefined && amount !== '0');
  if (present.length < 2) return present[0] ?? '0';
  return present.reduce((total, amount) => total.plus(amount), new Decimal(0)).toFixed();
}
