import { Decimal } from '../../../../core/decimal.ts';
import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiRecord } from '../../wire/request.ts';
import { rowsOf, type TableQuery } from '../finance/table-query.ts';
import type { Voucher } from './voucher.ts';

const COLUMNS = ['VONO', 'VSER', 'YEA4', 'AIT1', 'DBCR', 'CUAM', 'CUCD'];

/** The query that shows a voucher in the general ledger by its text, which begins with its key. */
export function ledgerQuery(text: string, { company, division }: M3Settings): TableQuery {
  return { table: 'FGLEDG', columns: COLUMNS, where: { CONO: Number(company), DIVI: division, VTXT: text } };
}

/** A voucher as the ledger shows it. */
export interface Posted {
  readonly voucherNumber: string;
  readonly voucherSeries: string;
  readonly year: string;
  readonly warnings: readonly string[];
}

/** Compares the ledger with what was meant: one voucher, every line in it. More lines than ours are told, not refused. */
export function readPosted(look: CallRecord, voucher: Voucher): Posted | Failure {
  const rows = rowsOf(look, { columns: COLUMNS });
  const numbers = [...new Set(rows.map(({ VSER = '', VONO = '', YEA4 = '' }) => `${YEA4} ${VSER} ${VONO}`.trim()))];
  const record = `voucher ${voucher.key}`;
  if (numbers.length > 1) {
    const message = `The ledger has ${numbers.length} vouchers with the text “${voucher.text}”: ${numbers.join(', ')}.`;
    return m3Failure('m3.voucher-doubled', { record, message });
  }
  const left = rows.map(lineOf);
  const missing = voucher.lines.filter(({ account, side, amount }) => {
    const found = left.indexOf(`${account} ${side} ${new Decimal(amount).toFixed()} ${voucher.currency}`);
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  if (missing.length > 0) {
    const lines = missing.map(({ account, side, amount }) => `${side} ${amount} on ${account}`).join(', ');
    const message = `The voucher in the ledger lacks ${lines} ${voucher.currency}.`;
    return m3Failure('m3.voucher-differs', { record, message });
  }
  const { VONO = '', VSER = '', YEA4 = '' } = rows[0] ?? {};
  const warnings = left.length > 0 ? [`M3 added ${left.length} lines of its own to the voucher.`] : [];
  return { voucherNumber: VONO, voucherSeries: VSER, year: YEA4, warnings };
}

/** The ledger may write credit amounts below zero. */
function lineOf({ AIT1 = '', DBCR = '', CUAM = '0', CUCD = '' }: MiRecord): string {
  const amount = new Decimal(CUAM.replace(',', '.') || '0').abs().toFixed();
  return `${AIT1} ${DBCR === 'D' ? 'debit' : 'credit'} ${amount} ${CUCD}`;
}
