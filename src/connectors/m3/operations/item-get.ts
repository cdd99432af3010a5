import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { ITEM_GET_SAMPLE } from '../samples/reads.ts';
import { callM3, callsThisRound, failWith, resultsOf } from './history.ts';
import { objectSchema, textSchema } from './schema.ts';

export interface ItemGetInput {
  readonly itemNumber: string;
}

/** What of an item is read: our word, M3's name, what it is. */
export const ITEM_SOURCES = {
  name: ['ITDS', 'Name'],
  description: ['FUDS', 'Description'],
  status: ['STAT', 'Status; 20 to 50 may be sold'],
  unit: ['UNMS', 'Basic unit'],
  salesUnit: ['SPUN', 'Unit of the price'],
  itemGroup: ['ITGR', 'Item group'],
  productGroup: ['ITCL', 'Product group'],
  itemType: ['ITTY', 'Item type'],
  netWeight: ['NEWE', 'Net weight'],
  grossWeight: ['GRWE', 'Gross weight'],
  volume: ['VOL3', 'Volume'],
  quantityDecimals: ['DCCD', 'Decimals of quantities'],
  priceDecimals: ['PDCC', 'Decimals of prices'],
  changedOn: ['LMDT', 'Day of the last change, YYYYMMDD'],
} as const;

export type ItemGetOutput = { readonly itemNumber: string; readonly sellable: boolean } & Readonly<
  Record<keyof typeof ITEM_SOURCES, string>
>;

/** Fields of an item that are amounts. */
export const ITEM_DECIMALS: ReadonlySet<string> = new Set(['netWeight', 'grossWeight', 'volume']);

const texts = Object.fromEntries(
  Object.entries(ITEM_SOURCES).map(([name, [, what]]) => [
    name,
    textSchema(what, ITEM_DECIMALS.has(name) ? { format: 'decimal' } : {}),
  ]),
);

/** Reads an item. */
export const itemGet: Operation<ItemGetInput, ItemGetOutput, JsonObject> = {
  name: 'item.get',
  title: 'Read an item',
  description: 'Reads name, units, groups, weights and status of one item.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ itemNumber: textSchema('Item number', { minLength: 1 }) }, ['itemNumber']),
  output: objectSchema({ itemNumber: textSchema('Item number'), sellable: { type: 'boolean' }, ...texts }, [
    'itemNumber',
    'sellable',
    'status',
  ]),
  sample: ITEM_GET_SAMPLE,
  next: (view) => {
    const { itemNumber } = view.input;
    const last = callsThisRound(view, 'read').at(-1);
    if (!last) {
      const columns = ['ITNO', ...Object.values(ITEM_SOURCES).map(([field]) => field)];
      const transactions = [{ transaction: 'GetItmBasic', record: { ITNO: itemNumber }, columns, needs: ['ITNO'] }];
      return callM3('read', 'read', { program: 'MMS200MI', transactions });
    }
    const found = resultsOf([last])[0]?.records[0];
    if (!found) {
      const missing = m3Failure('m3.item-not-found', { record: `item ${itemNumber}`, field: 'itemNumber' });
      return failWith(last.failure && last.failure.kind !== 'missing' ? last.failure : missing);
    }
    const values = Object.fromEntries(
      Object.entries(ITEM_SOURCES).map(([name, [field]]) => [name, found[field] ?? '']),
    ) as Record<keyof typeof ITEM_SOURCES, string>;
    const sellable = Number(values.status) >= 20 && Number(values.status) <= 50;
    return { do: 'done', output: { itemNumber: found['ITNO'] ?? itemNumber, sellable, ...values } };
  },
};
