import { listHolds } from '../../commands/holds.ts';
import { ask, type Sandboxes } from '../ledgers.ts';
import type { M3Side, StoreSide, Worlds } from './model.ts';

type StoreLedger = Pick<StoreSide, 'orders' | 'shipments' | 'invoices'> & {
  readonly webhooks: { readonly acceptMs?: readonly number[]; readonly pending: number };
};
type M3Ledger = Pick<M3Side, 'orders' | 'customers'> & {
  readonly drafts: readonly { readonly orderNumber: string | null }[];
  readonly finance: Pick<M3Side, 'vouchers' | 'receipts' | 'invoices'>;
};

/** Both systems as their ledgers tell, and what waits for a person; `acceptMs` is how long webhooks took. */
export async function readWorlds(
  { m3Url, storeUrl }: Sandboxes,
  server: { readonly url: string; readonly folder: string },
): Promise<Worlds & { readonly acceptMs: readonly number[] }> {
  const [ledger, stock, products, accounts, payments, m3, goods, holds] = await Promise.all([
    ask<StoreLedger>(`${storeUrl}/sandbox/ledger`),
    ask<Pick<StoreSide, 'stock'>>(`${storeUrl}/sandbox/stock`),
    ask<Pick<StoreSide, 'products'> & { readonly writes: StoreSide['productWrites'] }>(`${storeUrl}/sandbox/products`),
    ask<Pick<StoreSide, 'accounts'>>(`${storeUrl}/sandbox/accounts`),
    ask<Pick<StoreSide, 'payments'>>(`${storeUrl}/sandbox/payments`),
    ask<M3Ledger>(`${m3Url}/sandbox/ledger`),
    ask<Pick<M3Side, 'items' | 'prices' | 'balances' | 'deliveries'>>(`${m3Url}/sandbox/goods`),
    listHolds({ url: server.url, data: server.folder }),
  ]);
  return {
    store: {
      orders: ledger.orders,
      shipments: ledger.shipments,
      invoices: ledger.invoices,
      stock: stock.stock,
      products: products.products,
      productWrites: products.writes,
      accounts: accounts.accounts,
      payments: payments.payments,
    },
    m3: { ...goods, ...m3.finance, orders: m3.orders, customers: m3.customers },
    holds,
    acceptMs: ledger.webhooks.acceptMs ?? [],
  };
}
