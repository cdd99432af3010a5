import { type Decimal, isDecimal } from '../../decimal.ts';
import { LIMITS } from '../../limits.ts';
import { foldToAscii } from './ascii.ts';
import { counting, type FunctionDefinition } from './definition.ts';
import { cleanText, cutText, cutTextFromEnd } from './text-cut.ts';

/** A length within sense. */
function count(value: bigint): number {
  if (value < 0n) throw new Error(`a length must be a whole number from 0, not ${value}`);
  if (value > BigInt(LIMITS.textLength)) throw new Error(`a length of ${value} is more than any text may have`);
  return Number(value);
}

function padded(text: string, length: bigint, fill: string): string {
  if (fill.length !== 1) throw new Error('pad needs exactly one fill character');
  return text.padStart(count(length), fill);
}

const asText = (value: string | bigint | number | boolean | Decimal): string =>
  isDecimal(value) ? value.toFixed() : String(value);

/** Functions on texts. Lengths count UTF-16 units, as M3's fields do; nothing tears a character apart. */
export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'left',
    summary: 'The first characters of a text.',
    forms: counting([
      {
        signature: 'left(string, int): string',
        handler: (text: string, length: bigint) => cutText(text, count(length)),
      },
    ]),
    cases: [
      { expression: 'left("Stockholm", 5)', gives: 'Stock' },
      { expression: 'left("ab", 5)', gives: 'ab' },
      { expression: 'left("abcd", order.qty)', gives: 'abc' },
      { expression: 'left("abcd", decimal("1.5"))', fails: 'whole number from 0, not 1.5' },
      { expression: 'left("a👨‍👩‍👧b", 4)', gives: 'a' },
      { expression: 'left("abc", -1)', fails: 'whole number from 0' },
    ],
  },
  {
    name: 'right',
    summary: 'The last characters of a text.',
    forms: counting([
      {
        signature: 'right(string, int): string',
        handler: (text: string, length: bigint) => cutTextFromEnd(text, count(length)),
      },
    ]),
    cases: [
      { expression: 'right("0010004711", 4)', gives: '4711' },
      { expression: 'right("ab", 5)', gives: 'ab' },
      { expression: 'right("ab", 0)', gives: '' },
      { expression: 'right("a👨‍👩‍👧b", 4)', gives: 'b' },
    ],
  },
  {
    name: 'pad',
    summary: 'Fills a text or number from the left up to a length, with zeros or another character.',
    forms: counting([
      { signature: 'pad(string, int): string', handler: (text: string, length: bigint) => padded(text, length, '0') },
      {
        signature: 'pad(int, int): string',
        handler: (value: bigint, length: bigint) => padded(String(value), length, '0'),
      },
      {
        signature: 'pad(decimal, int): string',
        handler: (value: Decimal, length: bigint) => padded(value.toFixed(), length, '0'),
      },
      { signature: 'pad(string, int, string): string', handler: padded },
    ]),
    cases: [
      { expression: 'pad("47", 6)', gives: '000047' },
      { expression: 'pad(47, 6)', gives: '000047' },
      { expression: 'pad(decimal("4.5"), 5)', gives: '004.5' },
      { expression: 'pad("47", 4, "*")', gives: '**47' },
      { expression: 'pad("4711", 2)', gives: '4711' },
      { expression: 'pad("4", 2, "ab")', fails: 'one fill character' },
      { expression: 'pad("4", 100000000)', fails: 'more than any text' },
    ],
  },
  {
    name: 'digits',
    summary: 'Only the digits of a text, wide forms made plain.',
    forms: [
      { signature: 'digits(string): string', handler: (text: string) => text.normalize('NFKC').replace(/[^0-9]/g, '') },
    ],
    cases: [
      { expression: 'digits("+46 (0)8-123 45")', gives: '460812345' },
      { expression: 'digits("１２")', gives: '12' },
      { expression: 'digits("none")', gives: '' },
    ],
  },
  {
    name: 'ascii',
    summary: 'The text without accents and without anything beyond ASCII.',
    forms: [{ signature: 'ascii(string): string', handler: foldToAscii }],
    cases: [
      { expression: 'ascii("Åsa Brøgger-Müller, Łódź")', gives: 'Asa Brogger-Muller, Lodz' },
      { expression: 'ascii("Straße “Æbler” 5 €")', gives: 'Strasse "AEbler" 5 EUR' },
      { expression: 'ascii("日本 ok 🙂")', gives: ' ok ' },
    ],
  },
  {
    name: 'fit',
    summary: 'A text for a one-line field: no line breaks or control characters, cut where no character is torn.',
    forms: counting([
      {
        signature: 'fit(string, int): string',
        handler: (text: string, length: bigint) => cutText(cleanText(text), count(length)).trimEnd(),
      },
    ]),
    cases: [
      { expression: 'fit(" Main\\nstreet\\t5 ", 36)', gives: 'Main street 5' },
      { expression: 'fit("Anna\\u0000 Ek", 36)', gives: 'Anna Ek' },
      { expression: 'fit("Ame\\u0301lie", 3)', gives: 'Amé' },
      { expression: 'fit("abcdef", 3)', gives: 'abc' },
      { expression: 'fit("ab cdef", 3)', gives: 'ab' },
    ],
  },
  {
    name: 'upper',
    summary: 'The text in capital letters.',
    forms: [{ signature: 'upper(string): string', handler: (text: string) => text.toUpperCase() }],
    cases: [{ expression: 'upper("se-å1")', gives: 'SE-Å1' }],
  },
  {
    name: 'lower',
    summary: 'The text in small letters.',
    forms: [{ signature: 'lower(string): string', handler: (text: string) => text.toLowerCase() }],
    cases: [{ expression: 'lower("Anna@Example.COM")', gives: 'anna@example.com' }],
  },
  {
    name: 'trim',
    summary: 'The text without blanks at either end.',
    forms: [{ signature: 'trim(string): string', handler: (text: string) => text.trim() }],
    cases: [{ expression: 'trim("  a b ")', gives: 'a b' }],
  },
  {
    name: 'replace',
    summary: 'The text with every occurrence of one part replaced by another.',
    forms: [
      {
        signature: 'replace(string, string, string): string',
        handler: (text: string, from: string, to: string) => {
          if (from === '') return text;
          if ((text.length / from.length) * to.length > LIMITS.textLength)
            throw new Error('the text would grow too long');
          return text.split(from).join(to);
        },
      },
    ],
    cases: [
      { expression: 'replace("A-1-2", "-", "")', gives: 'A12' },
      { expression: 'replace("A", "", "x")', gives: 'A' },
    ],
  },
  {
    name: 'text',
    summary: 'A number, decimal or truth value as text.',
    forms: ['string', 'int', 'double', 'bool', 'decimal'].map((type) => ({
      signature: `text(${type}): string`,
      handler: asText,
    })),
    cases: [
      { expression: 'text(decimal("10.50"))', gives: '10.5' },
      { expression: 'text(7)', gives: '7' },
      { expression: 'text(true)', gives: 'true' },
      { expression: 'text("a")', gives: 'a' },
      { expression: 'text(2.5)', gives: '2.5' },
    ],
  },
];
