import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReading } from '../../kit/connector.ts';
import { type M3Settings, readM3Settings, webOrderField } from '../setup/settings.ts';
import { selectCall, splitRow } from '../wire/export-rows.ts';
import type { MiRecord, MiTransactionCall } from '../wire/request.ts';
import { afterOf, askMany, askOne } from './ask.ts';

/** A live order that came from the store, as the order table shows it. */
export interface OrderHead {
  readonly orderNumber: string;
  /** The web order number with what stands before it. */
  readonly webOrderNumber: string;
  readonly customerNumber: string;
  readonly currency: string;
  /** Lowest line status: 90 and above means that all lines are closed without delivery. */
  readonly lowest: string;
  /** `YYYY-MM-DD`, the day it was entered. */
  readonly day: string;
  readonly changedAt?: string;
}

export interface HeadPage {
  readonly heads: readonly OrderHead[];
  readonly cursor?: { readonly after: string };
}

const COLUMNS = ['OAORNO', 'OARGDT', 'OACUNO', 'OACUCD', 'OAORSL', 'OALMTS'];
const PAGE = 200;

/**
 * Reads a page of the orders of our order type that carry a web order number, in the order of their numbers; or those
 * with these web order numbers. The table is read by EXPORTMI, which the service user needs the right for.
 */
export async function readHeads(reading: RecordReading, webOrders?: readonly string[]): Promise<HeadPage> {
  const settings = readM3Settings(reading.settings);
  if (webOrders) {
    const queries = webOrders
      .filter((key) => !key.includes("'"))
      .map((key) => select(settings, [`${fieldOf(settings)} = '${key}'`]));
    const results = await askMany(reading, 'EXPORTMI', queries);
    return { heads: results.flatMap(({ records }) => records.flatMap(headOf)) };
  }
  const after = afterOf(reading);
  const day = reading.since?.slice(0, 10).replaceAll('-', '');
  const conditions = [
    ...(settings.orderType ? [`OAORTP = '${settings.orderType}'`] : []),
    ...(day === undefined ? [] : [`OARGDT >= ${day}`]),
    ...(after === '' ? [] : [`OAORNO > '${after}'`]),
  ];
  const rows = await askOne(reading, 'EXPORTMI', select(settings, conditions), PAGE);
  const all = rows.flatMap(headOf);
  const last = all.at(-1)?.orderNumber;
  const heads = all.filter(({ webOrderNumber }) => webOrderNumber !== '' && isOurs(webOrderNumber, reading));
  return { heads, ...(rows.length >= PAGE && last !== undefined ? { cursor: { after: last } } : {}) };
}

/** Several stores on one M3 are told apart by what stands before their order numbers. */
function isOurs(webOrderNumber: string, { options }: RecordReading): boolean {
  const prefix = typeof options['orderPrefix'] === 'string' ? options['orderPrefix'] : '';
  return matchKey(webOrderNumber).startsWith(matchKey(prefix));
}

const fieldOf = (settings: M3Settings): string => `OA${webOrderField(settings)}`;

function select(settings: M3Settings, conditions: readonly string[]): MiTransactionCall {
  const where = [`OACONO = ${Number(settings.company)}`, ...conditions].join(' and ');
  return selectCall(`${[...COLUMNS, fieldOf(settings)].join(',')} from OOHEAD where ${where}`);
}

function headOf(row: MiRecord): OrderHead[] {
  const values = splitRow(row, COLUMNS.length + 1);
  const [orderNumber = '', day = '', customerNumber = '', currency = '', lowest = '', changed = ''] = values;
  const webOrderNumber = values[COLUMNS.length];
  if (orderNumber === '' || webOrderNumber === undefined) return [];
  const stamp = Number(changed);
  return [
    {
      orderNumber,
      webOrderNumber,
      customerNumber,
      currency,
      lowest,
      day: /^\d{8}$/.test(day) ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}` : '',
      ...(stamp > 0 ? { changedAt: new Date(stamp).toISOString() } : {}),
    },
  ];
}
