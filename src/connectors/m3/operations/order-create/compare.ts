import type { Decimal } from 'decimal.js';
import type { MiRecord } from '../../wire/request.ts';
import { readDecimal, sameNumber } from '../values.ts';
import type { CheckedOrder } from './check-items.ts';
import type { IntentLine } from './intent.ts';

/** How the lines in M3 are told apart: by the customer's line number, or by M3's own where there is no other. */
export type LineKey = 'CUPO' | 'PONR';

/** The key of a line of ours under which M3 holds it. */
export function lineKeyOf({ lineNumber, index }: IntentLine, key: LineKey): string {
  return key === 'CUPO' ? withoutZeros(lineNumber) : String(index + 1);
}

/** Says what is wrong with a draft: nothing when each line of the order stands in it exactly once, and nothing else. */
export function findDraftFault(lines: readonly MiRecord[], { intent, basicUnits }: CheckedOrder): string | undefined {
  if (lines.length !== intent.lines.length) return `${lines.length} lines instead of ${intent.lines.length}`;
  const staged = byKey(lines, 'CUPO');
  for (const line of intent.lines) {
    const found = staged.get(lineKeyOf(line, 'CUPO')) ?? [];
    const [only] = found;
    if (!only || found.length > 1) return `line ${line.lineNumber} stands there ${found.length} times`;
    const fault = lineFault(only, line, basicUnits);
    if (fault) return `line ${line.lineNumber} ${fault}`;
  }
  return undefined;
}

function lineFault(record: MiRecord, line: IntentLine, basicUnits: ReadonlyMap<string, string>): string | undefined {
  const { itemNumber, price } = line;
  if (!sameItem(record, itemNumber)) return `has item ${record['ITNO']} instead of ${itemNumber}`;
  if (isInBasicUnit(line, basicUnits) && !sameNumber(record['ORQT'], line.quantity)) {
    return `has quantity ${record['ORQT']} instead of ${line.quantity.toFixed()}`;
  }
  if (price && record['SAPR'] !== undefined && !sameNumber(record['SAPR'], price)) {
    return `has price ${record['SAPR']} instead of ${price.toFixed()}`;
  }
  return undefined;
}

export interface OrderDifference {
  /** Lines of ours that are missing, doubled, or have another quantity: the order is wrong. */
  readonly wrong: readonly string[];
  /** What M3 made of it by its own rules: lines it added, items it replaced. */
  readonly notable: readonly string[];
}

/** Compares a live order with what was ordered. M3 may split a line; its parts are added up. */
export function compareLines(
  lines: readonly MiRecord[],
  { intent, basicUnits }: CheckedOrder,
  key: LineKey,
): OrderDifference {
  const wrong: string[] = [];
  const notable: string[] = [];
  const live = byKey(lines, key);
  for (const line of intent.lines) {
    const parts = live.get(lineKeyOf(line, key)) ?? [];
    live.delete(lineKeyOf(line, key));
    if (parts.length === 0) {
      wrong.push(`line ${line.lineNumber} is missing`);
      continue;
    }
    const [first] = parts;
    const asked = line.unit !== '' && !isInBasicUnit(line, basicUnits) ? 'ORQA' : 'ORQT';
    const total = sumOf(parts, asked);
    if (total && !total.equals(line.quantity)) {
      wrong.push(`line ${line.lineNumber} has quantity ${total.toFixed()} instead of ${line.quantity.toFixed()}`);
    }
    if (first && !sameItem(first, line.itemNumber)) {
      notable.push(`M3 delivers item ${first['ITNO']} instead of ${line.itemNumber} on line ${line.lineNumber}.`);
    }
  }
  for (const [number, extra] of live) {
    const list = key === 'CUPO' && Number(number) > 0 ? wrong : notable;
    list.push(`M3 has ${extra.length} more lines (item ${extra[0]?.['ITNO'] ?? '?'}) than were ordered`);
  }
  return { wrong, notable };
}

function byKey(lines: readonly MiRecord[], key: LineKey): Map<string, MiRecord[]> {
  const groups = new Map<string, MiRecord[]>();
  for (const line of lines) {
    const number = withoutZeros((line[key] ?? '').trim());
    groups.set(number, [...(groups.get(number) ?? []), line]);
  }
  return groups;
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=\d)/, '');
}

function isInBasicUnit({ unit, itemNumber }: IntentLine, basicUnits: ReadonlyMap<string, string>): boolean {
  return unit === '' || basicUnits.get(itemNumber) === unit;
}

function sameItem(record: MiRecord, itemNumber: string): boolean {
  return (record['ITNO'] ?? '').trim().toUpperCase() === itemNumber.toUpperCase();
}

function sumOf(parts: readonly MiRecord[], field: string): Decimal | undefined {
  return parts
    .map((part) => readDecimal((part[field] ?? '').trim().replace(',', '.')))
    .reduce((sum, value) => (sum && value ? sum.add(value) : undefined));
}
