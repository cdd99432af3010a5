/**
 * Finds digits that belong together although somebody set blanks, dashes, dots or invisible characters between them,
 * or wrote them with the digits of another script.
 */

/** Digits that stand in one row of a text. `groups` are the parts between separators. */
export interface DigitRun {
  readonly groups: readonly DigitGroup[];
}

export interface DigitGroup {
  readonly digits: string;
  /** Offsets in the text that was searched; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** More separators than this between two digits, and they do not belong together. */
const WIDEST_GAP = 3;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

// Blanks, tab, line ends, dash and dot: what people and line wrapping put between the groups of a number.
const isPlainSeparator = (code: number): boolean =>
  code === 32 || code === 45 || code === 46 || code === 9 || code === 10 || code === 13;

const FORMAT_CHARACTERS = /[\p{Cf}\p{Mn}\u115f\u1160\u3164\uffa0]/gu;
const OTHER_DASHES = /[\p{Pd}\u2212\u00b7\u2022\u2027\u30fb]/gu;
const OTHER_BLANKS = /[\p{Zs}\u2028\u2029\u0085]/gu;
const OTHER_DIGITS = /[^\P{Nd}0-9]/gu;
const ANY_DIGIT = /^\p{Nd}$/u;

/**
 * The text with every digit as 0–9, every dash as `-`, every blank as a space and without invisible characters
 * (Unicode NFKC first). Plain ASCII comes back as it is.
 */
export function plainText(text: string): string {
  if (isAscii(text)) return text;
  return text
    .normalize('NFKC')
    .replace(FORMAT_CHARACTERS, '')
    .replace(OTHER_DIGITS, (character) => asciiDigit(character))
    .replace(OTHER_DASHES, '-')
    .replace(OTHER_BLANKS, ' ');
}

// Unicode keeps the ten digits of a script together and in order (checked by a test over all of them).
function asciiDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 10 && ANY_DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}

/** True when the text has at least `least` ASCII digits: the cheap question before the dear one. */
export function hasDigits(text: string, least: number): boolean {
  if (text.length < least) return false;
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (isDigit(text.charCodeAt(index))) {
      count += 1;
      if (count >= least) return true;
    }
  }
  return false;
}

/** All runs with at least `least` digits, in a text that went through {@link plainText}. */
export function digitRuns(text: string, least: number): DigitRun[] {
  const runs: DigitRun[] = [];
  let groups: DigitGroup[] = [];
  let count = 0;
  let index = 0;
  while (index < text.length) {
    if (!isDigit(text.charCodeAt(index))) {
      index += 1;
      continue;
    }
    const start = index;
    while (index < text.length && isDigit(text.charCodeAt(index))) index += 1;
    const previous = groups.at(-1);
    if (previous !== undefined && !belongsTogether(text, previous.end, start)) {
      if (count >= least) runs.push({ groups });
      groups = [];
      count = 0;
    }
    groups.push({ digits: text.slice(start, index), start, end: index });
    count += index - start;
  }
  if (count >= least) runs.push({ groups });
  return runs;
}

function belongsTogether(text: string, from: number, to: number): boolean {
  if (to - from > WIDEST_GAP) return false;
  for (let index = from; index < to; index += 1) if (!isPlainSeparator(text.charCodeAt(index))) return false;
  return true;
}
