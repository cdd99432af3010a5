import type { CallRecord, NewLink, OperationAction } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiRecord, MiTransactionCall } from '../../wire/request.ts';
import { isMark } from '../draft-mark.ts';
import { type Ask, bulkLimit, callM3, callsThisRound, failWith, type HistoryView, readAll } from '../history.ts';
import { isStopped } from '../order-stop.ts';
import type { CheckedOrder } from './check-items.ts';
import { compareLines, lineKeyOf, type LineKey } from './compare.ts';
import type { OrderOutput } from './input.ts';
import type { OrderIntent } from './intent.ts';
import { travelsWithReads, unmarkCall, unmarkOutcome } from './unmark.ts';

const HEAD_COLUMNS = ['ORNO', 'CUNO', 'ORSL', 'ORST', 'OBLC', 'NTAM', 'EXAM', 'CUOR', 'YREF', 'OREF'];
const LINE_COLUMNS = ['PONR', 'POSX', 'CUPO', 'ITNO', 'ORQT', 'ORQA', 'ORST'];

/** A fresh order may not be seen at once by a read; it is looked for this often, this far apart. */
const LOOKS = 5;
const PAUSE_MS = 2_000;
/** Tries to clear the mark where it could not travel with the reads, or their answer was lost. */
const MOST_UNMARKS = 2;

export interface LiveOrder {
  readonly head: MiRecord;
  readonly lines: readonly MiRecord[];
}

/** The reads that show a live order. */
export function orderReads(ORNO: string): MiTransactionCall[] {
  return [
    { transaction: 'GetHead', record: { ORNO }, columns: HEAD_COLUMNS, needs: ['ORNO'] },
    { transaction: 'LstLine', record: { ORNO }, columns: LINE_COLUMNS },
  ];
}

/**
 * Reads a live order in this round, after the call `after`. Gives what to do next until it is read, then the order, or
 * nothing when M3 has no such order.
 */
export function readOrder(
  view: HistoryView,
  orderNumber: string,
  settings: M3Settings,
  after?: CallRecord,
  unmark?: MiTransactionCall,
): { readonly next: Ask } | { readonly order: LiveOrder | undefined } {
  const reads = orderReads(orderNumber);
  const limit = bulkLimit(settings);
  const perLook = Math.ceil(reads.length / limit);
  const calls = callsThisRound(view, 'check', after);
  const looks = Math.max(1, Math.ceil(calls.length / perLook));
  const lastLook = calls.slice((looks - 1) * perLook);
  const ask = unmark && unmarkOutcome(calls) === 'open' ? askAndUnmark(unmark, reads) : undefined;
  if (ask && calls.length === 0) return { next: ask };
  const read = readAll('check', 'OIS100MI', reads, lastLook, limit);
  if ('next' in read) return read;
  const [head, lines] = ['GetHead', 'LstLine'].map((name) =>
    read.results.find(({ transaction }) => transaction === name),
  );
  const found = head?.records[0];
  if (found) return { order: { head: found, lines: lines?.records ?? [] } };
  const lookedAt = lastLook.at(-1)?.answeredAt ?? view.now;
  if (looks >= LOOKS) return { order: undefined };
  const until = lookedAt + PAUSE_MS;
  if (view.now < until) return { next: { do: 'wait', until, why: `M3 does not show order ${orderNumber} yet` } };
  const again = { program: 'OIS100MI', transactions: reads.slice(0, limit), maxRecords: 0 };
  return { next: ask ?? callM3('check', 'read', again) };
}

/** Clears the draft's mark and reads the order in one call. It may be made again: what it writes is absolute. */
function askAndUnmark(unmark: MiTransactionCall, reads: readonly MiTransactionCall[]): Ask {
  return callM3('check', 'write', { program: 'OIS100MI', transactions: [unmark, ...reads], maxRecords: 0 });
}

export interface Finish {
  readonly orderNumber: string;
  readonly temporaryNumber?: string;
  readonly key: LineKey;
  readonly checked: CheckedOrder;
  /** The last call that may have changed the order. */
  readonly after: CallRecord | undefined;
  readonly warnings?: readonly string[];
}

/** The last part of both ways of entry: the live order is read, compared with what was ordered, and linked. */
export function finishOrder(view: HistoryView, settings: M3Settings, finish: Finish): OperationAction<OrderOutput> {
  const { orderNumber, temporaryNumber, checked, key } = finish;
  const { intent } = checked;
  const unmark = finish.after && finish.key === 'CUPO' ? unmarkCall(intent, orderNumber, settings) : undefined;
  const together = unmark && travelsWithReads(settings);
  const read = readOrder(view, orderNumber, settings, finish.after, together ? unmark : undefined);
  if ('next' in read) return read.next;
  if (!read.order) {
    const message = `M3 made customer order ${orderNumber}, but does not show it.`;
    return failWith(m3Failure('m3.order-outcome-unknown', { record: `order ${orderNumber}`, message }));
  }
  const marked = unmark && isMark(read.order.head[intent.markerField ?? 'YREF']);
  const cleared = unmarkOutcome(view.calls);
  const tries = view.calls.filter(({ name, round }) => name === 'unmark' && round === view.round).length;
  if (marked && cleared === 'open' && tries < MOST_UNMARKS) {
    return callM3('unmark', 'write', { program: 'OIS100MI', transactions: [unmark] });
  }
  const difference = compareLines(read.order.lines, checked, key);
  if (difference.wrong.length > 0) {
    const message = `Order ${orderNumber} in M3 is not what was ordered: ${difference.wrong.join('; ')}.`;
    return failWith(m3Failure('m3.order-differs', { record: `order ${orderNumber}`, message }));
  }
  const output = outputOf(read.order, orderNumber, settings, temporaryNumber, intent, key);
  const warnings = [...intent.warnings, ...(finish.warnings ?? []), ...difference.notable];
  if (typeof cleared === 'object') warnings.push(cleared.warning);
  if (output.stopped)
    warnings.push(`M3 stopped order ${orderNumber} (stop code ${read.order.head['OBLC']}); see OIS120.`);
  return {
    do: 'done',
    output,
    links: [orderLink(intent.orderKey, orderNumber)],
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** The identity of an order in both systems. */
export function orderLink(orderKey: string, orderNumber: string): NewLink {
  return { kind: 'order', left: { system: 'clarity', id: orderKey }, right: { system: 'm3', id: orderNumber } };
}

/** What the operation answers about a live order. Without an intent the lines carry M3's own view only. */
export function outputOf(
  { head, lines }: LiveOrder,
  orderNumber: string,
  settings: M3Settings,
  temporaryNumber?: string,
  intent?: OrderIntent,
  key: LineKey = 'CUPO',
): OrderOutput {
  const numbers = new Map(intent?.lines.map((line) => [lineKeyOf(line, key), line.lineNumber]));
  const netTotal = head['NTAM'];
  return {
    orderNumber,
    ...(temporaryNumber ? { temporaryNumber } : {}),
    lowestStatus: head['ORSL'] ?? '',
    highestStatus: head['ORST'] ?? '',
    stopped: isStopped(head['OBLC'], settings),
    ...(netTotal ? { netTotal } : {}),
    lines: lines.map((line) => {
      const number = (line[key] ?? '').trim().replace(/^0+(?=\d)/, '');
      return {
        lineNumber: numbers.get(number) ?? (line['CUPO'] ?? '').trim(),
        m3LineNumber: line['PONR'] ?? '',
        itemNumber: line['ITNO'] ?? '',
        quantity: line['ORQT'] ?? '',
      };
    }),
  };
}
