import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { PRICE_GET_SAMPLE } from '../samples/items.ts';
import { readM3Settings } from '../setup/settings.ts';
import { callM3, callsThisRound, failWith, resultsOf } from './history.ts';
import { quantityOf } from './price-list.ts';
import { objectSchema, textSchema } from './schema.ts';
import { decimalText, invalid, readDecimal } from './values.ts';

export interface PriceGetInput {
  readonly customerNumber: string;
  readonly itemNumber: string;
  /** 1 when left out. */
  readonly quantity?: string;
  /** That of the customer when left out. */
  readonly currency?: string;
  /** Decided by M3 when left out. */
  readonly priceList?: string;
}

export interface PriceGetOutput {
  readonly customerNumber: string;
  readonly itemNumber: string;
  readonly quantity: string;
  readonly currency: string;
  readonly price: string;
  /** Less discounts. */
  readonly netPrice: string;
  readonly perQuantity: string;
  readonly unit: string;
  readonly priceList: string;
  readonly source: string;
  /** When M3 gave it, ISO 8601 in UTC. */
  readonly readAt: string;
}

const decimal = (what: string) => textSchema(what, { format: 'decimal' });

/** Reads what an item costs a customer. */
export const priceGet: Operation<PriceGetInput, PriceGetOutput, JsonObject> = {
  name: 'price.get',
  title: 'Read a customer’s price',
  description:
    'Has M3 work out price and discounts as an order line of the customer would get them. The same question within the time of the connection’s setting gets the same answer.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    {
      customerNumber: textSchema('Customer number', { minLength: 1 }),
      itemNumber: textSchema('Item number', { minLength: 1 }),
      quantity: decimal('Quantity; 1 when left out'),
      currency: textSchema('Currency; that of the customer when left out'),
      priceList: textSchema('Price list; decided by M3 when left out'),
    },
    ['customerNumber', 'itemNumber'],
  ),
  output: objectSchema(
    {
      customerNumber: textSchema('Customer number'),
      itemNumber: textSchema('Item number'),
      quantity: decimal('Quantity'),
      currency: textSchema('Currency'),
      price: decimal('Price before discounts'),
      netPrice: decimal('Price less discounts'),
      perQuantity: decimal('How many units the prices are for'),
      unit: textSchema('Unit of the price'),
      priceList: textSchema('Price list it comes from'),
      source: textSchema('Where the price comes from, in words'),
      readAt: textSchema('When M3 gave it (ISO 8601, UTC)'),
    },
    ['customerNumber', 'itemNumber', 'quantity', 'currency', 'price', 'netPrice', 'source', 'readAt'],
  ),
  sample: PRICE_GET_SAMPLE,
  next: (view) => {
    const { customerNumber, itemNumber, quantity = '1', currency, priceList } = view.input;
    const { priceCacheSeconds, decimalMark } = readM3Settings(view.settings);
    const amount = readDecimal(quantity);
    if (!amount?.isPositive()) return failWith(invalid('quantity', `${quantity} is no quantity above zero.`));
    const last = callsThisRound(view, 'price').at(-1);
    if (!last) {
      const record = {
        CUNO: customerNumber,
        ITNO: itemNumber,
        ORQA: decimalText(amount, decimalMark),
        ...(currency ? { CUCD: currency } : {}),
        ...(priceList ? { PRRF: priceList } : {}),
      };
      const columns = ['SAPR', 'NETP', 'SACD', 'SPUN', 'CUCD', 'PRRF'];
      return callM3('price', 'read', {
        program: 'OIS320MI',
        transactions: [{ transaction: 'GetPriceLine', record, columns, needs: ['SAPR'] }],
        ...(priceCacheSeconds > 0 ? { reuseForMs: priceCacheSeconds * 1_000 } : {}),
      });
    }
    if (last.failure) return failWith(last.failure);
    const row = resultsOf([last])[0]?.records[0] ?? {};
    const list = row['PRRF'] ?? '';
    const readAt = (last.reply as { readonly readAt?: string } | undefined)?.readAt;
    return {
      do: 'done',
      output: {
        customerNumber,
        itemNumber,
        quantity: amount.toFixed(),
        currency: row['CUCD'] ?? currency ?? '',
        price: row['SAPR'] ?? '0',
        netPrice: row['NETP'] || (row['SAPR'] ?? '0'),
        perQuantity: quantityOf(row['SACD']),
        unit: row['SPUN'] ?? '',
        priceList: list,
        source: list ? `M3 price list ${list} for customer ${customerNumber}` : `M3 for customer ${customerNumber}`,
        readAt: readAt ?? new Date(last.answeredAt).toISOString(),
      },
    };
  },
};
