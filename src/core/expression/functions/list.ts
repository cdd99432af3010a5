import { Optional } from '@marcbachmann/cel-js';
import { Decimal, isDecimal, parseDecimal } from '../../decimal.ts';
import { counting, type FunctionDefinition } from './definition.ts';
import { wrapText } from './text-cut.ts';

/** What an optional holds, or the value itself; undefined for nothing and null. */
function held(value: unknown): unknown {
  const inner = value instanceof Optional ? (value.hasValue() ? value.value() : undefined) : value;
  return inner === null ? undefined : inner;
}

function addend(value: unknown): Decimal {
  if (isDecimal(value)) return value;
  if (typeof value === 'bigint' || typeof value === 'number') return new Decimal(String(value));
  const read = typeof value === 'string' ? parseDecimal(value) : undefined;
  if (read === undefined)
    throw new Error(
      `sum needs numbers, and one element is ${typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : 'none'}`,
    );
  return read;
}

function texts(list: readonly unknown[]): string[] {
  return list
    .map(held)
    .map((value) => (isDecimal(value) ? value.toFixed() : value === undefined ? '' : String(value as string).trim()))
    .filter((value) => value !== '');
}

function isBlank(value: unknown): boolean {
  const inner = held(value);
  if (typeof inner === 'string') return inner.trim() === '';
  if (Array.isArray(inner)) return inner.length === 0;
  return inner === undefined;
}

/** Stays optional, so that a field for which nothing is found is left out instead of being null. */
function firstHeld(...values: unknown[]): Optional {
  return Optional.of(values.map(held).find((value) => !isBlank(value)));
}

function find(table: unknown, key: unknown): unknown {
  const name = isDecimal(key) ? key.toFixed() : String(held(key));
  const found: unknown =
    typeof table === 'object' && table !== null && Object.hasOwn(table, name)
      ? (table as Record<string, unknown>)[name]
      : undefined;
  return found;
}

function whole(count: bigint): number {
  if (count < 0n) throw new Error(`a count must be a whole number from 0, not ${count}`);
  return Number(count);
}

const ANY_OF_2_TO_5 = [2, 3, 4, 5].map((size) => Array.from({ length: size }, () => 'dyn').join(', '));

/** Functions on lists, tables and values that may be missing. */
export const LIST_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'sum',
    summary: 'The sum of a list of numbers; zero for an empty one.',
    forms: [
      {
        signature: 'sum(list): decimal',
        handler: (list: readonly unknown[]) =>
          list.reduce((total: Decimal, each) => total.plus(addend(each)), new Decimal(0)),
      },
    ],
    cases: [
      { expression: 'sum([decimal("19.99"), 3, 0.5])', gives: '23.49' },
      { expression: 'sum(["1.10", "2.20"])', gives: '3.3' },
      { expression: 'sum([])', gives: '0' },
      { expression: 'sum(["1", "two"])', fails: 'sum needs numbers' },
    ],
  },
  {
    name: 'first',
    summary: 'The first element of a list, as an optional: nothing when the list is empty.',
    forms: [{ signature: 'first(list<A>): optional<A>', handler: (list: readonly unknown[]) => Optional.of(list[0]) }],
    cases: [
      { expression: 'first(["a", "b"])', gives: 'a' },
      { expression: 'first([]).orValue("none")', gives: 'none' },
    ],
  },
  {
    name: 'take',
    summary: 'The first elements of a list.',
    forms: counting([
      {
        signature: 'take(list<A>, int): list<A>',
        handler: (list: readonly unknown[], count: bigint) => list.slice(0, whole(count)),
      },
    ]),
    cases: [
      { expression: 'take(["a", "b", "c"], 2)', gives: ['a', 'b'] },
      { expression: 'take(["a"], 2)', gives: ['a'] },
      { expression: 'take(["a", "b", "c", "d"], order.qty)', gives: ['a', 'b', 'c'] },
      { expression: 'take(["a"], -1)', fails: 'whole number from 0' },
    ],
  },
  {
    name: 'drop',
    summary: 'A list without its first elements.',
    forms: counting([
      {
        signature: 'drop(list<A>, int): list<A>',
        handler: (list: readonly unknown[], count: bigint) => list.slice(whole(count)),
      },
    ]),
    cases: [
      { expression: 'drop(["a", "b", "c"], 2)', gives: ['c'] },
      { expression: 'drop(["a"], 2)', gives: [] },
    ],
  },
  {
    name: 'coalesce',
    summary: 'The first value that is there and not blank; nothing when none is.',
    forms: ANY_OF_2_TO_5.map((types) => ({ signature: `coalesce(${types}): optional<dyn>`, handler: firstHeld })),
    cases: [
      { expression: 'coalesce(order.?nickname, "", order.name)', gives: 'Anna' },
      { expression: 'coalesce(null, order.?nickname).orValue("nobody")', gives: 'nobody' },
    ],
  },
  {
    name: 'blank',
    summary: 'Whether a value is missing, null, an empty list, or a text of blanks.',
    forms: [{ signature: 'blank(dyn): bool', handler: isBlank }],
    cases: [
      { expression: 'blank(order.?nickname)', gives: true },
      { expression: 'blank("  ")', gives: true },
      { expression: 'blank([])', gives: true },
      { expression: 'blank(null)', gives: true },
      { expression: 'blank(order.name)', gives: false },
      { expression: 'blank(0)', gives: false },
    ],
  },
  {
    name: 'words',
    summary: 'The texts of a list joined by blanks, or by another text, without the missing and blank ones.',
    forms: [
      { signature: 'words(list): string', handler: (list: readonly unknown[]) => texts(list).join(' ') },
      {
        signature: 'words(list, string): string',
        handler: (list: readonly unknown[], separator: string) => texts(list).join(separator),
      },
    ],
    cases: [
      { expression: 'words([order.name, order.?middle, " Ek "])', gives: 'Anna Ek' },
      { expression: 'words(["a", "", decimal("2.50")], ", ")', gives: 'a, 2.5' },
    ],
  },
  {
    name: 'lines36',
    summary: 'An address as lines of at most 36 characters, broken between words; blank ones are left out.',
    forms: [
      { signature: 'lines36(string): list<string>', handler: (text: string) => wrapText(text.split(/\r\n|\r|\n/), 36) },
      { signature: 'lines36(list): list<string>', handler: (list: readonly unknown[]) => wrapText(texts(list), 36) },
    ],
    cases: [
      { expression: 'lines36(["Storgatan 5", "", order.?street2])', gives: ['Storgatan 5'] },
      { expression: 'lines36("Box 7\\n12345 Town")', gives: ['Box 7', '12345 Town'] },
      {
        expression: 'lines36(["Industrial estate north, building 17, gate C, third floor"])',
        gives: ['Industrial estate north, building', '17, gate C, third floor'],
      },
      {
        expression: 'lines36(["abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"])',
        gives: ['abcdefghijklmnopqrstuvwxyzabcdefghij', 'klmnop'],
      },
    ],
  },
  {
    name: 'lookup',
    summary: 'The value of a key in a table, or a default.',
    forms: [
      {
        signature: 'lookup(map, dyn): dyn',
        handler: (table: unknown, key: unknown) => {
          const found = find(table, key);
          if (found === undefined) throw new Error(`the table has no key ${JSON.stringify(String(held(key)))}`);
          return found;
        },
      },
      {
        signature: 'lookup(map, dyn, dyn): dyn',
        handler: (table: unknown, key: unknown, otherwise: unknown) => find(table, key) ?? otherwise,
      },
    ],
    cases: [
      { expression: 'lookup({"kg": "KG", "piece": "ST"}, "piece")', gives: 'ST' },
      { expression: 'lookup({"kg": "KG"}, "m", "ST")', gives: 'ST' },
      { expression: 'lookup({"1": "one"}, decimal("1"))', gives: 'one' },
      { expression: 'lookup({"kg": "KG"}, "m")', fails: 'no key "m"' },
      { expression: 'lookup({"kg": "KG"}, "constructor", "none")', gives: 'none' },
    ],
  },
];
