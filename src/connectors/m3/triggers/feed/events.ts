import type { JsonObject } from '../../../../core/json.ts';
import type { TriggerEvent } from '../../../kit/connector.ts';
import { objectSchema, textSchema } from '../../operations/schema.ts';

/** Type of an event that nothing here names: kept, so that nothing is lost, and marked. */
export const UNKNOWN_CHANGE = 'm3.unknown-event';

const DELETED = { type: 'boolean', description: 'True when M3 says that the record was deleted' };

/** A thin event: what is named by its key has changed, and nobody should believe more of it than that. */
function hint(title: string, fields: Record<string, string>, required: readonly string[]) {
  const texts = Object.entries(fields).map(([name, description]) => [name, textSchema(description)]);
  return { title, schema: objectSchema({ ...Object.fromEntries(texts), deleted: DELETED }, required) };
}

/** Events that M3's change feed gives, by type. Polls of the same records give the same types and subjects. */
export const FEED_EVENTS: Readonly<Record<string, { readonly title: string; readonly schema: JsonObject }>> = {
  'm3.item.changed': hint('Item changed in M3', { itemNumber: 'Item number' }, ['itemNumber']),
  'm3.price.changed': hint(
    'Price changed in M3',
    {
      itemNumber: 'Item number',
      priceList: 'Price list',
      currency: 'Currency of the list',
      customerNumber: 'Customer whose own list it is',
    },
    ['itemNumber'],
  ),
  'm3.stock.changed': hint('Stock changed in M3', { itemNumber: 'Item number', warehouse: 'Warehouse' }, [
    'itemNumber',
    'warehouse',
  ]),
  'm3.customer.changed': hint(
    'Customer changed in M3',
    { customerNumber: 'Customer number', addressId: 'Address that changed' },
    ['customerNumber'],
  ),
  'm3.order.changed': hint('Something of an order changed in M3', { orderNumber: 'Order number in M3' }, [
    'orderNumber',
  ]),
  'm3.delivery.changed': hint(
    'Delivery changed in M3',
    { deliveryNumber: 'Delivery number', orderNumber: 'Order number in M3', warehouse: 'Warehouse' },
    ['deliveryNumber', 'orderNumber'],
  ),
  'm3.invoice.changed': hint(
    'Invoice made or changed in M3',
    { invoiceNumber: 'Invoice number', invoiceYear: 'Year of the invoice', orderNumber: 'Order number in M3' },
    ['invoiceNumber'],
  ),
  'm3.receivable.changed': hint(
    'Open item of a customer changed in M3',
    { customerNumber: 'Customer number', invoiceNumber: 'Invoice number' },
    ['customerNumber'],
  ),
  [UNKNOWN_CHANGE]: hint(
    'M3 sent something that no part of this release knows',
    { document: 'Kind of document or table', key: 'Its key, as far as it could be seen' },
    ['document'],
  ),
};

/** Keys of a changed record by their names in events; an empty one is left out. */
export type ChangeKeys = Readonly<Record<string, string>>;

/** How the subject is made of the keys: the same as the polls make it, so that a change is one whoever tells it. */
const SUBJECTS: Readonly<Record<string, (keys: ChangeKeys) => string>> = {
  'm3.item.changed': ({ itemNumber = '' }) => itemNumber,
  'm3.stock.changed': ({ itemNumber = '', warehouse = '' }) => `${itemNumber}@${warehouse}`,
  'm3.price.changed': ({ itemNumber = '', priceList = '', currency = '', customerNumber = '' }) =>
    `${itemNumber}@${[priceList, currency, ...(customerNumber ? [customerNumber] : [])].join('/')}`,
  'm3.customer.changed': ({ customerNumber = '' }) => customerNumber,
  'm3.order.changed': ({ orderNumber = '' }) => orderNumber,
  'm3.delivery.changed': ({ deliveryNumber = '' }) => deliveryNumber,
  'm3.invoice.changed': ({ invoiceNumber = '' }) => invoiceNumber,
  'm3.receivable.changed': ({ customerNumber = '' }) => customerNumber,
  [UNKNOWN_CHANGE]: ({ document = '', key = '' }) => `${document} ${key}`.trim(),
};

/** What a receiver has seen of one change. */
export interface Change {
  readonly type: string;
  readonly keys: ChangeKeys;
  readonly deleted: boolean;
  /** Unique for the change, the same when it is sent again. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly version?: number;
}

/** The longest key M3 has is far shorter; longer texts are somebody's attempt to fill the database. */
const LONGEST_KEY = 100;

/** The event of a change; undefined when a key that it must have is missing or is none. */
export function changeEvent({ type, keys, deleted, id, time, version }: Change): TriggerEvent | undefined {
  const given = Object.entries(keys).filter(([, value]) => value !== '');
  if (given.some(([, value]) => value.length > LONGEST_KEY)) return undefined;
  const data = Object.fromEntries(given);
  const required = (FEED_EVENTS[type]?.schema['required'] ?? []) as readonly string[];
  if (required.some((name) => data[name] === undefined)) return undefined;
  return {
    type,
    id,
    subject: SUBJECTS[type]?.(data) ?? '',
    time,
    data: { ...data, ...(deleted ? { deleted } : {}) },
    ...(version === undefined ? {} : { version }),
  };
}
