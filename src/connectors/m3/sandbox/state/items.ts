import type { MiRecord, Reducers } from './effects.ts';
import { balanceKey } from './stock.ts';

/** An item (MITMAS) under M3's field names. */
export interface Item {
  itemNumber: string;
  fields: MiRecord;
  changedAt: number;
}

export type ItemEffect =
  | { kind: 'item.changed'; itemNumber: string; fields: MiRecord }
  | { kind: 'stock.counted'; itemNumber: string; warehouse: string; onHand: number };

export const itemReducers: Reducers<ItemEffect> = {
  'item.changed': ({ items }, { itemNumber, fields, at }) => {
    const before = items.get(itemNumber)?.fields ?? {};
    items.set(itemNumber, { itemNumber, fields: { ...before, ...fields }, changedAt: at });
  },
  'stock.counted': ({ balances }, { itemNumber, warehouse, onHand, at }) => {
    const key = balanceKey(itemNumber, warehouse);
    const before = balances.get(key) ?? { itemNumber, warehouse, onHand: 0, reserved: 0, allocated: 0, changedAt: at };
    balances.set(key, { ...before, onHand, changedAt: at });
  },
};
