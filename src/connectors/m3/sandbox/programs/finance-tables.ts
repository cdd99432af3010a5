import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import type { World } from '../state/world.ts';
import type { ExportTable } from './export-tables.ts';

/** Tables of finance that can be exported. Texts and marks are indexed: ledgers grow long. */
export const FINANCE_TABLES: readonly (readonly [string, ExportTable])[] = [
  ['FGLINH', { prefix: 'FH', rows: headRows }],
  ['FGLINL', { prefix: 'FL', rows: lineRows }],
  ['FGLEDG', { prefix: 'EG', rows: ledgerRows }],
  ['FSLEDG', { prefix: 'ES', rows: receivableRows }],
];

type Row = (name: string) => string;
/** Equal values that the query asks for. */
type Wanted = ReadonlyMap<string, string>;

const rowOf =
  (fields: MiRecord): Row =>
  (name) =>
    fields[name] ?? '';

function* headRows({ finance }: World, wanted: Wanted): Iterable<Row> {
  for (const batch of batchesOf(finance, wanted))
    yield rowOf({ KEY1: batch.key, DIVI: batch.division, INTN: batch.interfaceName, STAT: batch.status });
}

function* lineRows({ finance }: World, wanted: Wanted): Iterable<Row> {
  for (const { key, division, lines } of batchesOf(finance, wanted))
    for (const [LINE, { fields, packed }] of lines)
      yield rowOf({ ...fields, KEY1: key, DIVI: division, LINE: String(LINE), PARM: packed });
}

function batchesOf({ ledgerBatches }: World['finance'], wanted: Wanted) {
  const key = wanted.get('KEY1');
  const batch = key === undefined ? undefined : ledgerBatches.get(key);
  return key === undefined ? ledgerBatches.values() : batch ? [batch] : [];
}

function* ledgerRows({ finance }: World, wanted: Wanted): Iterable<Row> {
  const text = wanted.get('VTXT');
  const vouchers = text === undefined ? finance.vouchers : (finance.vouchersByText.get(text) ?? []);
  for (const voucher of vouchers) {
    for (const { account, side, amount, currency, dimensions } of voucher.lines) {
      yield rowOf({
        ...dimensions,
        DIVI: 'AAA',
        YEA4: voucher.year,
        VSER: voucher.series,
        VONO: voucher.number,
        VTXT: voucher.text,
        ACDT: voucher.day,
        AIT1: account,
        DBCR: side,
        CUCD: currency,
        // The ledger writes credits below zero.
        CUAM: side === 'C' ? `-${amount}` : amount,
        LMTS: String(voucher.postedAt),
      });
    }
  }
}

function* receivableRows({ finance, invoices }: World, wanted: Wanted): Iterable<Row> {
  const mark = wanted.get('CKNO') ?? wanted.get('IRNO');
  if (mark === undefined) {
    for (const { invoiceNumber, year, customer, currency, total, createdAt } of invoices.values())
      yield rowOf({
        DIVI: 'AAA',
        CUNO: customer,
        PYNO: customer,
        CINO: invoiceNumber,
        INYR: year,
        TRCD: '10',
        CUCD: currency,
        CUAM: total,
        LMTS: String(createdAt),
        IVDT: dayOf(createdAt),
      });
  }
  for (const receipt of mark === undefined ? finance.receipts : (finance.receiptsByMark.get(mark) ?? []))
    yield rowOf({
      DIVI: 'AAA',
      CUNO: receipt.customer,
      PYNO: receipt.payer,
      CINO: receipt.invoiceNumber,
      INYR: receipt.invoiceYear,
      TRCD: '20',
      CUCD: receipt.currency,
      CUAM: `-${receipt.amount}`,
      CKNO: receipt.checkNumber,
      IRNO: receipt.reference,
      VONO: receipt.voucherNumber,
      LMTS: String(receipt.at),
    });
}
