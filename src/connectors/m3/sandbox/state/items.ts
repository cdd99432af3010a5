import type { MiRecord, Reducers } from './effects.ts';
import { BASE_LIST, priceKey } from './prices.ts';
import { balanceKey } from './stock.ts';

/** An item (MITMAS) under M3's field names. */
export interface Item {
  itemNumber: string;
  fields: MiRecord;
  changedAt: number;
  /** CHNO: one more with each change, from 1 to 999 and then from 1 again. */
  changeNumber: number;
}

export type ItemEffect =
  | { kind: 'item.changed'; itemNumber: string; fields: MiRecord }
  | { kind: 'stock.counted'; itemNumber: string; warehouse: string; onHand: number };

export const itemReducers: Reducers<ItemEffect> = {
  'item.changed': ({ items, prices }, { itemNumber, fields, at }) => {
    const before = items.get(itemNumber);
    const merged = { ...before?.fields, ...fields };
    const changeNumber = ((before?.changeNumber ?? 0) % 999) + 1;
    items.set(itemNumber, { itemNumber, fields: merged, changedAt: at, changeNumber });
    // The base list follows the price of the item master, which is where this company keeps it.
    if (fields['SAPR'] === undefined) return;
    const row = { ...BASE_LIST, itemNumber, price: fields['SAPR'], unit: merged['SPUN'] ?? '' };
    const { validTo } = prices.get(priceKey(row)) ?? {};
    prices.set(priceKey(row), { ...row, ...(validTo === undefined ? {} : { validTo }), changedAt: at });
  },
  'stock.counted': ({ balances }, { itemNumber, warehouse, onHand, at }) => {
    const key = balanceKey(itemNumber, warehouse);
    const before = balances.get(key) ?? { itemNumber, warehouse, onHand: 0, reserved: 0, allocated: 0, changedAt: at };
    balances.set(key, { ...before, onHand, changedAt: at });
  },
};
