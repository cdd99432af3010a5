import { describe, expect, it } from 'vitest';
import { checkExpression } from './check.ts';
import { nameOf } from './infer.ts';
import { ANY, type Shape, shapeOf } from './shape.ts';

const CONTACT = {
  type: 'object',
  properties: { email: { type: 'string' }, country: { type: 'string' } },
  required: ['email'],
};
const ORDER = {
  type: 'object',
  $defs: { contact: CONTACT },
  properties: {
    number: { type: 'string' },
    note: { type: 'string' },
    guest: { type: 'boolean' },
    total: { type: 'string', format: 'decimal' },
    discount: { type: 'string', format: 'decimal' },
    customer: { $ref: '#/$defs/contact' },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        properties: { sku: { type: 'string' }, qty: { type: 'integer' }, unit: { type: 'string' } },
        required: ['sku', 'qty'],
      },
    },
    attributes: { type: 'object', additionalProperties: { type: 'string' } },
    anything: {},
  },
  required: ['number', 'guest', 'total', 'customer', 'lines', 'attributes', 'anything'],
};
const SHAPES = new Map<string, Shape>([
  ['order', shapeOf(ORDER)],
  ['settings', ANY],
]);

const check = (source: string) => checkExpression(source, SHAPES);
const words = (source: string) =>
  check(source).problems.map(
    (p) => `${p.severity} ${p.message}${p.suggestion === undefined ? '' : ` → ${p.suggestion}`}`,
  );

describe('what is fine', () => {
  it.each([
    ['order.number', 'a text'],
    ['order.total * 2', 'a number'],
    ['order.total == 19.9 && 3 < order.total', 'a truth value'],
    ['order.total in [1, 2]', 'a truth value'],
    ['order.?discount.orValue(0)', 'a number'],
    ['has(order.note) ? order.note : ""', 'a text'],
    ['has(order.note) && order.note.size() > 3', 'a truth value'],
    ['order.?note', 'a text'],
    ['order.?note.orValue("")', 'a text'],
    ['order.lines.map(l, l.qty)', 'a list'],
    ['sum(order.lines.map(l, l.qty))', 'a number'],
    ['order.lines.filter(l, l.qty > 1)', 'a list'],
    ['order.lines.exists(l, l.sku == "a")', 'a truth value'],
    ['order.lines[0].sku', 'a text'],
    ['first(order.lines).?sku', 'a text'],
    ['take(order.lines, 2)[0].sku', 'a text'],
    ['order.attributes.colour', 'a text'],
    ['order.attributes["colour"]', 'a text'],
    ['order.anything.goes.here', 'a value'],
    ['settings.tolerance', 'a value'],
    ['order["number"]', 'a text'],
    ['words([order.number, order.?note])', 'a text'],
    ['coalesce(order.?note, order.number)', 'a text'],
    ['lines36([order.number])', 'a list'],
    ['order.number.split("-")', 'a list'],
    ['order.?discount.hasValue()', 'a truth value'],
    ['order.?discount.or(order.?total).value()', 'a number'],
    ['order.guest ? "a" : "b"', 'a text'],
    ['[order.number]', 'a list'],
    ['m3date(order.number, "UTC") + "x"', 'a text'],
    ['dyn(order.number)', 'a value'],
    ['{"a": order.number}', 'a value'],
    ['!order.guest || -order.total < 0', 'a truth value'],
    ['true', 'a truth value'],
    ['2', 'a number'],
    ['order.lines', 'a list'],
  ])('%s is %s', (source, shape) => {
    expect(words(source)).toEqual([]);
    expect(nameOf(check(source).shape)).toBe(shape);
  });
});

describe('what is wrong is said with what was meant', () => {
  it.each([
    ['order.customer.emial', 'error order.customer.emial: there is no field "emial" → email'],
    ['order.lines.map(l, l.skuu)', 'error l.skuu: there is no field "skuu" → sku'],
    ['order.?nmuber', 'error order.?nmuber: there is no field "nmuber" → number'],
    ['order["nunber"]', 'error order["nunber"]: there is no field "nunber" → number'],
    ['ordr.number', 'error there is no variable "ordr"; known here: order, settings → order'],
    ['order.number.length', 'error order.number.length: a text has no field "length"'],
    ['order.zzzzzzzz', 'error order.zzzzzzzz: there is no field "zzzzzzzz"'],
    ['has(order.customr.email)', 'error order.customr: there is no field "customr" → customer'],
    ['order.note', 'warning order.note may be missing, and the step then fails → order.?note'],
    [
      'order.customer.country',
      'warning order.customer.country may be missing, and the step then fails → order.customer.?country',
    ],
    ['order.lines.map(l, l.unit)', 'warning l.unit may be missing, and the step then fails → l.?unit'],
    ['order.number > 3', /string > int; a text is compared with a number: use decimal/],
    ['order.guest ? order.total : 0', /Ternary branches.*decimal\("1"\)/],
    ['order.lines + 1', /no such overload: list<record> \+ int/],
    ['nofunction(order.number)', /error .*nofunction/],
    ['1 +', /error /],
    ['order.number.matches("a")', /matches\(\) is not allowed/],
    ['left(order.total, 3)', /left/],
  ])('%s', (source, expected) => {
    const found = words(source);
    expect(found).toHaveLength(1);
    if (typeof expected === 'string') expect(found[0]).toBe(expected);
    else expect(found[0]).toMatch(expected);
  });
});

it('keeps the types of two records apart when their checkers name them alike', () => {
  const other = new Map<string, Shape>([
    ['order', shapeOf({ type: 'object', properties: { id: { type: 'number' } }, required: ['id'] })],
  ]);
  expect(checkExpression('order.id > 3', other).problems).toEqual([]);
  expect(words('order.number == "a"')).toEqual([]);
  expect(checkExpression('order.number', other).problems).toHaveLength(1);
  expect(checkExpression('order.id + "a"', other).problems).toHaveLength(1);
});

it('reads a schema that contains itself', () => {
  const node = { type: 'object', properties: { next: { $ref: '#' }, id: { type: 'string' } } };
  expect(shapeOf(node).kind).toBe('record');
  expect(shapeOf({ $ref: 'https://elsewhere.example/schema' }).kind).toBe('any');
});
