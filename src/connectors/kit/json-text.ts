import type { Json } from '../../core/json.ts';

/** Bounds of a JSON text, checked before it is parsed. */
export interface JsonBounds {
  /** Deepest nesting of objects and arrays. */
  readonly depth: number;
  /** Most object members and array elements together. */
  readonly values: number;
}

export const JSON_BOUNDS: JsonBounds = { depth: 64, values: 200_000 };

export type ParsedJson = { readonly value: Json } | { readonly fault: string };

/** More significant digits than a double carries for certain. */
const EXACT_DIGITS = 15;

/**
 * Parses JSON from outside without loss and within bounds. A number that a double cannot carry exactly (ids beyond
 * 2^53, decimals of more than 15 digits) becomes its text. Nesting, size and duplicate keys are judged before anything
 * is built, so a hostile text costs one look at each character. Never throws.
 */
export function parseJsonText(text: string, bounds: JsonBounds = JSON_BOUNDS): ParsedJson {
  const { fault, maybeInexact } = lookOver(text, bounds);
  if (fault !== undefined) return { fault };
  try {
    return { value: maybeInexact ? parseExactly(text, exactNumber) : (JSON.parse(text) as Json) };
  } catch {
    return { fault: 'it is not valid JSON' };
  }
}

/**
 * Parses JSON that will be sent back: a number that a double cannot carry exactly is kept as it is written and goes out
 * the same through `JSON.stringify`. Undefined when the text is no JSON object.
 */
export function parseForReturn(text: string): Record<string, unknown> | undefined {
  const { fault, maybeInexact } = lookOver(text, JSON_BOUNDS);
  if (fault !== undefined) return undefined;
  try {
    const value = maybeInexact ? parseExactly(text, rawNumber) : (JSON.parse(text) as unknown);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;

function parseExactly(text: string, number: (value: number, source: string) => unknown): Json {
  // The third argument (ECMAScript "JSON.parse source text access") is in Node, not yet in TypeScript's library.
  const revive: SourceReviver = (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined ? number(value, context.source) : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown) as Json;
}

function exactNumber(value: number, source: string): number | string {
  if (isExact(source)) return value;
  return /e/i.test(source) ? plainFromExponent(source) : source;
}

function rawNumber(value: number, source: string): unknown {
  if (isExact(source)) return value;
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source);
}

function isExact(source: string): boolean {
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  return digits.length <= EXACT_DIGITS && Math.abs(Number(exponent)) <= EXACT_DIGITS;
}

// Shifts the decimal point of the digits as they stand; absurd exponents stay as they are and fail as a number later.
function plainFromExponent(source: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]?\d{1,3})$/i.exec(source);
  if (!match) return source;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** What one look at each character tells of a text, without building anything. */
interface Look {
  /** What is wrong with nesting, size or keys; says nothing about the rest of JSON's grammar. */
  readonly fault?: string;
  /** It has a number that a double might change. Parsing with an eye on each number takes several times as long. */
  readonly maybeInexact: boolean;
}

function lookOver(text: string, { depth, values }: JsonBounds): Look {
  let maybeInexact = false;
  const because = (fault: string): Look => ({ fault, maybeInexact });
  /** Keys of each open object; undefined for an open array. */
  const open: (Set<string> | undefined)[] = [];
  let count = 0;
  let index = 0;
  while (index < text.length) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) {
      const end = endOfString(text, index);
      if (isKey(text, end)) {
        const keys = open.at(-1);
        const key = text.slice(index + 1, end);
        if (keys?.has(key)) return because(`it names the member "${key.slice(0, 40)}" twice in one object`);
        keys?.add(key);
      }
      index = end;
    } else if (character === OPEN_OBJECT || character === OPEN_LIST) {
      open.push(character === OPEN_OBJECT ? new Set() : undefined);
      if (open.length > depth) return because(`it is nested more than ${depth} levels deep`);
    } else if (character === CLOSE_OBJECT || character === CLOSE_LIST) {
      open.pop();
    } else if (character === COMMA) {
      count += 1;
      if (count > values) return because(`it has more than ${values} values`);
    } else if (isDigit(character)) {
      const end = endOfNumber(text, index);
      maybeInexact ||= end - index > EXACT_DIGITS || (end - index > 2 && /e/i.test(text.slice(index, end)));
      index = end - 1;
    }
    index += 1;
  }
  return { maybeInexact };
}

const isDigit = (character: number): boolean => character >= 48 && character <= 57;

/** Index behind the digits, point, sign and exponent that begin at `start`. */
function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isPartOfNumber(text.charCodeAt(end))) end += 1;
  return end;
}

// Digits, point, plus, minus and e.
const isPartOfNumber = (character: number): boolean =>
  isDigit(character) ||
  character === 46 ||
  character === 43 ||
  character === 45 ||
  character === 101 ||
  character === 69;

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Index of the closing quote of the string that begins at `start`; the text's length when it never ends. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (next < text.length && text.charCodeAt(next) <= 32) next += 1;
  return text.charCodeAt(next) === COLON;
}
