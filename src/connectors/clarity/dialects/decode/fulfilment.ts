import type { Shipment, StoreInvoice, StoreReturn } from '../../model/fulfilment.ts';
import type { Reader } from '../../model/reader.ts';
import { withoutAbsent } from '../../model/shape.ts';
import { attributeNamed, readAttributes } from './attributes.ts';

/** Attributes of ours on shipments and invoices: the store has no members for what they say. */
export const CONTENTS_ATTRIBUTE = 'Contents';
export const CARRIER_ATTRIBUTE = 'Carrier';
export const LINK_ATTRIBUTE = 'InvoicePdf';

/** A shipment (docs/systems/clarity-ecommerce.md, "Shipments, invoices, returns"); nothing when the answer holds none. */
export function readShipment(row: Reader): Shipment | undefined {
  const id = row.id('ID');
  if (id === undefined) return undefined;
  const attributes = readAttributes(row);
  return withoutAbsent({
    id,
    key: row.id('CustomKey') ?? '',
    orderId: row.ids('SalesOrderIDs')[0],
    lineIds: row.ids('SalesOrderItemIDs'),
    contents: attributeNamed(attributes, CONTENTS_ATTRIBUTE),
    trackingNumber: row.text('TrackingNumber'),
    carrier: attributeNamed(attributes, CARRIER_ATTRIBUTE),
    shippedAt: row.time('ShipDate'),
    expectedAt: row.time('EstimatedDeliveryDate'),
  });
}

/** An invoice; nothing when the answer holds none. */
export function readStoreInvoice(row: Reader): StoreInvoice | undefined {
  const id = row.id('ID');
  if (id === undefined) return undefined;
  return withoutAbsent({
    id,
    key: row.id('CustomKey') ?? '',
    orderIds: row
      .records('AssociatedSalesOrders')
      .filter((link) => link.flag('Active') !== false)
      .map((link) => link.id('MasterID'))
      .filter((orderId) => orderId !== undefined),
    status: row.text('StatusKey') ?? '',
    total: row.record('Totals')?.decimal('Total') ?? '0',
    balanceDue: row.decimal('BalanceDue') ?? '0',
    link: attributeNamed(readAttributes(row), LINK_ATTRIBUTE),
  });
}

/** A return with what is to come back and why. */
export function readReturn(row: Reader): StoreReturn {
  const status = row.text('StatusKey') ?? '';
  const updatedAt = row.time('UpdatedDate') ?? row.time('CreatedDate') ?? '';
  const associated = row.records('AssociatedSalesOrders').map((each) => each.id('MasterID') ?? each.id('SlaveID'));
  const orderIds = [...row.ids('SalesOrderIDs'), ...associated].filter((id) => id !== undefined);
  return withoutAbsent({
    id: row.need('ID', row.id('ID'), ''),
    key: row.id('CustomKey'),
    version: `${updatedAt}#${status}`,
    active: row.flag('Active') !== false,
    status,
    orderIds: [...new Set(orderIds)],
    accountId: row.id('AccountID'),
    accountName: row.text('AccountName'),
    trackingNumber: row.text('TrackingNumber'),
    refundAmount: row.decimal('RefundAmount'),
    total: row.record('Totals')?.decimal('Total') ?? '0',
    lines: row
      .records('SalesItems')
      .filter((line) => line.flag('Active') !== false)
      .map((line) =>
        withoutAbsent({
          id: line.id('ID') ?? '',
          sku: line.id('Sku'),
          name: line.text('Name'),
          quantity: line.decimal('Quantity') ?? '0',
          reason: line.text('SalesReturnReasonName') ?? line.text('SalesReturnReasonKey'),
          restockingFee: line.decimal('RestockingFeeAmount'),
        }),
      ),
    notes: row
      .records('Notes')
      .map((note) => note.lines('Note1'))
      .filter((note) => note !== undefined),
  });
}
