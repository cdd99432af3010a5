import type { InvoiceChange, ShipmentChange } from '../../model/fulfilment.ts';
import type { ClarityRequest } from '../../model/request.ts';
import { stampIn } from '../../model/source-time.ts';
import { CARRIER_ATTRIBUTE, CONTENTS_ATTRIBUTE, LINK_ATTRIBUTE } from '../decode/fulfilment.ts';
import type { DialectSettings, HttpPlan } from '../dialect.ts';

type Asked = 'shipment-find' | 'shipment-save' | 'invoice-find' | 'invoice-save' | 'return-read';
type FulfilmentRequest = Extract<ClarityRequest, { ask: Asked }>;
type Body = Record<string, unknown>;

/** Where the records stand. The area of invoices and returns is assumed from the store's naming. */
const ENTITIES = { shipment: 'Shipping/Shipment', invoice: 'Invoicing/SalesInvoice', return: 'Returning/SalesReturn' };

/** Routes for shipments, invoices and returns. A record with our key is found by it; without a handle it is made. */
export function planFulfilment(request: FulfilmentRequest, settings: DialectSettings, nonce: string): HttpPlan {
  const noun = request.ask.startsWith('shipment')
    ? 'shipment'
    : request.ask.startsWith('invoice')
      ? 'invoice'
      : 'return';
  const entity = ENTITIES[noun];
  const name = entity.slice(entity.indexOf('/') + 1);
  switch (request.ask) {
    case 'return-read':
      return {
        label: `${name}/ID`,
        method: 'GET',
        path: `/${entity}/ID/${encodeURIComponent(request.id)}`,
        query: { noCache: nonce },
        wait: 'call',
      };
    case 'shipment-find':
    case 'invoice-find':
      return {
        label: `${name}/Key`,
        method: 'GET',
        path: `/${entity}/Key/${encodeURIComponent(request.key)}`,
        query: { noCache: nonce },
        wait: 'call',
      };
    case 'shipment-save':
    case 'invoice-save': {
      if (request.handle !== undefined) {
        return { label: `${name}/Update`, method: 'PUT', path: `/${entity}/Update`, wait: 'call' };
      }
      const body = changeFulfilment(request, { CustomKey: request.key, Active: true }, settings);
      return { label: `${name}/Create`, method: 'POST', path: `/${entity}/Create`, body, wait: 'call' };
    }
  }
}

/** The body of a save: what stood there, with what is ours in it. */
export function changeFulfilment(
  request: Extract<ClarityRequest, { ask: 'shipment-save' | 'invoice-save' }>,
  record: Body,
  settings: DialectSettings,
): Body {
  return request.ask === 'shipment-save'
    ? changeShipment(record, request.set, settings)
    : changeInvoice(record, request.set, settings);
}

function changeShipment(record: Body, set: ShipmentChange, { zone }: DialectSettings): Body {
  const { orderId, lineIds, contents, deliveryNumber, erpOrderNumber, trackingNumber, carrier } = set;
  return {
    ...record,
    ...(record['ID'] === undefined ? { TypeKey: 'Outbound', StatusKey: 'Shipped' } : {}),
    SalesOrderIDs: [Number(orderId)],
    SalesOrderItemIDs: lineIds.map(Number),
    Reference1: deliveryNumber,
    ...(erpOrderNumber === undefined ? {} : { Reference2: erpOrderNumber }),
    ...(trackingNumber === undefined ? {} : { TrackingNumber: trackingNumber }),
    ...(set.shippedAt === undefined ? {} : { ShipDate: stampIn(zone, Date.parse(set.shippedAt)) }),
    ...(set.expectedAt === undefined ? {} : { EstimatedDeliveryDate: stampIn(zone, Date.parse(set.expectedAt)) }),
    SerializableAttributes: withAttributes(record, {
      [CONTENTS_ATTRIBUTE]: contents,
      ...(carrier === undefined ? {} : { [CARRIER_ATTRIBUTE]: carrier }),
    }),
  };
}

function changeInvoice(record: Body, set: InvoiceChange, { zone }: DialectSettings): Body {
  const isNew = record['ID'] === undefined;
  const body: Body = { ...record };
  // The status goes by its key: an id that stayed would win over it.
  for (const suffix of ['ID', 'Key', 'Name', 'DisplayName', 'SortOrder']) delete body[`Status${suffix}`];
  return {
    ...body,
    StatusKey: set.status,
    Totals: { SubTotal: Number(set.net), Shipping: 0, Handling: 0, Fees: 0, Discounts: 0, Tax: Number(set.tax) },
    BalanceDue: Number(set.balanceDue),
    ...(set.dueAt === undefined ? {} : { DueDate: stampIn(zone, Date.parse(set.dueAt)) }),
    ...(isNew && set.invoicedAt !== undefined ? { CreatedDate: stampIn(zone, Date.parse(set.invoicedAt)) } : {}),
    ...(isNew && set.accountId !== undefined ? { AccountID: Number(set.accountId) } : {}),
    ...(isNew && set.userId !== undefined ? { UserID: Number(set.userId) } : {}),
    ...(isNew && set.purchaseOrderNumber !== undefined ? { PurchaseOrderNumber: set.purchaseOrderNumber } : {}),
    // A list that is sent replaces the children, so the link to the order is sent once, with the new invoice.
    ...(isNew ? { TypeKey: 'Web', AssociatedSalesOrders: [{ MasterID: Number(set.orderId), Active: true }] } : {}),
    ...(set.link === undefined
      ? {}
      : { SerializableAttributes: withAttributes(record, { [LINK_ATTRIBUTE]: set.link }) }),
  };
}

function withAttributes(record: Body, values: Readonly<Record<string, string>>): Body {
  const present = (record['SerializableAttributes'] ?? {}) as Body;
  const own = Object.entries(values).map(([Key, Value]) => [Key, { ...(present[Key] as object), Key, Value }] as const);
  return { ...present, ...Object.fromEntries(own) };
}
