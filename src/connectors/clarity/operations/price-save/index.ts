import { Decimal } from '../../../../core/decimal.ts';
import type { Operation, OperationAction, OperationView } from '../../../../core/operation.ts';
import { clarityFailure } from '../../errors.ts';
import type { PricePoint, RawPrices } from '../../model/product-change.ts';
import type { Replies } from '../../model/request.ts';
import { PRICE_SAVE_MANY_SAMPLE } from '../../samples/prices.ts';
import { finishSaving, refusalsOf } from '../save-many.ts';
import { callsOf, CHUNK, productIdsOf, readChunks } from '../stock-calls.ts';
import { MOST_TOGETHER, together } from '../together.ts';
import { fail, read, settingsOf } from '../view.ts';
import { priceFault } from './check-price.ts';
import { writeOnce } from './chunks.ts';
import { type Input, INPUT_SCHEMA, type Output, OUTPUT_SCHEMA, type Result, type Row } from './model.ts';

/** Sets base prices in bulk, and prices of the store's lists. */
export const priceSaveMany: Operation<Input, Output> = {
  name: 'price.save-many',
  title: 'Save many prices',
  description:
    'Sets base prices, 250 in a call, and prices of the store’s own price lists, those alone that differ. A price of zero or below, in another currency than the store’s, or of an unknown product has its reason in its own result; the rest goes on.',
  effect: 'write',
  idempotency: 'natural',
  input: INPUT_SCHEMA,
  output: OUTPUT_SCHEMA,
  sample: PRICE_SAVE_MANY_SAMPLE,
  next: nextAction,
};

type View = OperationView<Input>;
/** A row on its way: its result as soon as there is one. */
interface Work {
  readonly row: Row;
  readonly productId: string;
  result?: Result;
}

function nextAction(view: View): OperationAction<Output> {
  const { items, allowZero = false } = view.input;
  const { defaultCurrency, rawPrices } = settingsOf(view);
  const good = items.filter((row) => priceFault(row, defaultCurrency, allowZero) === undefined);
  const found = productIdsOf(view, good);
  if ('action' in found) return found.action;
  const works = items.map((row): Work => {
    const productId = found.ids.get(row.sku) ?? '';
    const fault = priceFault(row, defaultCurrency, allowZero);
    if (fault !== undefined)
      return { row, productId, result: told(row, productId, 'refused', `Item ${row.sku}: ${fault}`) };
    const missing = `The store has no product ${row.sku}`;
    return productId === '' ? { row, productId, result: told(row, '', 'skipped', missing) } : { row, productId };
  });
  const open = works.filter(({ result }) => result === undefined);
  const action =
    saveBase(
      view,
      open.filter(({ row }) => row.list === undefined),
      rawPrices,
    ) ??
    savePoints(
      view,
      open.filter(({ row }) => row.list !== undefined),
    );
  return action ?? finish(works);
}

/** Base prices go in bulk. Where the store would empty the other prices, those are read and sent along. */
function saveBase(view: View, works: readonly Work[], mode: 'base' | 'whole'): OperationAction<never> | undefined {
  const rows: { work: Work; prices: RawPrices }[] = [];
  for (const work of works) {
    const base = { productId: work.productId, base: plain(work.row.price) };
    if (mode === 'base') {
      rows.push({ work, prices: base });
      continue;
    }
    const name = `prices · ${work.productId}`;
    const looked = callsOf(view, name).at(-1);
    if (looked === undefined) return read(name, { ask: 'price-read', productId: work.productId });
    if (looked.outcome !== 'applied') return fail(looked.failure ?? clarityFailure('clarity.refused'));
    const { prices } = looked.reply as unknown as Replies['price-read'];
    if (prices.base !== undefined && new Decimal(prices.base).equals(work.row.price)) {
      work.result = told(work.row, work.productId, 'unchanged');
    } else rows.push({ work, prices: { ...prices, ...base } });
  }
  const actions: OperationAction<never>[] = [];
  for (let at = 0; at < rows.length; at += CHUNK) {
    const chunk = rows.slice(at, at + CHUNK);
    const request = { ask: 'price-save', rows: chunk.map(({ prices }) => prices) } as const;
    const written = writeOnce(view as never, `write ${at / CHUNK + 1}`, request);
    if ('action' in written) {
      actions.push(written.action);
      continue;
    }
    for (const { work } of chunk) work.result = settled(work, written.refusal);
  }
  return together(actions);
}

/** Rows of price lists have no bulk call: those that are there already are found in bulk and left alone. */
function savePoints(view: View, works: readonly Work[]): OperationAction<never> | undefined {
  const points = works.map((work) => ({ work, point: pointOf(work) }));
  const calls = callsOf(view, 'points');
  const failed = calls.find(({ outcome }) => outcome !== 'applied');
  if (failed) return fail(failed.failure ?? clarityFailure('clarity.refused'));
  const keys = points.map(({ point }) => point.key);
  const ask = readChunks('points', keys, calls.length, (next) => ({ ask: 'price-point-list', keys: next }));
  if (ask) return ask;
  const found = calls.flatMap(({ reply }) => (reply as unknown as Replies['price-point-list']).points);
  const present = new Map(found.map((point) => [point.key.toLowerCase(), point]));
  const actions: OperationAction<never>[] = [];
  for (const { work, point } of points) {
    const before = present.get(point.key.toLowerCase());
    if (before && new Decimal(before.price).equals(point.price) && before.currency === point.currency) {
      work.result = told(work.row, work.productId, 'unchanged');
      continue;
    }
    const written = writeOnce(view as never, `point · ${point.key}`, { ask: 'price-point-save', row: point });
    if ('action' in written) actions.push(written.action);
    else work.result = settled(work, written.refusal);
    if (actions.length === MOST_TOGETHER) break;
  }
  return together(actions);
}

function pointOf({ row, productId }: Work): PricePoint {
  const { sku, list = '', price, currency, unit } = row;
  const key = `${list}|${sku}|${currency}`;
  return { key, productId, list, price: plain(price), currency, ...(unit === undefined ? {} : { unit }) };
}

function settled({ row, productId }: Work, refusal: string | undefined): Result {
  if (refusal === undefined) return told(row, productId, 'saved');
  return told(row, productId, 'refused', `Item ${row.sku}: ${refusal}`);
}

function told({ unit: _unit, ...row }: Row, productId: string, outcome: Result['outcome'], reason?: string): Result {
  return { ...row, ...(productId ? { productId } : {}), outcome, ...(reason === undefined ? {} : { reason }) };
}

function finish(works: readonly Work[]): OperationAction<Output> {
  const items = works.map(({ row, productId, result }) => result ?? told(row, productId, 'unchanged'));
  return finishSaving(items, refusalsOf(items));
}

const plain = (price: string): string => new Decimal(price).toFixed();
