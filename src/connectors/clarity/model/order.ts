import { CONTACT, ORDER_ACCOUNT, ORDER_USER } from './party.ts';
import { choice, count, decimal, flag, type Infer, list, optional, record, text, texts, time } from './shape.ts';

export const ORDER_LINE = record('Order line', {
  id: text('Id of the line in the store'),
  lineNumber: count('1 for the first line, and so on'),
  sku: optional(text('SKU')),
  productId: optional(text('Id of the product in the store')),
  name: optional(text('Name of the product')),
  unit: optional(text('Unit of measure, as the store writes it')),
  quantity: decimal('Ordered quantity: present, back-ordered and pre-sold together'),
  unitPrice: decimal('Price of one unit'),
  extendedPrice: decimal('Price of the line'),
  taxAmount: decimal('Tax of the line'),
  discountAmount: decimal('Discount of the line, zero or negative'),
  type: choice('Goods, or a discount that is written as a line', ['item', 'discount']),
  warehouseKey: optional(text('Warehouse the goods are to come from')),
  notes: optional(text('Notes of the line')),
});

export const ORDER_TOTALS = record('Totals', {
  subTotal: decimal('Goods'),
  shipping: decimal('Freight'),
  handling: decimal('Handling'),
  fees: decimal('Fees'),
  discounts: decimal('Discounts, zero or negative'),
  tax: decimal('Tax'),
  total: decimal('Total'),
});

/** An order as the rest of the product knows it, whichever generation of the store it comes from. */
export const ORDER = record('Order of the store', {
  id: text('Id in the store'),
  key: optional(text('Key in the other system; the ERP’s order number once it is known')),
  number: text('Web order number that people know'),
  version: text('Changes with every change of the record'),
  placedAt: time('Placed'),
  updatedAt: optional(time('Last changed')),
  status: text('Status, the store’s own name'),
  state: optional(text('State: work or history')),
  type: optional(text('Type')),
  isMaster: flag('Stands for a group of orders, one for each destination'),
  groupId: optional(text('Group of orders that were placed together')),
  storeKey: optional(text('Store')),
  brandKey: optional(text('Brand')),
  currency: text('Currency (ISO 4217)'),
  account: optional(ORDER_ACCOUNT),
  guest: flag('Placed without an account'),
  user: optional(ORDER_USER),
  billing: CONTACT,
  shipping: CONTACT,
  shippingSameAsBilling: flag('Delivery address is the billing address'),
  purchaseOrderNumber: optional(text('The buyer’s own order number')),
  requestedShipDate: optional(time('Requested delivery')),
  paymentMethod: optional(text('Payment method')),
  paymentTransactionId: optional(text('Transaction id of the payment processor')),
  cardLastFour: optional(text('Last four digits of the card')),
  balanceDue: decimal('Still to be paid'),
  lines: list('Lines', ORDER_LINE),
  discounts: list(
    'Discounts of the whole order',
    record('Discount', { name: text('Name or code'), amount: decimal('Amount, zero or negative') }),
  ),
  totals: ORDER_TOTALS,
  shippingMethod: optional(text('Shipping method')),
  carrier: optional(text('Carrier')),
  trackingNumber: optional(text('Tracking number')),
  notes: list('Notes', text('Note')),
  attributes: texts('Attributes of the store’s own'),
});

export type Order = Infer<typeof ORDER>;
export type OrderLine = Infer<typeof ORDER_LINE>;
export type OrderTotals = Infer<typeof ORDER_TOTALS>;

/** What a list of orders says of one: enough to choose, never enough to book. */
export const ORDER_HEAD = record('Order in a list', {
  id: text('Id in the store'),
  key: optional(text('Key in the other system')),
  number: text('Web order number'),
  active: flag('Not deactivated'),
  placedAt: time('Placed'),
  updatedAt: optional(time('Last changed, when lists tell it')),
  status: text('Status'),
  isMaster: flag('Stands for a group of orders'),
  groupId: optional(text('Group of orders')),
  accountKey: optional(text('Key of the account')),
  accountName: optional(text('Name of the account')),
  email: optional(text('E-mail')),
  total: optional(decimal('Total')),
  totals: optional(ORDER_TOTALS),
  currency: optional(text('Currency')),
});

export type OrderHead = Infer<typeof ORDER_HEAD>;
