import type { Failure } from '../../../../core/failure.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiRecord } from '../../wire/request.ts';
import { eventKey, missingPart } from '../finance/event-key.ts';
import { fromMinorUnits, sumOf, toMinorUnits } from '../finance/minor-units.ts';
import { currencyDecimals, invalid, readDay } from '../values.ts';
import type { Side, VoucherInput } from './input.ts';
import { layoutOf, packLine } from './packed.ts';

/** One line as it is to stand in M3. */
export interface VoucherLine {
  /** Line number in the batch, from 1. */
  readonly number: number;
  readonly account: string;
  readonly side: Side;
  /** With all decimals of the currency, above zero. */
  readonly amount: string;
  /** M3's fields of the line. */
  readonly fields: MiRecord;
  /** The fixed-position record, for interfaces of that kind. */
  readonly packed?: string;
}

/** A balanced voucher that is fit to be sent; without lines there is nothing to post. */
export interface Voucher {
  readonly key: string;
  readonly text: string;
  readonly currency: string;
  readonly year: string;
  readonly total: string;
  readonly lines: readonly VoucherLine[];
}

/** Texts that may stand in a query: no quotes, separators or signs outside ASCII. */
export function ledgerText(key: string, text: string | undefined): string {
  const plain = (text ?? '').replace(/[^A-Za-z0-9 .,/#:-]+/g, ' ').replace(/ {2,}/g, ' ');
  return `${key} ${plain}`.slice(0, 40).trim();
}

/** What is wrong with the currency of a posting; undefined when the ledger takes it. */
export function currencyFault(currency: string, { ledgerCurrencies }: M3Settings): Failure | undefined {
  if (!/^[A-Z]{3}$/.test(currency)) return invalid('currency', `There is no currency "${currency}".`);
  if (ledgerCurrencies.length === 0 || ledgerCurrencies.includes(currency)) return undefined;
  const message = `The connection does not post ${currency}, only ${ledgerCurrencies.join(', ')}.`;
  return m3Failure('m3.currency-not-in-ledger', { field: 'currency', message });
}

/**
 * Makes a voucher of the input, in whole minor units and with a decimal library, or says which field keeps it from
 * that. Debit and credit are equal to the last digit, or there is no voucher.
 */
export function readVoucher(input: VoucherInput, settings: M3Settings): Voucher | Failure {
  const missing = missingPart(input);
  if (missing) return invalid(missing, `The voucher has no ${missing}.`);
  const fault = currencyFault(input.currency, settings);
  if (fault) return fault;
  const day = readDay(input.date);
  if (!day) return invalid('date', `The accounting date is no day: "${input.date}".`);
  const decimals = currencyDecimals(input.currency, settings.currencyDecimals);
  const amounts: { readonly account: string; readonly side: Side; readonly minor: bigint; readonly index: number }[] =
    [];
  for (const [index, { account, side, amount }] of input.lines.entries()) {
    const minor = toMinorUnits(amount, decimals);
    if (minor === undefined) {
      const message = `"${amount}" is no amount in ${input.currency}, which has ${decimals} decimals.`;
      return invalid(`lines[${index}].amount`, message);
    }
    if (minor === 0n) continue;
    if (!/^[A-Za-z0-9._-]{1,10}$/.test(account))
      return invalid(`lines[${index}].account`, `"${account}" is no account of at most 10 characters.`);
    const turned = minor < 0n !== (input.mirrored === true);
    amounts.push({ account, side: turned ? other(side) : side, minor: minor < 0n ? -minor : minor, index });
  }
  const total = (wanted: Side): bigint =>
    sumOf(amounts.filter(({ side }) => side === wanted).map((each) => each.minor));
  const [debit, credit] = [total('debit'), total('credit')];
  const key = eventKey('P', input);
  if (debit !== credit) {
    const [left, right, off] = [debit, credit, debit - credit].map((minor) => fromMinorUnits(minor, decimals));
    const message = `Debit ${left} and credit ${right} ${input.currency} differ by ${off}.`;
    return m3Failure('m3.voucher-unbalanced', { record: `voucher ${key}`, field: 'lines', message });
  }
  const text = ledgerText(key, input.text);
  const common = { INRI: settings.voucherRecord, GRNR: '1', CUCD: input.currency, ACDT: day, VTXT: text };
  const packing = settings.voucherLines === 'packed' ? layoutOf(settings.voucherLayout) : [];
  if (!Array.isArray(packing)) return packing as Failure;
  const lines: VoucherLine[] = [];
  for (const [place, { account, side, minor, index }] of amounts.entries()) {
    const { dimensions = [], vatCode } = input.lines[index] ?? { dimensions: [] };
    const amount = fromMinorUnits(minor, decimals);
    const fields = {
      ...common,
      AIT1: account,
      ...Object.fromEntries(dimensions.flatMap((value, at) => (value ? [[`AIT${at + 2}`, value]] : []))),
      CUAM: settings.decimalMark === ',' ? amount.replace('.', ',') : amount,
      DBCR: side === 'debit' ? 'D' : 'C',
      ...(vatCode ? { VTCD: vatCode } : {}),
    };
    const packed = settings.voucherLines === 'packed' ? packLine(fields, packing) : undefined;
    if (typeof packed === 'object') return { ...packed, field: `lines[${index}]` };
    lines.push({ number: place + 1, account, side, amount, fields, ...(packed === undefined ? {} : { packed }) });
  }
  const year = day.slice(0, 4);
  return { key, text, currency: input.currency, year, total: fromMinorUnits(debit, decimals), lines };
}

const other = (side: Side): Side => (side === 'debit' ? 'credit' : 'debit');

/** Tells a voucher from a failure. */
export function isVoucher(result: Voucher | Failure): result is Voucher {
  return 'lines' in result;
}
