import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import { type M3Settings, webOrderField } from '../../setup/settings.ts';
import { type MiTransactionCall, readRequest } from '../../wire/request.ts';
import { type Ask, bulkLimit, callsThisRound, type HistoryView, readAll } from '../history.ts';
import { sameText } from '../values.ts';

/** By what an order is found again in M3. */
export interface OrderLookup {
  readonly customerNumber: string;
  readonly field: 'CUOR' | 'YREF';
  readonly value: string;
}

export type Found =
  | { readonly next: Ask }
  | { readonly failure: Failure }
  /** The live order, if there is one. */
  | { readonly orderNumber: string | undefined };

/** The lookup of an order whose head was written by `call`, whatever the data says by now. */
export function lookupOf(call: CallRecord, settings: M3Settings): OrderLookup {
  const record = readRequest(call.request).transactions[0]?.record ?? {};
  const field = webOrderField(settings);
  return { customerNumber: record['CUNO'] ?? '', field, value: record[field] ?? '' };
}

/**
 * Looks for a live order of the customer that carries the web order number. It reads the database, not the search
 * index, so that a miss counts. Only looks sent at or after `since` (milliseconds since 1970) are believed.
 */
export function findExistingOrder(
  view: HistoryView,
  { customerNumber, field, value }: OrderLookup,
  settings: M3Settings,
  since = 0,
): Found {
  const columns = ['ORNO', 'CUOR', 'YREF'];
  const questions: MiTransactionCall[] = [
    { transaction: 'LstHead', record: { CUNO: customerNumber }, columns },
    { transaction: 'LstBatchHead', record: { CUNO: customerNumber }, columns: [...columns, 'ORNR'] },
  ];
  const calls = callsThisRound(view, 'find').filter(({ sentAt }) => sentAt >= since);
  const read = readAll('find', 'OIS100MI', questions, calls, bulkLimit(settings));
  if ('next' in read) return read;
  const numbers = new Set<string>();
  for (const { transaction, records } of read.results) {
    for (const record of records) {
      if (!sameText(record[field], value)) continue;
      const number = (transaction === 'LstHead' ? record['ORNO'] : record['ORNR'])?.trim();
      if (number) numbers.add(number);
    }
  }
  const [orderNumber, ...more] = numbers;
  if (more.length === 0) return { orderNumber };
  const message = `M3 has ${numbers.size} customer orders for web order ${value}: ${[...numbers].join(', ')}.`;
  return { failure: m3Failure('m3.order-doubled', { record: `web order ${value}`, message }) };
}
