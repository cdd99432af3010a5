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

/** The body of a save: what stood there, with what is ours in it. `whole` is the record with its lists of children. */
export function changeFulfilment(
  request: Extract<ClarityRequest, { ask: 'shipment-save' | 'invoice-save' }>,
  record: Body,
  settings: DialectSettings,
  whole: Body = {},
): Body {
  return request.ask === 'shipment-save'
    ? changeShipment(record, request.set, settings)
    : { ...changeInvoice(record, request.set, settings), ...linkInvoice(request.set, whole) };
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
    ...(isNew ? { TypeKey: 'Web' } : {}),
    ...(set.link === undefined
      ? {}
      : { SerializableAttributes: withAttributes(record, { [LINK_ATTRIBUTE]: set.link }) }),
  };
}

/** A list that is sent replaces the children: it goes only where an order is to be added, and then with all that stood there. */
function linkInvoice({ orderIds }: InvoiceChange, whole: Body): Body {
  const links = (whole['AssociatedSalesOrders'] ?? []) as readonly Body[];
  const stood = links.filter(({ Active }) => Active !== false);
  const linked = new Set(stood.map(({ MasterID }) => String(MasterID)));
  const added = orderIds.filter((id) => !linked.has(id)).map((id) => ({ MasterID: Number(id), Active: true }));
  return added.length === 0 ? {} : { AssociatedSalesOrders: [...stood.map(withoutRecords), ...added] };
}

/** An embedded record that is sent would be written too. */
function withoutRecords(row: Body): Body {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value !== 'object'));
}

function withAttributes(record: Body, values: Readonly<Record<string, string>>): Body {
  const present = (record['SerializableAttributes'] ?? {}) as Body;
  const own = Object.entries(values).map(([Key, Value]) => [Key, { ...(present[Key] as object), Key, Value }] as const);
  return { ...present, ...Object.fromEntries(own) };
}
