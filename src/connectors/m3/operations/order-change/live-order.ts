import { Decimal } from 'decimal.js';
import type { MiRecord, MiTransactionCall } from '../../wire/request.ts';
import type { Asked } from '../history.ts';
import { readDecimal } from '../values.ts';

/** A line of a live order, as far as a change has to know it. */
export interface LiveLine {
  /** PONR. */
  readonly number: string;
  /** CUPO; empty when M3, or an earlier change, made the line. */
  readonly webLine: string;
  readonly itemNumber: string;
  /** ORST. */
  readonly status: string;
  /** In the unit the line was ordered in. */
  readonly quantity: Decimal;
  readonly unit: string;
  readonly price: Decimal;
  readonly requestedDate: string;
  /** Everything that LstLine told of it. */
  readonly fields: MiRecord;
}

/** A live order with its lines, before and between the writes of a change. */
export interface LiveOrder {
  readonly head: MiRecord;
  readonly lines: readonly LiveLine[];
  /** Delivery address, when it was asked for. */
  readonly address: MiRecord | undefined;
}

/** What a line that is put in another's place takes over from it. */
export const CARRIED = [
  ...['SAPR', 'SPUN', 'SACD', 'WHLO', 'ADID'],
  ...[1, 2, 3, 4, 5, 6].flatMap((slot) => [`DIA${slot}`, `DIP${slot}`]),
] as const;

const LINE_COLUMNS = ['PONR', 'POSX', 'CUPO', 'ITNO', 'ORST', 'ORQT', 'ORQA', 'ALUN', 'DWDT', ...CARRIED];
const HEAD_COLUMNS = ['ORNO', 'CUOR', 'OREF', 'YREF', 'ORSL', 'ORST', 'OBLC'];

/** The reads that show an order before it is changed; the address only where one is to be compared. */
export function liveReads(ORNO: string, withAddress: boolean): MiTransactionCall[] {
  return [
    { transaction: 'GetHead', record: { ORNO }, columns: HEAD_COLUMNS, needs: ['ORNO'] },
    { transaction: 'LstLine', record: { ORNO }, columns: LINE_COLUMNS },
    ...(withAddress ? [{ transaction: 'GetAddress', record: { ORNO, ADRT: '1' } }] : []),
  ];
}

/** The order that some reads show; nothing when M3 has none. */
export function readLive(results: readonly Asked[]): LiveOrder | undefined {
  const named = (name: string): Asked | undefined => results.find(({ transaction }) => transaction === name);
  const head = named('GetHead')?.records[0];
  if (!head) return undefined;
  const lines = (named('LstLine')?.records ?? []).map((fields): LiveLine => {
    const text = (name: string): string => (fields[name] ?? '').trim();
    return {
      number: String(Number(text('PONR'))),
      webLine: Number(text('CUPO')) === 0 ? '' : String(Number(text('CUPO'))),
      itemNumber: text('ITNO'),
      status: text('ORST'),
      quantity: numberOf(text('ORQA') || text('ORQT')),
      unit: text('ALUN'),
      price: numberOf(text('SAPR')),
      requestedDate: text('DWDT'),
      fields,
    };
  });
  return { head, lines, address: named('GetAddress')?.records[0] };
}

function numberOf(text: string): Decimal {
  return readDecimal(text.replace(',', '.').replace(/\.$/, '')) ?? new Decimal(0);
}

/**
 * Whether a line may still be changed or deleted. The second digit of its status is its most advanced part
 * (docs.infor.com snu1567548879451); `until` is 22 or 33. Quotations and preliminary lines always may.
 */
export function mayChange(status: string, until: string): boolean {
  const code = status.trim().padStart(2, '0');
  return code < '20' || Number(code.charAt(1)) <= Number(until.charAt(1));
}
