import type { Failure } from '../../../../core/failure.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import {
  type Ask,
  bulkLimit,
  callsThisRound,
  failLost,
  failureOf,
  type HistoryView,
  isUnknownItem,
  readAll,
} from '../history.ts';
import { LONGEST_ITEM_NUMBER } from '../order-create/check-items.ts';
import { cleanText, sameText } from '../values.ts';
import type { WantedLine } from './input.ts';
import type { LiveOrder } from './live-order.ts';

/** Item numbers, in capital letters, that M3 does not know: the default item may stand in the order for them. */
export type UnknownItems = ReadonlySet<string>;

/**
 * Looks whether M3 knows the items of lines that the order does not show under their own item, where the order carries
 * the connection's default item. Orders are made with that item in place of unknown ones, so such a line is right as it
 * is; the line of a known item is not. Asks nothing where no line can be meant.
 */
export function findUnknownItems(
  view: HistoryView,
  lines: readonly WantedLine[],
  live: LiveOrder,
  settings: M3Settings,
): { readonly next: Ask } | { readonly failure: Failure } | { readonly unknown: UnknownItems } {
  const wanted = [...new Set(lines.map(({ itemNumber }) => cleanText(itemNumber).toUpperCase()))];
  const inOrder = new Set(live.lines.map(({ itemNumber }) => itemNumber.toUpperCase()));
  const hasDefault = settings.defaultItem !== '' && inOrder.has(settings.defaultItem.toUpperCase());
  if (!hasDefault || wanted.every((item) => inOrder.has(item))) return { unknown: new Set() };
  const calls = callsThisRound(view, 'check-items');
  const lost = failLost(calls);
  if (lost) return { failure: lost.failure };
  const transactions = wanted
    .filter((item) => item.length <= LONGEST_ITEM_NUMBER)
    .map((ITNO) => ({ transaction: 'GetItmBasic', record: { ITNO }, columns: ['ITNO'] }));
  const read = readAll('check-items', 'MMS200MI', transactions, calls, bulkLimit(settings), 1);
  if ('next' in read) return read;
  const unknown = new Set(wanted.filter((item) => item.length > LONGEST_ITEM_NUMBER));
  for (const asked of read.results) {
    const failure = failureOf(asked);
    if (failure && !isUnknownItem(failure)) return { failure };
    if (asked.records.length === 0) unknown.add(asked.record['ITNO'] ?? '');
  }
  return { unknown };
}

/** Whether a line of the order is one in which the default item stands for the wanted item. */
export function standsIn(
  wanted: { readonly itemNumber: string },
  live: { readonly itemNumber: string },
  unknown: UnknownItems,
  { defaultItem }: M3Settings,
): boolean {
  return defaultItem !== '' && sameText(live.itemNumber, defaultItem) && unknown.has(wanted.itemNumber.toUpperCase());
}

/** Why a changed line with the default item is for a person: put anew, it would lose the text that says what was ordered. */
export function standInChanged(
  orderNumber: string,
  { webLine, itemNumber }: { readonly webLine: string; readonly itemNumber: string },
  live: { readonly number: string; readonly itemNumber: string },
): Failure {
  return m3Failure('m3.change-not-possible', {
    record: `order ${orderNumber}`,
    field: 'lines',
    message: `Line ${live.number} of order ${orderNumber} carries the default item ${live.itemNumber} for item ${itemNumber} of web line ${webLine}, which is to change; put anew it would lose its text.`,
  });
}
