import type { JsonObject } from '../../../core/json.ts';
import type { CallRecord, Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { PRICE_LIST_SAMPLE } from '../samples/items.ts';
import { readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { bulkLimit, callM3, callsThisRound, failLost, failureOf, failWith, readAll, resultsOf } from './history.ts';
import { headOf, isValid, type PriceHead } from './price-heads.ts';
import { readBasicUnits, withoutOtherUnit } from './price-units.ts';
import { countReadings, type ReadCounts, readingsSchema, UNANSWERED } from './read-many.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface PriceListInput {
  readonly items: readonly { readonly itemNumber: string }[];
  /** The price of the item itself when left out or empty. */
  readonly priceList?: string;
  readonly currency?: string;
  /** Day for which the prices count, YYYYMMDD; today when left out. */
  readonly day?: string;
}

/** What became of the price of one item. */
export interface PriceReading {
  readonly itemNumber: string;
  readonly outcome: 'read' | 'skipped';
  readonly reason?: string;
  /** Why it was skipped, when somebody has to mend it. */
  readonly code?: string;
  readonly price?: string;
  /** How many units the price is for. */
  readonly perQuantity?: string;
  readonly unit?: string;
  readonly currency?: string;
  /** Where the price comes from, for people. */
  readonly source?: string;
}

export interface PriceListOutput {
  readonly items: readonly PriceReading[];
  readonly counts: ReadCounts;
}

const key = textSchema('Item number', { minLength: 1 });

/** Reads list prices of many items. */
export const priceList: Operation<PriceListInput, PriceListOutput, JsonObject> = {
  name: 'price.list',
  title: 'Read list prices',
  description:
    'Reads the prices of items from the price list that counts on a day, or without a list the price of each item itself. An item without a price is skipped with its reason, and so is one whose price is for another unit than its basic unit, with the code of the error.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    {
      items: listSchema(objectSchema({ itemNumber: key }, ['itemNumber'])),
      priceList: textSchema('Price list; empty for the price of the item itself'),
      currency: textSchema('Currency of the price list'),
      day: textSchema('Day for which the prices count, YYYYMMDD; today when left out'),
    },
    ['items'],
  ),
  output: readingsSchema(
    { itemNumber: key },
    {
      price: textSchema('Price for the quantity it is given for', { format: 'decimal' }),
      perQuantity: textSchema('How many units the price is for', { format: 'decimal' }),
      unit: textSchema('Unit of the price'),
      currency: textSchema('Currency'),
      source: textSchema('Where the price comes from'),
    },
  ),
  sample: PRICE_LIST_SAMPLE,
  next: (view) => (view.input.priceList ? readFromList(view) : readFromItems(view)),
};

type View = OperationView<PriceListInput>;
type Action = OperationAction<PriceListOutput>;

function readFromItems(view: View): Action {
  const { items } = view.input;
  const calls = callsThisRound(view, 'prices');
  const lost = failLost(calls);
  if (lost) return lost;
  const columns = ['SAPR', 'SACD', 'CUCS', 'SPUN'];
  const transactions = items.map(({ itemNumber }) => ({
    transaction: 'GetItmPrice',
    record: { ITNO: itemNumber },
    columns,
  }));
  const read = readAll('prices', 'MMS200MI', transactions, calls, bulkLimit(readM3Settings(view.settings)), 1);
  if ('next' in read) return read.next;
  const { results } = read;
  const rows = items.map(({ itemNumber }, index): PriceReading => {
    const result = results[index];
    const row = result?.records[0];
    const reason = (result && failureOf(result)?.message) ?? UNANSWERED;
    if (!row) return { itemNumber, outcome: 'skipped', reason };
    return readingOf(itemNumber, row, row['CUCS'] ?? '', 'M3 item');
  });
  return finish(view, rows);
}

function readFromList(view: View): Action {
  const { items, priceList: wanted = '', currency = '', day = dayOf(view.now) } = view.input;
  const heads = callsThisRound(view, 'lists').at(-1);
  if (!heads) {
    const record = { PRRF: wanted, ...(currency ? { CUCD: currency } : {}) };
    return callM3('lists', 'read', {
      program: 'OIS017MI',
      transactions: [{ transaction: 'LstPriceList', record }],
      maxRecords: 0,
      keep: { field: 'PRRF', values: [wanted] },
    });
  }
  const lost = failLost([heads]);
  if (lost) return lost;
  const head = resultsOf([heads])
    .flatMap(({ records }) => records.map(headOf))
    .filter((each) => each.customer === '' && (currency === '' || each.currency === currency) && isValid(each, day))
    .toSorted((left, right) => (left.validFrom < right.validFrom ? 1 : -1))[0];
  const name = `M3 price list ${wanted}${currency ? ` in ${currency}` : ''}`;
  if (!head) {
    const message = `${name} does not exist or does not count on ${day}.`;
    return failWith(m3Failure('m3.price-list-not-found', { message, record: `price list ${wanted}` }));
  }
  const rows = callsThisRound(view, 'prices').at(-1);
  if (!rows) return askRows(head, items);
  return failLost([rows]) ?? finish(view, readings(items, rows, head, name));
}

/** The last part of both ways: the prices are compared with the units of their items. */
function finish(view: View, readings: readonly PriceReading[]): Action {
  const units = readBasicUnits(view, readings, readM3Settings(view.settings));
  if ('next' in units) return units.next;
  if ('failure' in units) return failWith(units.failure);
  return { do: 'done', output: countReadings(readings.map((reading) => withoutOtherUnit(reading, units.basicUnits))) };
}

function askRows(head: PriceHead, items: PriceListInput['items']) {
  return callM3('prices', 'read', {
    program: 'OIS017MI',
    transactions: [
      {
        transaction: 'LstBasePrice',
        record: { PRRF: head.priceList, CUCD: head.currency, FVDT: head.validFrom },
        columns: ['PRRF', 'CUCD', 'CUNO', 'FVDT', 'ITNO', 'SAPR', 'SACD', 'SPUN'],
      },
    ],
    maxRecords: 0,
    keep: { field: 'ITNO', values: items.map(({ itemNumber }) => itemNumber) },
  });
}

/** Lists read onwards from where they were positioned, so rows of other lists are left out. */
function readings(items: PriceListInput['items'], call: CallRecord, head: PriceHead, name: string): PriceReading[] {
  const own = resultsOf([call])
    .flatMap(({ records }) => records)
    .filter((row) => row['FVDT'] === undefined || headOf(row).validFrom === head.validFrom)
    .filter(({ PRRF = head.priceList, CUCD = head.currency, CUNO = '' }) => {
      return PRRF === head.priceList && CUCD === head.currency && CUNO === '';
    });
  const byItem = new Map(own.map((row) => [row['ITNO']?.trim().toUpperCase() ?? '', row]));
  return items.map(({ itemNumber }): PriceReading => {
    const row = byItem.get(itemNumber.trim().toUpperCase());
    if (!row) return { itemNumber, outcome: 'skipped', reason: `${name} has no price for it` };
    return readingOf(
      itemNumber,
      row,
      head.currency,
      `M3 price list ${head.priceList} in ${head.currency} from ${head.validFrom}`,
    );
  });
}

function readingOf(itemNumber: string, row: MiRecord, currency: string, source: string): PriceReading {
  return {
    itemNumber,
    outcome: 'read',
    price: row['SAPR'] || '0',
    perQuantity: quantityOf(row['SACD']),
    unit: row['SPUN'] ?? '',
    currency,
    source,
  };
}

/** SACD is how many units a price is for; zero and empty mean one. */
export function quantityOf(text: string | undefined): string {
  return text && Number(text) > 0 ? text : '1';
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
}
