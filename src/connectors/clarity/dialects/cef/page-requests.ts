import type { RecordPageRequest } from '../../model/request.ts';
import { stampIn } from '../../model/source-time.ts';
import type { DialectSettings, HttpPlan } from '../dialect.ts';

const LISTS: Readonly<Record<RecordPageRequest['of'], { readonly label: string; readonly path: string }>> = {
  accounts: { label: 'AccountsForConnect', path: '/Accounts/AccountsForConnect' },
  products: { label: 'ProductsForConnect', path: '/Products/ProductsForConnect' },
  payments: { label: 'SalesOrderPaymentsForConnect', path: '/Payments/SalesOrderPaymentsForConnect' },
};

/** A page of the lists for integrations: they answer past the store's cache, and page by number. */
export function listRecords({ of, page, size, keys, since }: RecordPageRequest, { zone }: DialectSettings): HttpPlan {
  const body = {
    Active: true,
    Paging: { Size: size, StartIndex: page },
    Sorts: [{ field: 'ID', order: 0, dir: 'asc' }],
    ...(keys === undefined ? {} : { CustomKeys: keys, CustomKeysStrict: true }),
    ...(since === undefined ? {} : { ModifiedSince: stampIn(zone, Date.parse(since)) }),
  };
  return { ...LISTS[of], method: 'POST', body, wait: 'list' };
}

/** The prices that visitors pay, of many products at once. */
export function listPrices(productIds: readonly string[]): HttpPlan {
  const body = { ProductIDs: productIds.map(Number) };
  return { label: 'Prices/ForProducts', method: 'POST', path: '/Pricing/Prices/ForProducts', body, wait: 'list' };
}
