import { Decimal, parseDecimal } from '../../../core/decimal.ts';
import type { JsonSchema } from '../../../core/json.ts';
import type { CallRecord, Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import type { Inventory, StockPlace } from '../model/goods.ts';
import type { StockRow } from '../model/request.ts';
import { decimal, type Infer, list, optional, record, text } from '../model/shape.ts';
import { INVENTORY_SAVE_MANY_SAMPLE } from '../samples/stock.ts';
import { finishSaving, SAVE_COUNTS, SAVE_OUTCOME } from './save-many.ts';
import { callsOf, CHUNK, inventoriesOf, productIdsOf } from './stock-calls.ts';
import { together } from './together.ts';
import { fail, read, settingsOf, write } from './view.ts';

/** Writes of the same figures that nobody answered, before a person is asked. */
const MOST_TRIES = 3;

const ROW = {
  sku: text('SKU'),
  sectionKey: text('Key of the section'),
  quantity: decimal('Quantity it is to have; absolute'),
};

const INPUT = record('Stock as it is to be', {
  items: list(
    'Rows, one for each product and section',
    record('Row', {
      ...ROW,
      productId: optional(text('Id of the product in the store, when it is known')),
      allocated: optional(decimal('Quantity allocated; none unless given')),
    }),
  ),
});
type Input = Infer<typeof INPUT>;
type Item = Input['items'][number];

const OUTPUT = record('What became of the rows', {
  items: list(
    'Rows',
    record('Row', {
      ...ROW,
      productId: optional(text('Id of the product in the store')),
      outcome: SAVE_OUTCOME,
      reason: optional(text('Why it was not saved')),
    }),
  ),
  counts: SAVE_COUNTS,
});
type Output = Infer<typeof OUTPUT>;
type Result = Output['items'][number];

/** Sets quantities, and finds out what the store left out without a word. */
export const inventorySaveMany: Operation<Input, Output> = {
  name: 'inventory.save-many',
  title: 'Set the stock of many products',
  description:
    'Sets absolute quantities by product and section, 250 in a call. It looks first and sends only what differs; rows of a product or section that the store does not know are told as skipped, although the store says nothing of them.',
  effect: 'write',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: INVENTORY_SAVE_MANY_SAMPLE,
  next: nextAction,
};

type View = OperationView<Input>;
type Chunked = { readonly action: OperationAction<never> } | { readonly results: readonly Result[] };

function nextAction(view: View): OperationAction<Output> {
  const found = productIdsOf(view, view.input.items);
  if ('action' in found) return found.action;
  const results: Result[] = [];
  const actions: OperationAction<never>[] = [];
  for (let at = 0; at < view.input.items.length; at += CHUNK) {
    const done = saveChunk(view, at / CHUNK + 1, view.input.items.slice(at, at + CHUNK), found.ids);
    if ('action' in done) actions.push(done.action);
    else results.push(...done.results);
  }
  const action = together(actions);
  if (action) return action;
  const warnings = results.flatMap(({ sku, reason }) => (reason === undefined ? [] : [`${sku}: ${reason}.`]));
  return finishSaving(results, warnings);
}

/** Look, write what differs, and look again where the store may have kept silent or an answer was lost. */
function saveChunk(view: View, number: number, items: readonly Item[], ids: ReadonlyMap<string, string>): Chunked {
  const [lookName, writeName] = [`look ${number}`, `write ${number}`];
  const productIds = [...new Set(items.flatMap(({ sku }) => ids.get(sku) ?? []))];
  const look = { action: read(lookName, { ask: 'inventory-list', productIds }) };
  const looks = productIds.length === 0 ? [] : callsOf(view, lookName);
  const writes = view.calls.filter((call) => call.name === writeName);
  const last = looks.at(-1);
  if (last === undefined && productIds.length > 0) return look;
  if (last?.failure && last.outcome !== 'applied') return { action: fail(last.failure) };
  const seen = last === undefined ? new Map<string, Inventory>() : inventoriesOf([last]);
  const open = openRows(items, ids, seen);
  const written = writes.at(-1);
  const first = inventoriesOf(looks.slice(0, 1));
  const finished = { results: items.map((item) => resultOf(item, ids, seen, first)) };
  if (open.length === 0) return finished;
  if (written === undefined || written.round !== view.round) return { action: write(writeName, save(open)) };
  const seenAfter = last !== undefined && view.calls.indexOf(last) > view.calls.indexOf(written);
  if (written.outcome === 'refused') return { action: fail(written.failure ?? clarityFailure('clarity.refused')) };
  if (written.outcome === 'applied') {
    // Rows that had their place before are there now; only of the others the store may have left out some.
    return seenAfter || open.every(({ known }) => known)
      ? { results: finished.results.map((result, index) => settled(result, items[index], open, seenAfter)) }
      : look;
  }
  const unanswered = writes.filter(({ round, outcome }) => round === view.round && outcome === 'ambiguous').length;
  const again =
    unanswered >= MOST_TRIES ? fail(clarityFailure('clarity.write-unconfirmed')) : write(writeName, save(open));
  return afterLostAnswer(view, { look, again, written, last, seenAfter });
}

/** What was seen after a lost answer is proof; what was not seen may still come until the quiet time is over. */
function afterLostAnswer(
  view: View,
  {
    look,
    again,
    written,
    last,
    seenAfter,
  }: {
    look: { action: OperationAction<never> };
    again: OperationAction<never>;
    written: CallRecord;
    last: CallRecord | undefined;
    seenAfter: boolean;
  },
): Chunked {
  if (!seenAfter) return look;
  const quietUntil = written.sentAt + settingsOf(view).quietTimeMs;
  if ((last?.sentAt ?? 0) >= quietUntil) return { action: again };
  if (view.now >= quietUntil) return look;
  return {
    action: { do: 'wait', until: quietUntil, why: 'The store did not answer and shows no change; it may still come.' },
  };
}

interface OpenRow {
  readonly row: StockRow;
  readonly item: Item;
  /** The store had this product in this section before. */
  readonly known: boolean;
}

function openRows(
  items: readonly Item[],
  ids: ReadonlyMap<string, string>,
  seen: ReadonlyMap<string, Inventory>,
): OpenRow[] {
  return items.flatMap((item) => {
    const inventory = seen.get(ids.get(item.sku) ?? '');
    if (inventory === undefined || item.sectionKey === '' || faultOf(item) !== undefined) return [];
    const place = placeOf(inventory, item.sectionKey);
    if (place && isThere(place, item)) return [];
    const { quantity, allocated = '0', sectionKey } = item;
    const { preSold = '0', broken = '0' } = place ?? {};
    const { productId } = inventory;
    const row = { productId, sectionKey, quantity, allocated, preSold, broken };
    return [{ item, known: place !== undefined, row }];
  });
}

function save(rows: readonly OpenRow[]): { ask: 'inventory-save'; rows: readonly StockRow[] } {
  return { ask: 'inventory-save', rows: rows.map(({ row }) => row) };
}

/** The result of a row by what is seen now: not there before the first look means that we brought it there. */
function resultOf(
  item: Item,
  ids: ReadonlyMap<string, string>,
  seen: ReadonlyMap<string, Inventory>,
  first: ReadonlyMap<string, Inventory>,
): Result {
  const { sku, sectionKey, quantity } = item;
  const row = { sku, sectionKey, quantity };
  const fault = faultOf(item);
  if (fault !== undefined) return { ...row, outcome: 'refused', reason: fault };
  const productId = ids.get(sku);
  const inventory = productId === undefined ? undefined : seen.get(productId);
  if (inventory === undefined) return { ...row, outcome: 'skipped', reason: `The store has no product ${sku}` };
  const before = placeOf(first.get(inventory.productId), sectionKey);
  const outcome = before && isThere(before, item) ? 'unchanged' : 'saved';
  return { ...row, productId: inventory.productId, outcome };
}

/** After an answered write: a row that still does not show was left out by the store. */
function settled(result: Result, item: Item | undefined, open: readonly OpenRow[], seenAfter: boolean): Result {
  const row = open.find((each) => each.item === item);
  if (!row || !seenAfter) return result;
  if (!row.known) return { ...result, outcome: 'skipped', reason: `The store has no section ${result.sectionKey}` };
  return { ...result, outcome: 'refused', reason: 'The store says that it saved the quantity, and shows another' };
}

function faultOf({ quantity, allocated, sectionKey }: Item): string | undefined {
  if (sectionKey === '') return 'No section is given';
  const bad = [quantity, allocated ?? '0'].find((value) => parseDecimal(value)?.isNegative() ?? true);
  return bad === undefined ? undefined : `“${bad}” is no quantity of zero or more`;
}

function isThere({ quantity, allocated }: StockPlace, item: Item): boolean {
  const same = (left: string, right: string): boolean => new Decimal(left).equals(right);
  return same(quantity, item.quantity) && same(allocated, item.allocated ?? '0');
}

function placeOf(inventory: Inventory | undefined, sectionKey: string): StockPlace | undefined {
  return inventory?.places.find((place) => place.sectionKey?.toLowerCase() === sectionKey.toLowerCase());
}
