import { Decimal, isDecimal, parseDecimal } from '../../decimal.ts';
import { counting, type FunctionDefinition } from './definition.ts';

type Numeric = Decimal | bigint | number;

/** Rounding by name; `half-up` rounds a five away from zero, as commerce does. */
const ROUNDING: Readonly<Record<string, 1 | 0 | 4 | 6>> = {
  'half-up': Decimal.ROUND_HALF_UP,
  'half-even': Decimal.ROUND_HALF_EVEN,
  up: Decimal.ROUND_UP,
  down: Decimal.ROUND_DOWN,
};

/** How a text groups thousands and marks decimals; the author says which, it is never guessed. */
const NOTATIONS: Readonly<Record<string, { readonly group: string; readonly decimal: string }>> = {
  '1234.56': { group: '', decimal: '.' },
  '1,234.56': { group: ',', decimal: '.' },
  '1.234,56': { group: '.', decimal: ',' },
  '1 234,56': { group: ' ', decimal: ',' },
  "1'234.56": { group: "'", decimal: '.' },
};

const ofNumber = (value: Numeric): Decimal => (isDecimal(value) ? value : new Decimal(String(value)));

function readPlain(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === undefined) throw new Error(`${quoted(text)} is not a number written plainly, such as 1234.56`);
  return value;
}

function readNotation(text: string, notation: string): Decimal {
  const marks = NOTATIONS[notation];
  if (marks === undefined)
    throw new Error(`unknown notation ${quoted(notation)}; use one of ${Object.keys(NOTATIONS).join(' · ')}`);
  const [whole = '', ...fraction] = text.trim().replaceAll('\u00a0', ' ').split(marks.decimal);
  const groups = marks.group === '' ? [whole] : whole.split(marks.group);
  const grouped = groups.length > 1;
  const fits =
    !grouped || (/^[+-]?\d{1,3}$/.test(groups[0] ?? '') && groups.slice(1).every((group) => /^\d{3}$/.test(group)));
  const value = fits && fraction.length <= 1 ? parseDecimal([groups.join(''), ...fraction].join('.')) : undefined;
  if (value === undefined) throw new Error(`${quoted(text)} is not a number written like ${notation}`);
  return value;
}

function roundTo(value: Numeric, places: bigint, mode = 'half-up'): Decimal {
  const rounding = ROUNDING[mode];
  if (rounding === undefined)
    throw new Error(`unknown rounding ${quoted(mode)}; use one of ${Object.keys(ROUNDING).join(', ')}`);
  return ofNumber(value).toDecimalPlaces(placesOf(places), rounding);
}

function placesOf(places: bigint): number {
  if (places < 0n || places > 20n) throw new Error(`decimal places must be between 0 and 20, not ${places}`);
  return Number(places);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}

const NUMERIC_TYPES = ['decimal', 'int', 'double'] as const;

/** Functions on numbers. All of them give decimals; nothing here is a binary fraction. */
export const NUMBER_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'decimal',
    summary: 'A decimal from a number or from a text that is written plainly.',
    forms: [
      { signature: 'decimal(string): decimal', handler: readPlain },
      ...NUMERIC_TYPES.map((type) => ({ signature: `decimal(${type}): decimal`, handler: ofNumber })),
    ],
    cases: [
      { expression: 'decimal("0.1") + decimal("0.2")', gives: '0.3' },
      { expression: 'decimal("19.99") * 3', gives: '59.97' },
      { expression: 'decimal(" 12 ")', gives: '12' },
      { expression: 'decimal(3)', gives: '3' },
      { expression: 'decimal(0.1)', gives: '0.1' },
      { expression: 'decimal(decimal("5"))', gives: '5' },
      { expression: 'decimal("ten")', fails: '"ten" is not a number' },
      { expression: 'decimal("1e3")', fails: 'not a number written plainly' },
      { expression: 'decimal("1,234.56")', fails: 'not a number written plainly' },
      { expression: 'decimal("１２")', fails: 'not a number written plainly' },
      { expression: 'decimal("1") / 0', fails: 'division by zero' },
    ],
  },
  {
    name: 'number',
    summary: 'A decimal from a text; the second argument says how it is written.',
    forms: [
      { signature: 'number(string): decimal', handler: readPlain },
      { signature: 'number(string, string): decimal', handler: readNotation },
      ...NUMERIC_TYPES.map((type) => ({ signature: `number(${type}): decimal`, handler: ofNumber })),
    ],
    cases: [
      { expression: 'number("12.50")', gives: '12.5' },
      { expression: 'number(2)', gives: '2' },
      { expression: 'number("1.234,56", "1.234,56")', gives: '1234.56' },
      { expression: 'number("-1,234.56", "1,234.56")', gives: '-1234.56' },
      { expression: 'number("1 234 567,5", "1 234,56")', gives: '1234567.5' },
      { expression: 'number("12,5", "1.234,56")', gives: '12.5' },
      { expression: 'number("1.23,5", "1.234,56")', fails: 'not a number written like' },
      { expression: 'number("1,2,3", "1.234,56")', fails: 'not a number written like' },
      { expression: 'number("1", "roman")', fails: 'unknown notation' },
    ],
  },
  {
    name: 'round',
    summary: 'A number rounded to decimal places: half-up (the default), half-even, up or down.',
    forms: counting(
      NUMERIC_TYPES.flatMap((type) => [
        { signature: `round(${type}, int): decimal`, handler: roundTo },
        { signature: `round(${type}, int, string): decimal`, handler: roundTo },
      ]),
    ),
    cases: [
      { expression: 'round(decimal("2.345"), 2, "half-up")', gives: '2.35' },
      { expression: 'round(decimal("-2.345"), 2)', gives: '-2.35' },
      { expression: 'round(decimal("2.345"), 2, "half-even")', gives: '2.34' },
      { expression: 'round(decimal("2.301"), 2, "up")', gives: '2.31' },
      { expression: 'round(decimal("2.309"), 2, "down")', gives: '2.3' },
      { expression: 'round(decimal("10") / 3, 2)', gives: '3.33' },
      { expression: 'round(5, 0)', gives: '5' },
      { expression: 'round(order.total, order.qty - 3)', gives: '20' },
      { expression: 'round(decimal("1"), 2, "banker")', fails: 'unknown rounding' },
      { expression: 'round(decimal("1"), 99)', fails: 'between 0 and 20' },
    ],
  },
  {
    name: 'fixed',
    summary: 'A number as text with a fixed number of decimal places.',
    forms: counting(
      NUMERIC_TYPES.map((type) => ({
        signature: `fixed(${type}, int): string`,
        handler: (value: Numeric, places: bigint) => ofNumber(value).toFixed(placesOf(places), Decimal.ROUND_HALF_UP),
      })),
    ),
    cases: [
      { expression: 'fixed(decimal("2.5"), 2)', gives: '2.50' },
      { expression: 'fixed(3, 0)', gives: '3' },
    ],
  },
  {
    name: 'abs',
    summary: 'A number without its sign.',
    forms: NUMERIC_TYPES.map((type) => ({
      signature: `abs(${type}): decimal`,
      handler: (value: Numeric) => ofNumber(value).abs(),
    })),
    cases: [
      { expression: 'abs(decimal("-0.01"))', gives: '0.01' },
      { expression: 'abs(3)', gives: '3' },
    ],
  },
];
