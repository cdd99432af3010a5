import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crosswalk, ValueRule } from '../flow/model.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import { applyMapping, applyRule } from './apply.ts';
import { fitterOf } from './fit.ts';
import { originsOf } from './origin.ts';
import { Sink } from './sink.ts';

const UNITS: Crosswalk = {
  crosswalk: 'unit',
  title: 'Units',
  from: 'store',
  to: 'm3',
  rows: { each: 'ST', NO: 'NO', '007': '7' },
};
const CROSSWALKS = { unit: UNITS };
const ORDER = {
  number: '1042',
  note: null,
  guest: false,
  total: '100.00',
  lines: [
    { sku: 'A', unit: 'each', qty: '2', price: '0.10' },
    { sku: '007', unit: 'box', qty: '1', price: '19.99' },
  ],
};
const SCOPE = { order: ORDER };
const apply = (rule: ValueRule, target?: JsonSchema) =>
  applyRule(rule, SCOPE, CROSSWALKS, target === undefined ? {} : { target });

describe('rules', () => {
  it.each<[string, ValueRule, unknown]>([
    ['a literal text', 'WEB', 'WEB'],
    ['a number', 5, 5],
    ['null', null, null],
    ['a path', '${ order.total }', '100.00'],
    ['a template', 'Order ${ order.number }', 'Order 1042'],
    ['an optional field that is missing', '${ order.?none }', undefined],
    ['a list, without its missing elements', ['${ order.number }', '${ order.?none }', 1], ['1042', 1]],
    ['a nested record', { fields: { a: '${ order.number }', b: '${ order.?none }' } }, { a: '1042' }],
    ['a crosswalk', { crosswalk: 'unit', key: '${ order.lines[0].unit }' }, 'ST'],
    ['a crosswalk key that YAML would break (Norway)', { crosswalk: 'unit', key: 'NO' }, 'NO'],
    ['a crosswalk key with leading zeros', { crosswalk: 'unit', key: '${ order.lines[1].sku }' }, '7'],
    ['a crosswalk default', { crosswalk: 'unit', key: 'box', default: 'ST' }, 'ST'],
    ['a crosswalk for a field that is missing', { crosswalk: 'unit', key: '${ order.?none }' }, undefined],
    ['a condition that holds', { if: '${ !order.guest }', value: 'account' }, 'account'],
    ['a condition that does not', { if: '${ order.guest }', value: 'guest' }, undefined],
    ['its other side', { if: '${ order.guest }', value: 'guest', else: 'account' }, 'account'],
    [
      'rows',
      { for: 'l', in: '${ order.lines }', fields: { no: '${ index + 1 }', sku: '${ l.sku }' } },
      [
        { no: '1', sku: 'A' },
        { no: '2', sku: '007' },
      ],
    ],
    [
      'some rows',
      { for: 'l', in: '${ order.lines }', if: '${ l.unit == "box" }', fields: { sku: '${ l.sku }' } },
      [{ sku: '007' }],
    ],
    ['rows of a list that is missing', { for: 'l', in: '${ order.?none }', fields: {} }, undefined],
  ])('%s', (_, rule, expected) => {
    expect(apply(rule)).toEqual({ value: expected, problems: [], warnings: [] });
  });
});

describe('problems name the target field', () => {
  const problemsOf = (rule: ValueRule, target?: JsonSchema) =>
    apply(rule, target).problems.map((p) => `${p.code.slice(5)} ${p.path}: ${p.message}`);

  it.each<[string, ValueRule, string]>([
    [
      'an expression that fails',
      { fields: { a: '${ order.none }' } },
      'expression-failed a: order.none: order has no "none"',
    ],
    [
      'an expression that cannot be read',
      { fields: { a: '${ 1 + }' } },
      'expression-failed a: ${ 1 + }: Unexpected token: EOF',
    ],
    [
      'a crosswalk without the value (D12)',
      {
        fields: {
          l: { for: 'l', in: '${ order.lines }', fields: { unit: { crosswalk: 'unit', key: '${ l.unit }' } } },
        },
      },
      'crosswalk-unknown l[1].unit: crosswalk "unit" has no row for "box"',
    ],
    [
      'a crosswalk that is not there',
      { crosswalk: 'uint', key: 'each' },
      'crosswalk-unknown : there is no crosswalk "uint"',
    ],
    [
      'a crosswalk key that fails',
      { crosswalk: 'unit', key: '${ order.none }' },
      'expression-failed : order.none: order has no "none"',
    ],
    [
      'a crosswalk key that is a record',
      { crosswalk: 'unit', key: '${ order }', default: '${ order.none }' },
      'expression-failed : order.none: order has no "none"',
    ],
    [
      'a condition that is no truth value',
      { if: '${ order.number }', value: 1 },
      'expression-failed : order.number: gives "1042" where true or false is needed',
    ],
    [
      'rows of something that is no list',
      { for: 'l', in: '${ order.number }', fields: {} },
      'mapping-failed : ${ order.number }: does not give a list',
    ],
  ])('%s', (_, rule, expected) => {
    expect(problemsOf(rule)).toEqual([expected]);
  });

  it('tells everything that is wrong at once', () => {
    expect(problemsOf({ fields: { a: '${ order.x }', b: { crosswalk: 'unit', key: 'zzz' }, c: 'ok' } })).toHaveLength(
      2,
    );
  });

  it('does not call a field missing that has failed already', () => {
    const target = {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      required: ['a', 'b'],
    };
    expect(problemsOf({ fields: { a: '${ order.x }' } }, target)).toEqual([
      'expression-failed a: order.x: order has no "x"',
      'mapping-failed b: is required, and there is no value for it',
    ]);
  });

  it('refuses lists that are too long', () => {
    const scope = { order: { lines: Array.from({ length: 5001 }, () => 1) } };
    const result = applyRule({ for: 'l', in: '${ order.lines }', fields: {} }, scope);
    expect(result.problems).toMatchObject([{ message: expect.stringContaining('5001 elements') as string }]);
  });
});

describe('values take the form of their target', () => {
  it.each<[string, Json, JsonSchema, unknown]>([
    ['a number to text', 5, { type: 'string' }, '5'],
    ['text to a number', '5.50', { type: 'number' }, 5.5],
    ['text to a whole number', '5', { type: 'integer' }, 5],
    ['null to nothing', null, { type: 'string' }, undefined],
    ['null to null where it is known', null, { type: ['string', 'null'] }, null],
    ['an empty text to nothing where one is needed', '', { type: 'string', minLength: 1 }, undefined],
    ['line breaks to blanks in one line (D24)', ' a\r\n\tb ', { type: 'string', maxLength: 36 }, 'a b'],
    ['line breaks kept in a long text', 'a\nb', { type: 'string', maxLength: 500 }, 'a\nb'],
    ['NUL and lone surrogates away (D02)', 'a\0b\ud800c', { type: 'string' }, 'abc'],
    ['an allowed value', 'x', { type: 'string', enum: ['x', 'y'] }, 'x'],
    ['a text that fits its pattern', 'AB', { type: 'string', pattern: '^[A-Z]{2}$' }, 'AB'],
    ['a decimal', '10.50', { type: 'string', format: 'decimal' }, '10.50'],
    ['a truth value', true, { type: 'boolean' }, true],
    ['lists by element', ['1', null, 2], { type: 'array', items: { type: 'integer' } }, [1, 2]],
    [
      'a record with more than is asked for',
      { a: 1, z: 2 },
      { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
      { a: '1' },
    ],
    [
      'an open record',
      { a: 1, z: 2 },
      { type: 'object', additionalProperties: { type: 'string' } },
      { a: '1', z: '2' },
    ],
    ['anything where nothing is said', { a: [1] }, {}, { a: [1] }],
    ['either of two', 'x', { anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'x'],
    ['an enum without a type', 'x', { enum: ['x'] }, 'x'],
  ])('%s', (_, value, schema, expected) => {
    const sink = new Sink();
    expect(fitterOf(schema)(value, 'f', sink)).toEqual(expected);
    expect(sink.problems).toEqual([]);
  });

  it.each<[string, Json, JsonSchema, string]>([
    ['a record for a text', {}, { type: 'string' }, 'a record is not a text'],
    ['a truth value for a text', true, { type: 'string' }, 'true is true or false, not a text'],
    ['a text for a number (D07)', 'ten', { type: 'number' }, '"ten" is not a number'],
    ['a fraction for a whole number', '1.5', { type: 'integer' }, '"1.5" is not a whole number'],
    [
      'a number beyond 2^53 (D08)',
      '9007199254740993',
      { type: 'integer' },
      '"9007199254740993" has more digits than a number can carry',
    ],
    ['too small', 0, { type: 'number', minimum: 1 }, '0 is less than 1'],
    ['too large', '1000000000000000', { type: 'number', maximum: 999 }, '"1000000000000000" is more than 999'],
    ['a text for a truth value', 'yes', { type: 'boolean' }, '"yes" is not true or false'],
    ['no list', 'a', { type: 'array' }, '"a" is not a list'],
    ['too few', [], { type: 'array', minItems: 1 }, 'a list of 0 has fewer than 1 elements'],
    ['too many', [1, 2], { type: 'array', maxItems: 1 }, 'a list of 2 has more than 1 elements'],
    ['no record', [1], { type: 'object' }, 'a list of 1 is not a record'],
    ['none of the allowed', 'z', { enum: ['x', 'y'] }, '"z" is none of x, y'],
    ['a pattern', 'ab', { type: 'string', pattern: '^[A-Z]+$' }, '"ab" does not fit ^[A-Z]+$'],
    ['no decimal (D04)', '1,234.56', { type: 'string', format: 'decimal' }, '"1,234.56" is not a number'],
    ['too short', 'a', { type: 'string', minLength: 2 }, '"a" is shorter than 2 characters'],
    [
      'a mail address that would have to be cut (D13)',
      'someone@example.com',
      { type: 'string', format: 'email', maxLength: 10 },
      '"someone@example.com" is longer than 10 characters',
    ],
  ])('refuses %s', (_, value, schema, message) => {
    const sink = new Sink();
    expect(fitterOf(schema)(value, 'f', sink)).toBeUndefined();
    expect(sink.problems).toMatchObject([{ code: 'flow.mapping-failed', path: 'f', message }]);
  });

  it('cuts a text that is too long, and says so (D01)', () => {
    const target = { type: 'object', properties: { name: { type: 'string', maxLength: 5 } } };
    const result = applyRule({ fields: { name: 'Ann Bo Ek' } }, {}, {}, { target });
    expect(result).toEqual({
      value: { name: 'Ann B' },
      problems: [],
      warnings: ['name: cut to 5 characters: "Ann B" (was 9 characters)'],
    });
  });

  it('tears no emoji apart when it cuts (D02)', () => {
    const sink = new Sink();
    expect(fitterOf({ type: 'string', maxLength: 6 })('ab 👨‍👩‍👧', 'f', sink)).toBe('ab');
    expect(sink.warnings).toHaveLength(1);
  });
});

describe('any input', () => {
  const target: JsonSchema = {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 10 },
      qty: { type: 'integer', minimum: 0 },
      amount: { type: 'string', format: 'decimal' },
      flag: { type: 'boolean' },
      tags: { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: 3 },
      inner: {
        type: 'object',
        properties: { code: { enum: ['a', 'b'] } },
        required: ['code'],
        additionalProperties: false,
      },
    },
    required: ['name'],
    additionalProperties: false,
  };
  const validate = new Ajv2020({ formats: { decimal: /^[+-]?\d+(\.\d+)?$/ } }).compile(target);
  const anyJson = fc.jsonValue() as fc.Arbitrary<Json>;
  const likely = fc.record(
    {
      name: fc.oneof(fc.string({ unit: 'grapheme' }), anyJson),
      qty: fc.oneof(fc.integer(), fc.integer().map(String), anyJson),
      amount: fc.oneof(fc.float().map(String), anyJson),
      flag: fc.oneof(fc.boolean(), anyJson),
      tags: fc.oneof(fc.array(fc.string()), anyJson),
      inner: fc.oneof(fc.record({ code: fc.constantFrom('a', 'c') }), anyJson),
      more: anyJson,
    },
    { requiredKeys: [] },
  );

  it('gives what the target schema accepts, or a problem with a path inside it', () => {
    fc.assert(
      fc.property(likely, (input) => {
        const { value, problems } = applyRule('${ input }', { input: input as JsonObject }, {}, { target });
        if (problems.length === 0 && value !== undefined)
          expect(validate(value), JSON.stringify([value, validate.errors])).toBe(true);
        for (const problem of problems)
          expect(problem.path).toMatch(/^(?:(?:name|qty|amount|flag|tags|inner)(?:[.[].*)?)?$/);
      }),
    );
  });

  it('never throws, and says the same twice', () => {
    const fields = {
      n: '${ input.a + 1 }',
      l: { for: 'x', in: '${ input.list }', fields: { u: { crosswalk: 'unit', key: '${ x }' } } },
    } as const;
    fc.assert(
      fc.property(anyJson, (input) => {
        const first = applyMapping({ fields }, { input }, CROSSWALKS);
        expect(applyMapping({ fields }, { input }, CROSSWALKS)).toEqual(first);
      }),
    );
  });
});

it('compiles a mapping once', () => {
  const mapping = { fields: { a: '${ order.number }' } };
  expect(applyMapping(mapping, SCOPE).value).toEqual({ a: '1042' });
  expect(applyMapping(mapping, { order: { number: '7' } }).value).toEqual({ a: '7' });
  expect(applyMapping(mapping, SCOPE, {}, { shapes: new Map() }).value).toEqual({ a: '1042' });
});

it('tells where each target field comes from', () => {
  const origins = originsOf({
    type: 'WEB',
    key: '${ order.number }',
    who: '${ order.first } ${ order.?last }',
    sum: '${ sum(order.lines.map(l, l.qty)) + tax }',
    note: { if: '${ order.guest }', value: 'guest', else: 5 },
    parts: ['a', { fields: { b: '${ order.b }' } }],
    lines: {
      for: 'l',
      in: '${ order.lines }',
      if: '${ l.ok }',
      fields: { unit: { crosswalk: 'unit', key: '${ l.unit }' }, n: '${ index + 1 }' },
    },
    broken: '${ 1 + }',
  });
  expect(
    origins.map(({ target, kind, sources, crosswalk, condition }) => [target, kind, sources, crosswalk ?? condition]),
  ).toEqual([
    ['type', 'literal', [], undefined],
    ['key', 'copy', ['order.number'], undefined],
    ['who', 'text', ['order.first', 'order.last'], undefined],
    ['sum', 'expression', ['order', 'tax'], undefined],
    ['note', 'literal', [], '${ order.guest }'],
    ['note', 'literal', [], 'not ${ order.guest }'],
    ['parts[0]', 'literal', [], undefined],
    ['parts[1].b', 'copy', ['order.b'], undefined],
    ['lines[].unit', 'crosswalk', ['order.lines[].unit'], 'unit'],
    ['lines[].n', 'expression', ['index'], '${ l.ok }'],
    ['broken', 'expression', [], undefined],
  ]);
});
