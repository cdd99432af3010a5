import { createHash } from 'node:crypto';
import { Decimal } from 'decimal.js';
import type { Failure } from '../../../core/failure.ts';
import { m3Failure } from '../errors.ts';
import { isDate } from '../metadata/check-inputs.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One line of text as M3 can hold it: NFC, no control characters or lone surrogates, no blanks around it. */
export function cleanText(text: string | undefined): string {
  if (!text) return '';
  // Most texts are plain: look before working.
  const formed = /^[\x20-\x7e]*$/.test(text)
    ? text
    : text
        .normalize('NFC')
        .toWellFormed()
        .replace(/\uFFFD/g, '');
  return formed
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Cuts a text to a length in UTF-16 units, never through a character that people see as one. */
export function fitText(text: string, length: number): string {
  if (text.length <= length) return text;
  let fitting = '';
  for (const { segment } of graphemes.segment(text)) {
    if (fitting.length + segment.length > length) break;
    fitting += segment;
  }
  return fitting.trimEnd();
}

/**
 * Reads a decimal written as text: an optional sign, digits, at most one point. Thousands separators, exponents and
 * foreign digits are not guessed at: they give nothing.
 */
export function readDecimal(value: unknown): Decimal | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text.length > 30 || !/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  return new Decimal(text);
}

/** A decimal as M3 takes it: no exponent, no trailing zeros, with the service user's decimal mark. */
export function decimalText(value: Decimal, mark: '.' | ',' = '.'): string {
  const text = value.toFixed();
  return mark === '.' ? text : text.replace('.', ',');
}

/** Whether a text that M3 gave back is the same number. */
export function sameNumber(answered: string | undefined, expected: Decimal): boolean {
  return readDecimal((answered ?? '').trim().replace(',', '.').replace(/\.$/, '') || '0')?.equals(expected) ?? false;
}

/** Whether a text that M3 gave back is the same: it may have turned it to upper case. */
export function sameText(answered: string | undefined, expected: string): boolean {
  return (answered ?? '').trim().toUpperCase() === expected.trim().toUpperCase();
}

/** A day as M3 takes it, from `2026-02-28` or `20260228`; nothing when there is no such day. */
export function readDay(value: string): string | undefined {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(value.trim());
  const day = match ? match.slice(1).join('') : '';
  return day && isDate(day) && day >= '19000101' ? day : undefined;
}

const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A short stand-in for a long text: always the same for the same text, capital letters and digits. */
export function digestText(text: string, length: number): string {
  const bytes = createHash('sha256').update(text).digest();
  return Array.from(bytes.subarray(0, length), (byte) => BASE32[byte % 32]).join('');
}

/** The web order number as it fits a reference field of 20: itself, or its beginning and a digest. */
export function fitOrderKey(orderKey: string): string {
  return orderKey.length <= 20 ? orderKey : `${orderKey.slice(0, 4)}${digestText(orderKey, 16)}`;
}

const NO_DECIMALS = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE_DECIMALS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** How many decimals amounts of a currency have (ISO 4217), unless the connection says otherwise (`ISK:2`). */
export function currencyDecimals(currency: string, exceptions: readonly string[]): number {
  const own = exceptions.find((entry) => entry.startsWith(`${currency}:`));
  if (own) return Number(own.slice(currency.length + 1)) || 0;
  if (NO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

/** A phone number too long for its field without what only makes it easier to read; it may still be too long. */
export function shortPhone(phone: string, length: number): string {
  return phone.length > length ? phone.replaceAll(/[^\d+]/g, '') : phone;
}

/** A failure about one field of the input. */
export function invalid(field: string, message: string): Failure {
  return m3Failure('m3.input-invalid', { field, message });
}

/** Values of fields that a flow names by their M3 names; empty ones are left out. */
export function cleanRecord(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (cleanText(value) ? [[name, cleanText(value)]] : [])),
  );
}
