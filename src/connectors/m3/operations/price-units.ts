import type { Failure } from '../../../core/failure.ts';
import type { M3ErrorCode } from '../errors.ts';
import type { M3Settings } from '../setup/settings.ts';
import {
  type Ask,
  bulkLimit,
  callsThisRound,
  failLost,
  failureOf,
  type HistoryView,
  isUnknownItem,
  readAll,
} from './history.ts';
import type { PriceReading } from './price-list.ts';

const OTHER_UNIT: M3ErrorCode = 'm3.price-unit-differs';

export type Units =
  | { readonly next: Ask }
  | { readonly failure: Failure }
  /** Basic unit by item number; an item that M3 does not know has none. */
  | { readonly basicUnits: ReadonlyMap<string, string> };

/** Reads the basic units of the items whose price names a unit: neither price lists nor MMS200MI/GetItmPrice tell them. */
export function readBasicUnits(view: HistoryView, readings: readonly PriceReading[], settings: M3Settings): Units {
  const priced = readings.filter(({ outcome, unit }) => outcome === 'read' && unit);
  const calls = callsThisRound(view, 'units');
  const lost = failLost(calls);
  if (lost) return { failure: lost.failure };
  const transactions = priced.map(({ itemNumber }) => ({
    transaction: 'GetItmBasic',
    record: { ITNO: itemNumber },
    columns: ['ITNO', 'UNMS'],
  }));
  const read = readAll('units', 'MMS200MI', transactions, calls, bulkLimit(settings), 1);
  if ('next' in read) return read;
  const basicUnits = new Map<string, string>();
  for (const asked of read.results) {
    const failure = failureOf(asked);
    if (failure && !isUnknownItem(failure)) return { failure };
    basicUnits.set(asked.record['ITNO'] ?? '', (asked.records[0]?.['UNMS'] ?? '').trim());
  }
  return { basicUnits };
}

/**
 * A price for another unit than the item's basic unit is skipped, because the store sells items in their basic unit and
 * the factor between the two units is not read here.
 */
export function withoutOtherUnit(reading: PriceReading, basicUnits: ReadonlyMap<string, string>): PriceReading {
  const { itemNumber, unit = '', source = 'the price' } = reading;
  const basicUnit = basicUnits.get(itemNumber) ?? '';
  if (reading.outcome === 'skipped' || basicUnit === '' || unit.trim() === '' || unit.trim() === basicUnit)
    return reading;
  const reason = `Item ${itemNumber}: ${source} gives a price per ${unit}, and the basic unit of the item is ${basicUnit}; it is not converted`;
  return { itemNumber, outcome: 'skipped', reason, code: OTHER_UNIT };
}
