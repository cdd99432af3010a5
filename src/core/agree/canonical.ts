import { parseDecimal } from '../decimal.ts';
import type { Json } from '../json.ts';
import type { Canonical, FieldKind, FieldRule, Side, SideLimit } from './model.ts';

type CompareRule = Pick<FieldRule, 'kind' | 'ignoreCase' | 'aliases'>;
type FitRule = CompareRule & Pick<FieldRule, 'm3' | 'store'>;

/** How the text of each kind is brought into one form, after {@link plainText}. */
const FORMS: Readonly<Record<FieldKind, (text: string) => string>> = {
  text: (text) => text,
  lines: (text) => text,
  email: (text) => text.replaceAll(' ', ''),
  code: (text) => text.replaceAll(/[\s.-]/g, ''),
  phone: phoneDigits,
  decimal: (text) => parseDecimal(text)?.toFixed() ?? text,
  flag: (text) => (/^(?:true|1|yes|y)$/i.test(text) ? 'true' : 'false'),
};

const CASELESS: ReadonlySet<FieldKind> = new Set(['email', 'code']);

/**
 * The one form of a value in which it is compared: trimmed, NFC, blanks run together, empty as null; phones as digits,
 * codes without dots and blanks, decimals without trailing zeros. Lists of lines become one text, because systems break
 * the same address into lines in different places.
 */
export function canonical(value: Json | undefined, rule: CompareRule): Canonical {
  const text = plainText(value);
  if (text === '') return null;
  const formed = FORMS[rule.kind](text);
  if (formed === '') return null;
  const folded = rule.ignoreCase || CASELESS.has(rule.kind) ? upper(formed) : formed;
  return rule.aliases?.[upper(formed)] ?? folded;
}

/** The canonical form of what a side would hold after this value was written to it. */
export function fitted(value: Canonical, rule: FitRule, side: Side): Canonical {
  if (value === null) return null;
  const { maxLength, upperCase }: SideLimit = rule[side] ?? {};
  const cased = upperCase ? upper(value) : value;
  const cut = maxLength === undefined ? cased : cutText(cased, maxLength);
  return canonical(cut, rule);
}

/** Whether two values are the same but for what one of the sides does to whatever it stores. */
export function sameAcross(m3: Canonical, store: Canonical, rule: FitRule): boolean {
  if (m3 === store) return true;
  return fitted(store, rule, 'm3') === m3 || fitted(m3, rule, 'store') === store;
}

function plainText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  const text = Array.isArray(value) ? value.map(plainText).join(' ') : scalarText(value);
  return text
    .normalize('NFC')
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zs}\u2028\u2029\uFEFF\u200B]+/gu, ' ')
    .trim();
}

function scalarText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Digits alone; the sign for an outgoing international call, `+` or `00`, is none of them. */
function phoneDigits(text: string): string {
  const digits = text.replaceAll(/\D/g, '');
  return digits.startsWith('00') ? digits.slice(2) : digits;
}

const upper = (text: string): string => text.toUpperCase().normalize('NFC');

/** Cuts to a number of UTF-16 units, not through a surrogate pair and not before a mark that belongs to a letter. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = length;
  while (end > 0 && /^(?:\p{M}|\u200D|\uFE0F|[\uDC00-\uDFFF])/u.test(text.slice(end))) end -= 1;
  return text.slice(0, end);
}
