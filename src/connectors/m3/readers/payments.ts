import { Decimal, parseDecimal } from '../../../core/decimal.ts';
import type { SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import { readM3Settings } from '../setup/settings.ts';
import { selectCall, splitRow } from '../wire/export-rows.ts';
import type { MiRecord } from '../wire/request.ts';
import { askOne } from './ask.ts';

const COLUMNS = ['EGVONO', 'EGACDT', 'EGDBCR', 'EGCUAM', 'EGCUCD', 'EGVTXT'];
/** Our postings begin their text with a letter for what was posted and the mark of the happening. */
const OUR_TEXT = /^[PSA]([0-9A-HJKMNP-TV-Z]{14})(?:\s|$)/;
const DAY_MS = 86_400_000;

/** Postings of payments in the general ledger that are ours, day by day. */
export const paymentReader: RecordReader = {
  title: 'Postings of payments',
  picks: 0,
  page: async (reading) => {
    const { company, division } = readM3Settings(reading.settings);
    const first = reading.since?.slice(0, 10) ?? new Date(reading.now - 7 * DAY_MS).toISOString().slice(0, 10);
    const day = typeof reading.cursor?.['day'] === 'string' ? reading.cursor['day'] : first;
    const where = `EGCONO = ${Number(company)} and EGDIVI = '${division}' and EGACDT = ${day.replaceAll('-', '')}`;
    const rows = await askOne(reading, 'EXPORTMI', selectCall(`${COLUMNS.join(',')} from FGLEDG where ${where}`));
    const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
    // A day ahead, because M3's day may have begun before ours.
    const isLast = Date.parse(`${next}T00:00:00Z`) > reading.now + DAY_MS;
    return {
      records: postingsOf(rows, day),
      ...(isLast ? {} : { cursor: { day: next } }),
    };
  },
};

/** One record for each voucher: the sum of what it debits. A mark with two vouchers is posted twice. */
function postingsOf(rows: readonly MiRecord[], day: string): SideRecord[] {
  const sums = new Map<string, { mark: string; voucher: string; currency: string; amount: Decimal }>();
  for (const row of rows) {
    const [voucher = '', , side = '', text = '', currency = '', voucherText = ''] = splitRow(row, COLUMNS.length);
    const mark = OUR_TEXT.exec(voucherText)?.[1];
    const amount = parseDecimal(text.replace(',', '.'));
    if (mark === undefined || !amount) continue;
    const place = `${mark}/${voucher}`;
    const sum = sums.get(place) ?? { mark, voucher, currency, amount: new Decimal(0) };
    const isDebit = side === '' ? amount.isPositive() : /^[D1]/i.test(side);
    if (isDebit) sum.amount = sum.amount.plus(amount.abs());
    sums.set(place, sum);
  }
  return [...sums.values()].map(({ mark, voucher, currency, amount }) => ({
    key: matchKey(mark),
    id: voucher,
    day,
    amount: amount.toFixed(),
    currency,
    fields: { amount: amount.toFixed(), currency },
  }));
}
