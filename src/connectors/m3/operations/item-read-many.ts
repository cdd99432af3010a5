import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { ITEM_READ_MANY_SAMPLE } from '../samples/items.ts';
import { readM3Settings } from '../setup/settings.ts';
import { ITEM_DECIMALS, ITEM_SOURCES } from './item-get.ts';
import { type Asked, bulkLimit, callsThisRound, failLost, failureOf, readAll, resultsOf } from './history.ts';
import { countReadings, type ReadCounts, readingsSchema, UNANSWERED } from './read-many.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface ItemReadManyInput {
  readonly items: readonly { readonly itemNumber: string }[];
}

/** Fields that are empty in M3 are left out. */
export type ItemReading = {
  readonly itemNumber: string;
  readonly outcome: 'read' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string;
} & Readonly<Partial<Record<keyof typeof ITEM_SOURCES, string>>>;

export interface ItemReadManyOutput {
  readonly items: readonly ItemReading[];
  readonly counts: ReadCounts;
}

const fields = Object.fromEntries(
  Object.entries(ITEM_SOURCES).map(([name, [, what]]) => [
    name,
    textSchema(what, ITEM_DECIMALS.has(name) ? { format: 'decimal' } : {}),
  ]),
);
const key = textSchema('Item number', { minLength: 1 });

/** Reads many items, many in one call. */
export const itemReadMany: Operation<ItemReadManyInput, ItemReadManyOutput, JsonObject> = {
  name: 'item.read-many',
  title: 'Read many items',
  description:
    'Reads name, units, groups, weights and status of items, as many in a call as the connection allows. An item that M3 does not know is skipped with its reason; the rest goes on.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ items: listSchema(objectSchema({ itemNumber: key }, ['itemNumber'])) }, ['items']),
  output: readingsSchema({ itemNumber: key }, fields),
  sample: ITEM_READ_MANY_SAMPLE,
  next: (view) => {
    const { items } = view.input;
    const calls = callsThisRound(view, 'read');
    const lost = failLost(calls);
    if (lost) return lost;
    const columns = ['ITNO', ...Object.values(ITEM_SOURCES).map(([field]) => field)];
    const transactions = items.map(({ itemNumber }) => ({
      transaction: 'GetItmBasic',
      record: { ITNO: itemNumber },
      columns,
      needs: ['ITNO'],
    }));
    const read = readAll('read', 'MMS200MI', transactions, calls, bulkLimit(readM3Settings(view.settings)), 1);
    if ('next' in read) return read.next;
    const results = resultsOf(calls);
    const rows = items.map(({ itemNumber }, index) => readingOf(itemNumber, results[index]));
    return { do: 'done', output: countReadings(rows) };
  },
};

function readingOf(itemNumber: string, result: Asked | undefined): ItemReading {
  const row = result?.records[0];
  if (!result || !row) {
    const reason = (result && failureOf(result)?.message) ?? UNANSWERED;
    return { itemNumber, outcome: 'skipped', reason };
  }
  const values = Object.entries(ITEM_SOURCES).flatMap(([name, [field]]) => (row[field] ? [[name, row[field]]] : []));
  return { itemNumber: row['ITNO'] ?? itemNumber, outcome: 'read', ...Object.fromEntries(values) };
}
