import type { RecordPageRequest, Replies } from '../../model/request.ts';
import type { Reader } from '../../model/reader.ts';
import { readProduct } from './goods.ts';
import { readAccount } from './parties.ts';
import { readPayment } from './payments.ts';

type Rows = <T>(read: (row: Reader) => T | undefined) => readonly T[];

/** A page of a list. These lists come without an envelope: a full page means that there may be another. */
export function readRecordPage({ of, size }: RecordPageRequest, rows: Rows): Replies['record-page'] {
  const accounts = of === 'accounts' ? rows(readAccount) : [];
  const products = of === 'products' ? rows(readProduct) : [];
  const payments = of === 'payments' ? rows(readPayment) : [];
  return { accounts, products, payments, more: accounts.length + products.length + payments.length >= size };
}

/** Base prices by product id. Products without a price are not in it. */
export function readPrices(whole: Reader): Replies['price-list']['prices'] {
  const prices = whole.record('Result') ?? whole;
  return prices.names().flatMap((productId) => {
    const price = prices.recordNamed(productId)?.decimal('BasePrice');
    return price === undefined ? [] : [{ productId, price }];
  });
}
