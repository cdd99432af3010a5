import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiTransactionCall } from '../../wire/request.ts';
import {
  type Ask,
  type Asked,
  bulkLimit,
  callsThisRound,
  failureOf,
  type HistoryView,
  isUnknownItem,
  readAll,
} from '../history.ts';
import type { IntentLine, OrderIntent } from './intent.ts';

/** Longest item number M3 has; longer ones cannot exist there. */
export const LONGEST_ITEM_NUMBER = 15;

/** The order after its items were looked at, with the basic unit of each item where it is known. */
export interface CheckedOrder {
  readonly intent: OrderIntent;
  readonly basicUnits: ReadonlyMap<string, string>;
}

const UNCHECKED: CheckedOrder['basicUnits'] = new Map();

export type ItemsStep = { readonly next: Ask } | { readonly failure: Failure } | { readonly checked: CheckedOrder };

/**
 * Looks at every item of the order with one bulk read before anything is written: it must exist and its status must
 * allow it to be sold. An unknown item is replaced by the connection's default item, if there is one.
 */
export function checkItems(view: HistoryView, intent: OrderIntent, settings: M3Settings): ItemsStep {
  if (settings.itemCheck === 'none') return { checked: { intent, basicUnits: UNCHECKED } };
  const calls = callsThisRound(view, 'check-items');
  const last = calls.at(-1);
  const known = last && judged.get(last);
  if (known?.intent === intent && known.settings === settings) return known.step;
  const read = readAll('check-items', 'MMS200MI', questions(intent, settings), calls, bulkLimit(settings), 1);
  if ('next' in read) return read;
  const step = judgeItems(read.results, intent, settings);
  if (last) judged.set(last, { intent, settings, step });
  return step;
}

/** By the last answer about the items: the operation asks before each of its calls, and the verdict stays the same. */
const judged = new WeakMap<CallRecord, { intent: OrderIntent; settings: M3Settings; step: ItemsStep }>();

function judgeItems(results: readonly Asked[], intent: OrderIntent, settings: M3Settings): ItemsStep {
  const answers = new Map(results.map((asked) => [keyOf(asked.transaction, asked.record), asked]));
  const lines: IntentLine[] = [];
  const basicUnits = new Map<string, string>();
  const unknown: { line: IntentLine; failure: Failure }[] = [];
  const warnings: string[] = [];
  for (const line of intent.lines) {
    const item = answers.get(keyOf('GetItmBasic', { ITNO: line.itemNumber }));
    const verdict = judgeItem(line, item);
    if (verdict?.code === 'm3.item-not-found' && settings.defaultItem) {
      warnings.push(
        `M3 does not know item ${line.itemNumber}; line ${line.lineNumber} carries ${settings.defaultItem}.`,
      );
      lines.push(replaceItem(line, settings.defaultItem));
      continue;
    }
    const elsewhere = verdict ? undefined : answers.get(keyOf('GetItmWhsBasic', warehouseRecord(line, intent)));
    const failure = verdict ?? (elsewhere ? judgeWarehouse(line, elsewhere) : undefined);
    if (failure) unknown.push({ line, failure });
    basicUnits.set(line.itemNumber, item?.records[0]?.['UNMS'] ?? '');
    lines.push(line);
  }
  const first = unknown[0];
  if (first) return { failure: withField(first.line, first.failure, unknown.length - 1) };
  const checked = warnings.length > 0 ? { ...intent, lines, warnings: [...intent.warnings, ...warnings] } : intent;
  return { checked: { intent: checked, basicUnits } };
}

function questions(intent: OrderIntent, { itemCheck }: M3Settings): MiTransactionCall[] {
  const asked = new Map<string, MiTransactionCall>();
  const ask = (transaction: string, record: Readonly<Record<string, string>>, columns: readonly string[]): void => {
    const key = keyOf(transaction, record);
    if (!asked.has(key)) asked.set(key, { transaction, record, columns });
  };
  for (const line of intent.lines) {
    if (line.itemNumber.length > LONGEST_ITEM_NUMBER) continue;
    ask('GetItmBasic', { ITNO: line.itemNumber }, ['ITNO', 'STAT', 'UNMS']);
    if (itemCheck === 'warehouse') ask('GetItmWhsBasic', warehouseRecord(line, intent), ['ITNO', 'WHLO', 'STAT']);
  }
  return [...asked.values()];
}

function warehouseRecord(line: IntentLine, { head }: OrderIntent): { WHLO: string; ITNO: string } {
  return { WHLO: line.warehouse || (head['WHLO'] ?? ''), ITNO: line.itemNumber };
}

function keyOf(transaction: string, { ITNO = '', WHLO = '' }: Readonly<Record<string, string>>): string {
  return `${transaction} ${ITNO.toUpperCase()} ${transaction === 'GetItmWhsBasic' ? WHLO : ''}`;
}

/** Item statuses that can be sold: 20 released, up to 50 being phased out. */
function isSellable(status: string | undefined): boolean {
  return !status || (Number(status) >= 20 && Number(status) <= 50);
}

function judgeItem(line: IntentLine, asked: Asked | undefined): Failure | undefined {
  const record = `item ${line.itemNumber}`;
  const found = asked?.records[0];
  if (!found) {
    const said = asked ? failureOf(asked) : undefined;
    if (said && !isUnknownItem(said)) return said;
    return m3Failure('m3.item-not-found', {
      record,
      message: `M3 does not know item ${line.itemNumber} (line ${line.lineNumber}).`,
      ...(said?.evidence ? { evidence: said.evidence } : {}),
    });
  }
  if (isSellable(found['STAT'])) return undefined;
  const message = `Item ${line.itemNumber} (line ${line.lineNumber}) has status ${found['STAT']} in M3 and cannot be sold.`;
  return m3Failure('m3.item-not-sellable', { record, message });
}

function judgeWarehouse(line: IntentLine, asked: Asked): Failure | undefined {
  if (asked.records[0]) return undefined;
  const warehouse = asked.record['WHLO'] ?? '';
  return m3Failure('m3.item-not-sellable', {
    record: `item ${line.itemNumber}`,
    message: `Item ${line.itemNumber} (line ${line.lineNumber}) is not set up in warehouse ${warehouse}.`,
    remedy: 'Set the item up in the warehouse (MMS002) or choose another warehouse, then retry.',
  });
}

function replaceItem(line: IntentLine, itemNumber: string): IntentLine {
  const original = ['Ordered item:', line.itemNumber, line.description].filter(Boolean).join(' ');
  return { ...line, itemNumber, unit: '', note: [original, line.note].filter(Boolean).join('. ') };
}

function withField({ index }: IntentLine, failure: Failure, others: number): Failure {
  const message = others > 0 ? `${failure.message} ${others} more lines have the like.` : failure.message;
  return { ...failure, message, field: `lines[${index}].itemNumber` };
}
