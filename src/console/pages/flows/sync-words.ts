import type { Sync } from '../../../api/types.ts';
import { formatCount, plural } from '../../words/amount.ts';

/** What can be read, as people call it. */
export const SUBJECT_WORDS: Readonly<Record<string, string>> = {
  items: 'Items',
  stock: 'Stock',
  prices: 'Prices',
  customers: 'Customers',
  status: 'Order status',
  payments: 'Payments',
};

/** Whether a sync goes on, and looking again is worth it. */
export function isUnderWay({ state }: Pick<Sync, 'state'>): boolean {
  return state === 'reading' || state === 'working';
}

/** How far each reading is, in a line: records read, how many of them were passed on to flows, and what is in the way. */
export function readingLine({ state, read, fresh, total, failure }: Sync['readings'][number], dryRun: boolean): string {
  if (failure) return `${state === 'running' ? 'Waiting' : 'Could not be read'}: ${failure.message}`;
  const count = `${formatCount(read)}${total !== undefined && total > read ? ` of ${formatCount(total)}` : ''} read`;
  return dryRun ? count : `${count}, ${formatCount(fresh)} passed on`;
}

/** What came of a sync so far, in a sentence or two. */
export function workLine({ flows, work, dryRun, readings }: Sync): string {
  if (dryRun) {
    const sample = readings.flatMap((reading) => reading.sample).slice(0, 5);
    return sample.length === 0 ? 'There is nothing to read.' : `Nothing was changed. The first: ${sample.join(', ')}.`;
  }
  if (flows.length === 0) return 'No flow starts with these records.';
  const { completed, held, failed, pending, open } = work;
  const parts = [`${plural(completed, 'run')} done`];
  if (pending + open > 0) parts.push(`${formatCount(pending + open)} to do`);
  if (held > 0) parts.push(`${formatCount(held)} held`);
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  return `${parts.join(', ')}.`;
}
