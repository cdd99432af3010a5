import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiRecord, MiTransactionCall } from '../../wire/request.ts';
import { rowsOf, selectRows, type TableQuery } from '../finance/table-query.ts';
import { type Ask, bulkLimit, callM3, failureOf, type HistoryView, resultsOf } from '../history.ts';
import { readDecimal, sameNumber, sameText } from '../values.ts';
import type { Voucher, VoucherLine } from './voucher.ts';

const MOST_FILLS = 8;

/**
 * Brings the lines into the batch and reads them back: line numbers are ours, so M3 refuses a line that is there, and
 * after a lost answer only what is missing goes again. Gives what to do next, why the batch cannot be used, or the
 * read-back of this round that shows exactly the lines that were meant.
 */
export function fillBatch(
  view: HistoryView,
  voucher: Voucher,
  own: boolean,
  settings: M3Settings,
): { readonly next: Ask } | { readonly failure: Failure } | { readonly filled: CallRecord } {
  const query = readBackQuery(voucher, settings);
  const steps = view.calls.filter(({ name }) => name === 'fill' || name === 'read-back');
  const there = new Set<string>();
  for (const step of steps) {
    if (step.name === 'read-back') there.clear();
    for (const number of step.name === 'fill' ? sentLines(step) : rowsOf(step, query).map(({ LINE = '' }) => LINE))
      there.add(String(Number(number)));
  }
  const last = steps.at(-1);
  const isReadBack = last?.name === 'read-back' && last.round === view.round && last.outcome === 'applied';
  if (isReadBack) {
    const wrong = compareLines(rowsOf(last, query), voucher, settings);
    if (wrong) return { failure: wrong };
  }
  const missing = voucher.lines.filter(({ number }) => !there.has(String(number)));
  const needsLook = last ? last.outcome === 'ambiguous' : !own;
  if (needsLook) return { next: callM3('read-back', 'read', selectRows(query)) };
  if (missing.length === 0) {
    return isReadBack ? { filled: last } : { next: callM3('read-back', 'read', selectRows(query)) };
  }
  const fills = steps.filter(({ name, round }) => name === 'fill' && round === view.round);
  const refused = fills.findLast(({ name }) => name === 'fill');
  const failure =
    refused &&
    resultsOf([refused])
      .map(failureOf)
      .find((each) => each && each.code !== 'm3.record-exists');
  if (failure) return { failure };
  const limit = bulkLimit(settings);
  if (fills.length >= MOST_FILLS + Math.ceil(voucher.lines.length / limit)) {
    const record = `voucher ${voucher.key}`;
    const message = `The lines of batch ${voucher.key} do not stay in M3, however often they are sent.`;
    return { failure: m3Failure('m3.voucher-differs', { record, message }) };
  }
  const transactions = missing.slice(0, limit).map((line) => addLine(line, voucher, settings));
  return { next: callM3('fill', 'write', { program: 'GLS840MI', transactions }) };
}

/** Lines that a fill has brought, or that M3 says are there. */
function sentLines(call: CallRecord): string[] {
  if (call.outcome === 'ambiguous') return [];
  return resultsOf([call]).flatMap(({ error, notProcessed, record }) =>
    notProcessed || (error && error.meaning !== 'm3.record-exists') ? [] : [record['LINE'] ?? ''],
  );
}

function addLine(line: VoucherLine, { key }: Voucher, { company }: M3Settings): MiTransactionCall {
  const place = { KEY1: key, LINE: String(line.number) };
  return line.packed === undefined
    ? { transaction: 'AddBatchLineFld', record: { ...place, ...line.fields } }
    : { transaction: 'AddBatchLine', record: { CONO: company, ...place, PARM: line.packed } };
}

function readBackQuery({ key }: Voucher, { company, division, voucherLines }: M3Settings): TableQuery {
  return {
    table: 'FGLINL',
    columns: voucherLines === 'packed' ? ['LINE', 'PARM'] : ['LINE', 'AIT1', 'DBCR', 'CUAM', 'CUCD', 'VTXT'],
    where: { CONO: Number(company), DIVI: division, KEY1: key },
  };
}

/** Why the lines in M3 are not those of the voucher; lines that are missing are none of it. */
function compareLines(rows: readonly MiRecord[], voucher: Voucher, settings: M3Settings): Failure | undefined {
  const wanted = new Map(voucher.lines.map((line) => [String(line.number), line]));
  const wrong = rows.flatMap((row) => {
    const line = wanted.get(String(Number(row['LINE'])));
    if (!line) return [`line ${row['LINE']} is not ours`];
    return isSame(row, line, settings) ? [] : [`line ${row['LINE']} is another one`];
  });
  if (wrong.length === 0) return undefined;
  const message = `Batch ${voucher.key} in M3 is not the voucher that was meant: ${wrong.join('; ')}.`;
  return m3Failure('m3.voucher-differs', { record: `voucher ${voucher.key}`, message });
}

function isSame(row: MiRecord, { packed, fields, amount }: VoucherLine, { voucherLines }: M3Settings): boolean {
  if (voucherLines === 'packed') return (row['PARM'] ?? '').trimEnd() === packed?.trimEnd();
  const expected = readDecimal(amount);
  return (
    expected !== undefined &&
    sameNumber(row['CUAM'], expected) &&
    ['AIT1', 'DBCR', 'CUCD', 'VTXT'].every((name) => sameText(row[name], fields[name] ?? ''))
  );
}
