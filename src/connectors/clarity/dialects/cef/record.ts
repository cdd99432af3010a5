import { stampIn } from '../../model/source-time.ts';
import type { OrderChange, UpdateRequest } from '../../model/request.ts';
import type { DialectSettings } from '../dialect.ts';
import { changeCustomer } from './customers.ts';
import { changeFulfilment } from './fulfilment.ts';
import { changeProduct } from './products.ts';

/** Objects that are part of an order's own row and would be wiped if they were left out. */
const OWN_OBJECTS = new Set(['Totals', 'SerializableAttributes', 'ShippingDetail']);

/** Members that a reference is flattened into; after a change of the key none of the old ones may stay. */
const FLATTENED = ['ID', 'Key', 'Name', 'DisplayName', 'SortOrder', 'TranslationKey', 'Description', ''] as const;

/**
 * The body of a full replace: everything the store told of the record's own row, as it was. Lists of children are left
 * out, because a list that is sent replaces the children and an absent one leaves them; embedded records are left out
 * where their id stands beside them, because sending them would write them too.
 */
function writeBack(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (Array.isArray(value)) continue;
    if (isObject(value) && !OWN_OBJECTS.has(name)) {
      if (record[`${name}ID`] === undefined && value['ID'] !== undefined) body[`${name}ID`] = value['ID'];
      continue;
    }
    body[name] = value;
  }
  // Absent would mean true in some builds and false in others.
  body['Active'] = true;
  return body;
}

/** The body of an update: the record as it was read, with the changes of the request. */
export function changeRecord(
  request: UpdateRequest,
  record: Readonly<Record<string, unknown>>,
  settings: DialectSettings,
): Record<string, unknown> {
  if (request.ask === 'order-update') return changeOrder(record, request.set, settings);
  if (request.ask === 'product-update') return changeProduct(request.set, writeBack(record), record);
  if (request.ask === 'account-update') return { ...writeBack(record), CustomKey: request.key };
  if (request.ask === 'shipment-save' || request.ask === 'invoice-save')
    return changeFulfilment(request, writeBack(record), settings, record);
  return changeCustomer(request, writeBack(record));
}

function changeOrder(
  record: Readonly<Record<string, unknown>>,
  change: OrderChange,
  settings: DialectSettings,
): Record<string, unknown> {
  const body = writeBack(record);
  if (change.key !== undefined) body['CustomKey'] = change.key;
  if (change.hash !== undefined) body['Hash'] = Number(change.hash);
  if (change.status !== undefined) point(body, 'Status', change.status);
  if (change.state !== undefined) point(body, 'State', change.state);
  if (change.attributes !== undefined) {
    const attributes = { ...(body['SerializableAttributes'] as Record<string, unknown> | undefined) };
    for (const [name, value] of Object.entries(change.attributes)) {
      const before = attributes[name];
      attributes[name] = { ...(isObject(before) ? before : {}), Key: name, Value: value };
    }
    body['SerializableAttributes'] = attributes;
  }
  if (change.trackingNumber !== undefined) body['TrackingNumber'] = change.trackingNumber;
  if (change.trackingNumber !== undefined || change.carrier !== undefined) {
    body['ShippingDetail'] = {
      ...(body['ShippingDetail'] as Record<string, unknown> | undefined),
      ...(change.trackingNumber === undefined ? {} : { TrackingNumber: change.trackingNumber }),
      ...(change.carrier === undefined ? {} : { CarrierName: change.carrier }),
    };
  }
  if (change.shippedAt !== undefined) body['ActualShipDate'] = stampIn(settings.zone, Date.parse(change.shippedAt));
  return body;
}

/** Makes a reference point to another row by its key alone: an id that stayed would win over it. */
function point(body: Record<string, unknown>, reference: string, key: string): void {
  for (const suffix of FLATTENED) delete body[reference + suffix];
  body[`${reference}Key`] = key;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('rawJSON' in value);
}
