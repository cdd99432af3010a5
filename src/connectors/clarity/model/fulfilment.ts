import { decimal, flag, type Infer, list, optional, record, text, time } from './shape.ts';

/** What the store keeps of a delivery. */
export const SHIPMENT = record('Shipment', {
  id: text('Id in the store'),
  key: text('Our key of the delivery'),
  orderId: optional(text('Order it belongs to')),
  lineIds: list('Order lines in it', text('Id of a line')),
  contents: optional(text('Quantities by line, as we wrote them')),
  trackingNumber: optional(text('Tracking number')),
  carrier: optional(text('Carrier, as we wrote it')),
  shippedAt: optional(time('Shipped')),
  expectedAt: optional(time('Expected')),
});
export type Shipment = Infer<typeof SHIPMENT>;

/** A shipment as it is to stand in the store. What is left out stays as it is. */
export interface ShipmentChange {
  readonly orderId: string;
  readonly lineIds: readonly string[];
  readonly contents: string;
  readonly deliveryNumber: string;
  readonly erpOrderNumber?: string;
  readonly trackingNumber?: string;
  readonly carrier?: string;
  readonly shippedAt?: string;
  readonly expectedAt?: string;
}

/** What the store keeps of an invoice of the ERP. */
export const INVOICE = record('Invoice of the store', {
  id: text('Id in the store'),
  key: text('Year and number of the invoice in the ERP'),
  orderIds: list('Orders it is for', text('Id of an order')),
  status: text('Status'),
  total: decimal('Total'),
  balanceDue: decimal('Still to be paid'),
  link: optional(text('Address of the PDF')),
});
export type StoreInvoice = Infer<typeof INVOICE>;

/** An invoice as it is to stand in the store. */
export interface InvoiceChange {
  /** Orders it is linked to; links to others stay. */
  readonly orderIds: readonly string[];
  readonly status: string;
  readonly net: string;
  readonly tax: string;
  readonly balanceDue: string;
  readonly invoicedAt?: string;
  readonly dueAt?: string;
  readonly link?: string;
  readonly accountId?: string;
  readonly userId?: string;
  readonly purchaseOrderNumber?: string;
}

export const RETURN = record('Return of the store', {
  id: text('Id in the store'),
  key: optional(text('Key in the other system')),
  version: text('Changes with every change of the record'),
  active: flag('Not deactivated'),
  status: text('Status'),
  orderIds: list('Orders it is about', text('Id of an order')),
  accountId: optional(text('Id of the account')),
  accountName: optional(text('Name of the account')),
  trackingNumber: optional(text('Tracking number of the parcel that comes back')),
  refundAmount: optional(decimal('Amount to be given back')),
  total: decimal('Value of the goods'),
  lines: list(
    'Lines',
    record('Line that comes back', {
      id: text('Id of the line'),
      sku: optional(text('SKU')),
      name: optional(text('Name')),
      quantity: decimal('Quantity'),
      reason: optional(text('Why')),
      restockingFee: optional(decimal('Restocking fee')),
    }),
  ),
  notes: list('Notes', text('Note')),
});
export type StoreReturn = Infer<typeof RETURN>;
