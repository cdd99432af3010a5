import { Decimal } from 'decimal.js';
import type { CallRecord } from '../../../../core/operation.ts';
import { readRequest } from '../../wire/request.ts';
import { resultsOf } from '../history.ts';
import { readDecimal } from '../values.ts';
import type { IntentCharge } from './intent.ts';

/** What is known of an order that is being entered directly, folded from the calls made for it. */
export interface DirectOrder {
  readonly orderNumber: string;
  /** M3's line numbers that are known to stand in the order. */
  readonly lines: ReadonlySet<string>;
  /** How many of the charges, in their order, are known to stand in it; -1 when M3's total fits no number of them. */
  readonly charges: number;
  /** How many of the text calls were made, whatever became of them. */
  readonly texts: number;
  /** The last write whose outcome nobody knows yet. */
  readonly doubt: CallRecord | undefined;
  readonly removed: boolean;
}

/** Calls that change the content of an order. */
const WRITES = ['fill', 'charges', 'texts', 'remove'];

/**
 * Folds the calls made for one order. A `check` that was sent a quiet time after a write in doubt settles it: what it
 * shows is what stands there.
 */
export function foldDirectOrder(
  calls: readonly CallRecord[],
  orderNumber: string,
  charges: readonly IntentCharge[],
  quietTimeMs: number,
): DirectOrder {
  let lines = new Set<string>();
  let chargesThere = 0;
  let texts = 0;
  let doubt: CallRecord | undefined;
  let removed = false;
  for (const call of calls) {
    if (orderOf(call) !== orderNumber) continue;
    if (call.name === 'check' && call.outcome !== 'ambiguous' && doubt && call.sentAt >= doubt.sentAt + quietTimeMs) {
      const shown = resultsOf([call]);
      const head = shown.find(({ transaction }) => transaction === 'GetHead');
      const list = shown.find(({ transaction }) => transaction === 'LstLine');
      if (head?.error) removed = true;
      if (head?.records[0]) chargesThere = countCharges(head.records[0]['EXAM'], charges);
      if (list) {
        lines = new Set(list.records.map(({ PONR = '' }) => PONR.trim()));
        doubt = undefined;
      }
    }
    if (!WRITES.includes(call.name)) continue;
    if (call.name === 'texts') texts += readRequest(call.request).transactions.length;
    else if (call.outcome === 'ambiguous') doubt = call;
    for (const { transaction, record, error, notProcessed } of resultsOf([call])) {
      // "Exists already" about a number of ours means that an earlier try got through after all.
      if (error?.meaning === 'm3.record-exists') doubt = call;
      if (error || notProcessed) continue;
      if (transaction === 'AddOrderLine') lines.add(record['PONR'] ?? '');
      if (transaction === 'AddConnCOCharge') chargesThere += 1;
      if (transaction === 'DelHead') removed = true;
    }
  }
  return { orderNumber, lines, charges: chargesThere, texts, doubt, removed };
}

function orderOf({ request }: CallRecord): string | undefined {
  const record = readRequest(request).transactions[0]?.record;
  return record?.['ORNO'] ?? record?.['KFLD'];
}

/** How many of the first charges make the total that M3 shows; -1 when none or several numbers do. */
function countCharges(shown: string | undefined, charges: readonly IntentCharge[]): number {
  const total = readDecimal((shown ?? '').trim().replace(',', '.')) ?? new Decimal(0);
  const fitting: number[] = [];
  let sum = new Decimal(0);
  for (let count = 0; count <= charges.length; count += 1) {
    if (sum.equals(total)) fitting.push(count);
    sum = sum.add(charges[count]?.amount ?? 0);
  }
  return fitting.length === 1 ? (fitting[0] ?? -1) : -1;
}
