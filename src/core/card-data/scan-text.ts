import { CARD_DIGITS, isCardNumber, maskCardNumber } from './card-number.ts';
import { type DigitGroup, type DigitRun, digitRuns, hasDigits } from './digit-runs.ts';

/** Card data inside a text. `end` is exclusive; `masked` may stand in its place. */
export interface TextHit {
  readonly kind: 'number' | 'code' | 'track';
  readonly start: number;
  readonly end: number;
  readonly masked: string;
}

/** What is known about the place where a text stands. */
export interface TextPlace {
  /** The field's name speaks of cards. */
  readonly card: boolean;
  /** Runs up to this many digits are declared to be something else; 0: nothing is declared. */
  readonly safeDigits: number;
}

const CARD_WORDS = /\b(?:card|cards|kort|karte|visa|mastercard|amex|pan|cc)\b/i;
const CODE_WORDS = /c[vs]|secur|card/i;
const CODE =
  /(?<![a-z0-9])(?:cvv2?|cvc2?|cvn2?|csc|security[ _-]?code|card[ _-]?(?:verification[ _-]?)?(?:code|value))(?:[ _-]?(?:code|no|nr|number|value))?(?: is)?[^a-z0-9]{0,4}(?<code>\d{3,4})(?!\d)/gi;
const TRACKS = [
  /%?b(?<number>\d{13,19})\^[^^\r\n]{2,26}\^\d{4,40}\??/gi,
  /;?(?<![0-9])(?<number>\d{13,19})=\d{7,40}\??/g,
];
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const LONG_HEX = /(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{24,}(?![0-9a-z])/gi;

/** How far behind a card number a lone group of three or four digits is taken for its code. */
const CODE_REACH = 24;

/** Card numbers, card codes and track data in a text that went through `plainText`, first to last, none overlapping. */
export function scanText(text: string, place: TextPlace): TextHit[] {
  const hits: TextHit[] = CODE_WORDS.test(text) ? findCodes(text) : [];
  if (!hasDigits(text, CARD_DIGITS.least)) return hits;
  hits.push(...findTracks(text));
  const speaksOfCards = place.card || CARD_WORDS.test(text);
  const numbers = digitRuns(text, CARD_DIGITS.least)
    .flatMap((run) => findNumbers(text, run, speaksOfCards, place))
    .filter((hit) => !isIdentifier(text, hit));
  const codes = numbers.flatMap((number) => codesBehind(text, number.end));
  return withoutOverlap([...hits, ...numbers, ...codes]);
}

function findCodes(text: string): TextHit[] {
  return [...text.matchAll(CODE)].map((match) => {
    const end = match.index + match[0].length;
    const code = match.groups?.['code'] ?? '';
    return { kind: 'code', start: end - code.length, end, masked: '*'.repeat(code.length) };
  });
}

function findTracks(text: string): TextHit[] {
  if (!/[\^=]/.test(text)) return [];
  return TRACKS.flatMap((pattern) => [...text.matchAll(pattern)])
    .filter((match) => isCardNumber(match.groups?.['number'] ?? '', true))
    .map((match) => ({ kind: 'track', start: match.index, end: match.index + match[0].length, masked: '[removed]' }));
}

function findNumbers(text: string, run: DigitRun, speaksOfCards: boolean, place: TextPlace): TextHit[] {
  const hits: TextHit[] = [];
  if (isDecimal(text, run.groups) && !place.card) return hits;
  for (let first = 0; first < run.groups.length; first += 1) {
    const ends = numberEnds(run.groups, first, speaksOfCards, place);
    const last = ends.at(-1);
    if (last === undefined) continue;
    const digits = digitsOf(run.groups, first, last);
    hits.push({
      kind: 'number',
      start: run.groups[first]?.start ?? 0,
      end: run.groups[last]?.end ?? 0,
      // Two readings: the last digits may be the card's code, so only the first six are shown.
      masked: ends.length > 1 ? digits.slice(0, 6).padEnd(digits.length, '*') : maskCardNumber(digits),
    });
    first = last;
  }
  return hits;
}

/** Indexes of the groups at which a card number that begins with group `first` may end. */
function numberEnds(groups: readonly DigitGroup[], first: number, speaksOfCards: boolean, place: TextPlace): number[] {
  const ends: number[] = [];
  let digits = '';
  for (let last = first; last < groups.length; last += 1) {
    digits += groups[last]?.digits ?? '';
    if (digits.length > CARD_DIGITS.most) break;
    if (digits.length < CARD_DIGITS.least || digits.length <= place.safeDigits) continue;
    if (isCardNumber(digits, speaksOfCards) && isPlausible(groups, first, last)) ends.push(last);
  }
  return ends;
}

// A coordinate or a rate: 51.50735091234567.
function isDecimal(text: string, groups: readonly DigitGroup[]): boolean {
  const [whole, fraction, ...rest] = groups;
  if (whole === undefined || fraction === undefined || rest.length > 0 || whole.digits.length > 3) return false;
  return text.slice(whole.end, fraction.start) === '.';
}

// Without this, each table of figures in a note would give many readings, and one in ten would pass Luhn.
function isPlausible(groups: readonly DigitGroup[], first: number, last: number): boolean {
  if (first === last) return true;
  const parts = groups.slice(first, last + 1);
  if (first === 0 && last === groups.length - 1) return true;
  const lengths = parts.map((part) => part.digits.length);
  return lengths.every((length) => length >= 3 && length <= 6) || lengths.every((length) => length === lengths[0]);
}

function digitsOf(groups: readonly DigitGroup[], first: number, last: number): string {
  return groups
    .slice(first, last + 1)
    .map((group) => group.digits)
    .join('');
}

// Random identifiers contain long digits by chance; only asked after a hit, so its cost does not matter.
function isIdentifier(text: string, hit: TextHit): boolean {
  return [UUID, LONG_HEX]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .some((match) => match.index <= hit.start && match.index + match[0].length >= hit.end);
}

function codesBehind(text: string, from: number): TextHit[] {
  return [...text.slice(from, from + CODE_REACH).matchAll(/(?<!\d)\d{3,4}(?!\d)/g)].map((match) => ({
    kind: 'code',
    start: from + match.index,
    end: from + match.index + match[0].length,
    masked: '*'.repeat(match[0].length),
  }));
}

function withoutOverlap(hits: TextHit[]): TextHit[] {
  const sorted = hits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return sorted.filter((hit) => {
    if (hit.start < end) return false;
    end = hit.end;
    return true;
  });
}

/** The text with every hit replaced by its masked form. */
export function blankHits(text: string, hits: readonly TextHit[]): string {
  let blanked = '';
  let from = 0;
  for (const hit of hits) {
    blanked += text.slice(from, hit.start) + hit.masked;
    from = hit.end;
  }
  return blanked + text.slice(from);
}
