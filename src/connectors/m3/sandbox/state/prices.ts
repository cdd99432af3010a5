import type { Reducers } from './effects.ts';

/** What a price row belongs to: a price list (OIS017) of one currency, for everybody or for one customer. */
export interface PriceList {
  priceList: string;
  currency: string;
  /** Empty: for everybody. */
  customer: string;
  /** First day, YYYYMMDD. */
  validFrom: string;
  /** Last day (LVDT), YYYYMMDD, which all rows of a list share; left out while it has none. */
  validTo?: string;
}

/** One row of a price list. */
export interface PriceRow extends PriceList {
  itemNumber: string;
  price: string;
  unit: string;
  changedAt: number;
}

/** The list that the price of the item master goes to. */
export const BASE_LIST: PriceList = { priceList: 'LIST', currency: 'USD', customer: '', validFrom: '20250101' };

export type PriceEffect = { kind: 'price.changed' } & Omit<PriceRow, 'changedAt'>;

/** Names a list with its first day, as its head does. */
export function listKey({ priceList, currency, customer, validFrom }: PriceList): string {
  return [priceList, currency, customer, validFrom].join('/');
}

/** Names a row; rows of one list stand together. */
export function priceKey(row: PriceList & { itemNumber: string }): string {
  return [listKey(row), row.itemNumber].join('/');
}

export const priceReducers: Reducers<PriceEffect> = {
  'price.changed': ({ prices, items }, { kind: _kind, at, ...row }) => {
    const key = priceKey(row);
    const rows = [...prices.values()].filter((other) => listKey(other) === listKey(row));
    const validTo = row.validTo ?? rows[0]?.validTo;
    const ends = validTo === undefined ? {} : { validTo };
    // The last day stands at the list: a row that was not touched counts as unchanged.
    if (row.validTo !== undefined) for (const other of rows) prices.set(priceKey(other), { ...other, ...ends });
    prices.set(key, { ...row, ...ends, changedAt: at });
    const item = items.get(row.itemNumber);
    const isBase = key === priceKey({ ...BASE_LIST, itemNumber: row.itemNumber });
    // The item itself counts as unchanged: only its price is another.
    if (item && isBase) items.set(row.itemNumber, { ...item, fields: { ...item.fields, SAPR: row.price } });
  },
};

/** Lists that stand for one situation each: dealers pay less for some pumps, and one customer has a price of its own. */
export const SEEDED_PRICES: readonly Omit<PriceRow, 'changedAt'>[] = [
  ...['PUMP-1001', 'PUMP-1007', 'PUMP-1013'].map((itemNumber, index) => ({
    ...BASE_LIST,
    priceList: 'DEALER',
    itemNumber,
    price: `${180 + index * 10}.00`,
    unit: 'EA',
  })),
  { ...BASE_LIST, priceList: 'C100002', customer: 'C100002', itemNumber: 'PUMP-1001', price: '175.50', unit: 'EA' },
];
