import type { Sandbox } from '../sandbox.ts';
import { BASE_LIST } from '../state/prices.ts';

interface Wish {
  itemNumber: string;
  price: string;
  priceList?: string;
  currency?: string;
  customer?: string;
  validFrom?: string;
  validTo?: string;
}

/**
 * Sets rows of price lists: `{rows: [{itemNumber, price, priceList?, currency?, customer?, validFrom?, validTo?}]}`; the
 * base list in US dollars when none is named. A last day (`validTo`) is that of the whole list. Answers what is wrong with the wish, else undefined; nothing is set then.
 */
export function changePrices(sandbox: Sandbox, { rows }: Record<string, unknown>): string | undefined {
  if (!Array.isArray(rows) || !rows.every(isWish))
    return 'rows is a list of {itemNumber, price, priceList?, …}, all texts';
  const unknown = rows.find(({ itemNumber }) => !sandbox.world.items.has(itemNumber));
  if (unknown) return `there is no item ${unknown.itemNumber}`;
  for (const wish of rows) {
    const unit = sandbox.world.items.get(wish.itemNumber)?.fields['SPUN'] ?? '';
    sandbox.commit({ kind: 'price.changed', ...BASE_LIST, unit, ...wish });
  }
  return undefined;
}

function isWish(value: unknown): value is Wish {
  if (typeof value !== 'object' || value === null) return false;
  const { itemNumber, price, ...rest } = value as Partial<Wish>;
  const known = ['priceList', 'currency', 'customer', 'validFrom', 'validTo'];
  return (
    typeof itemNumber === 'string' &&
    typeof price === 'string' &&
    /^-?\d+(\.\d+)?$/.test(price) &&
    Object.entries(rest).every(([name, text]) => known.includes(name) && typeof text === 'string')
  );
}
