import type { RecordReaders } from '../../kit/connector.ts';
import { customerReader } from './customers.ts';
import { lineReader } from './lines.ts';
import { orderReader } from './orders.ts';
import { paymentReader } from './payments.ts';
import { priceReader } from './prices.ts';
import { stockReader } from './stock.ts';

/** How records of M3 are read to be compared with the other system's. */
export const m3Readers: RecordReaders = {
  side: 'right',
  readers: {
    orders: orderReader,
    lines: lineReader,
    stock: stockReader,
    prices: priceReader,
    customers: customerReader,
    payments: paymentReader,
  },
};
