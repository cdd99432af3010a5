import { Decimal, parseDecimal } from '../decimal.ts';
import type { KeptFigure, PromisedLine, SellableRow, StockProblem, StockReading } from './model.ts';

/** What a gathering of readings comes to. */
export interface StockPlan {
  readonly rows: readonly SellableRow[];
  readonly problems: readonly StockProblem[];
  /** Readings that are older than what is remembered; nothing is to be done with them. */
  readonly stale: number;
  /** Why the readings as a whole are not to be believed; empty when they are. */
  readonly doubt: string;
}

/** Fewer readings than this say nothing about the whole. */
const FEW_READINGS = 20;

const keyOf = ({ itemNumber, warehouse }: { itemNumber: string; warehouse: string }): string =>
  JSON.stringify([itemNumber, warehouse]);

/**
 * What can be sold: the figure, less what orders were promised and the system that counts does not know of yet, less
 * what is kept for safety; never below zero, and cut to the decimals of the item, because half a piece is not sold.
 * A reading that is older than the one remembered gives no row.
 */
export function planStock(
  readings: readonly StockReading[],
  promised: readonly PromisedLine[],
  kept: readonly KeptFigure[],
): StockPlan {
  const known = new Map(kept.map((figure) => [keyOf(figure), figure]));
  const rows: SellableRow[] = [];
  const problems: StockProblem[] = [];
  let stale = 0;
  for (const reading of readings) {
    const before = known.get(keyOf(reading));
    const { itemNumber, warehouse } = reading;
    const reason = problemOf(reading);
    if (reason !== undefined) {
      problems.push({ itemNumber, warehouse, reason, isNew: before?.problem !== reason });
    } else if (before !== undefined && Date.parse(reading.readAt ?? '') < before.readAt) {
      stale += 1;
    } else {
      rows.push(rowOf(reading, promised, before));
    }
  }
  return { rows, problems, stale, doubt: doubtOf(rows, known) };
}

function rowOf(reading: StockReading, lines: readonly PromisedLine[], before: KeptFigure | undefined): SellableRow {
  const { itemNumber, warehouse, place, figure = '0', safety, readAt = '', decimals } = reading;
  const promised = promisedOf(lines, itemNumber, warehouse);
  const left = new Decimal(figure).minus(promised).minus(parseDecimal(safety) ?? 0);
  const quantity = Decimal.max(0, left).toDecimalPlaces(decimals, Decimal.ROUND_FLOOR);
  return {
    sku: itemNumber,
    itemNumber,
    warehouse,
    sectionKey: place,
    quantity: quantity.toFixed(),
    figure,
    promised: promised.toFixed(),
    safety,
    readAt,
    ...(before?.productId === undefined ? {} : { productId: before.productId }),
  };
}

/**
 * A line that names no warehouse counts in each: selling a little less is better than selling twice. A line below zero
 * is a mistake in the order and brings no goods.
 */
function promisedOf(lines: readonly PromisedLine[], itemNumber: string, warehouse: string): Decimal {
  return lines
    .filter((line) => line.item === itemNumber && (line.warehouse === undefined || line.warehouse === warehouse))
    .reduce((sum, { quantity }) => sum.plus(Decimal.max(0, parseDecimal(quantity) ?? 0)), new Decimal(0));
}

function problemOf({ outcome, reason, place, warehouse, figure, safety }: StockReading): string | undefined {
  if (outcome === 'skipped') return reason ?? 'It could not be read';
  if (place === '') return `Nobody has said where the store keeps the stock of warehouse ${warehouse}`;
  if (parseDecimal(figure ?? '') === undefined) return `The figure “${figure ?? ''}” is no number`;
  return parseDecimal(safety) === undefined ? `The safety stock “${safety}” is no number` : undefined;
}

/** Everything at zero at once, where there was something before, is rather a fault over there than a fire. */
function doubtOf(rows: readonly SellableRow[], known: ReadonlyMap<string, KeptFigure>): string {
  const before = rows.flatMap((row) => known.get(keyOf(row)) ?? []);
  const isZero = ({ figure }: { readonly figure: string }): boolean => new Decimal(figure).lessThanOrEqualTo(0);
  const hadStock = before.filter((figure) => !isZero(figure)).length;
  if (rows.length < FEW_READINGS || !rows.every(isZero) || hadStock * 2 < rows.length) return '';
  return `All ${rows.length} figures read are zero, and ${hadStock} of them were not before`;
}
