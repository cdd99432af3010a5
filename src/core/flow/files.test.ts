import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_EXAMPLES } from './examples.ts';
import type { FileKind } from './file-specs.ts';
import { formatFile, formatText } from './format.ts';
import type { Crosswalk, Flow, Mapping } from './model.ts';
import { parseFile, parseValue } from './parse.ts';
import { FILE_SCHEMAS, schemaText } from './schema.ts';

const KINDS: readonly FileKind[] = ['flow', 'mapping', 'crosswalk'];
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
const validators = Object.fromEntries(KINDS.map((kind) => [kind, ajv.compile(FILE_SCHEMAS[kind])]));
const drop = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('examples', () => {
  it.each(FILE_EXAMPLES.map((each) => [`${each.valid ? 'good' : 'bad'} ${each.kind}: ${each.reason}`, each] as const))(
    '%s',
    (_, each) => {
      const value = drop(each.value);
      const own = parseValue(each.kind, 'file', value);
      expect(own.problems.filter((p) => p.severity === 'error').length === 0, JSON.stringify(own.problems)).toBe(
        each.valid,
      );
      expect('value' in own).toBe(each.valid);
      expect(validators[each.kind]?.(value), JSON.stringify(validators[each.kind]?.errors)).toBe(each.valid);
      if (!each.valid) return;
      const text = formatFile(each.kind, value as Flow);
      const back = parseFile(each.kind, 'file', text);
      expect(back.problems).toEqual([]);
      expect(back.value).toEqual(value);
    },
  );
});

it.each(KINDS)('the published schema of a %s is not stale (node scripts/write-docs.ts writes it)', (kind) => {
  expect(readFileSync(new URL(`../../../docs/schemas/${kind}.json`, import.meta.url), 'utf8')).toBe(schemaText(kind));
});

describe('faults have a line, a path, words and a suggestion', () => {
  const FLOW = `version: 1
flow: order-to-cash
title: Orders
connections: [clarity, m3]
trigger: { event: clarity.order.created, dedupe: "\${ event.id }" }
`;
  const first = (text: string, kind: FileKind = 'flow') => {
    const { problems } = parseFile(kind, 'flow.yaml', text);
    const { file: _, severity: __, ...problem } = problems[0] ?? { file: '', severity: 'error' };
    return problem;
  };

  it.each([
    [
      'a misspelt key',
      `${FLOW}stepz: []\n`,
      { line: 6, column: 1, path: 'stepz', code: 'unknown-key', suggestion: 'steps' },
    ],
    [
      'a misspelt verb',
      `${FLOW}steps:\n  - id: order\n    cal: m3.order.create\n`,
      { line: 8, column: 5, path: 'steps.order.cal', code: 'no-verb', suggestion: 'call' },
    ],
    [
      'a missing key',
      `${FLOW}steps:\n  - id: order\n    hold: { queue: totals }\n`,
      { line: 8, path: 'steps.order.hold', code: 'missing-key', message: '"reason" is missing' },
    ],
    [
      'a fault inside a catch clause',
      `${FLOW}steps:\n  - id: order\n    wait: 5s\n    catch:\n      - error: rejected\n        hold: { queue: X, reason: R }\n`,
      { line: 11, path: 'steps.order.catch[0].hold.queue', code: 'wrong-value' },
    ],
    [
      'an unquoted number',
      `${FLOW}steps:\n  - id: 1\n    wait: 5s\n`,
      { line: 7, path: 'steps[0].id', code: 'wrong-type', suggestion: '"1"' },
    ],
    ['a key that is true elsewhere', `${FLOW}steps: []\non: x\n`, { line: 7, path: 'on', code: 'forbidden-key' }],
    [
      'a number with leading zeros',
      `${FLOW}steps:\n  - id: a\n    set: { warehouse: 001 }\n`,
      { line: 8, path: 'steps.a.set.warehouse', code: 'yaml-ambiguous' },
    ],
    [
      'Norway without quotes',
      `${FLOW}steps:\n  - id: a\n    set:\n      country: NO\n`,
      { line: 9, column: 7, path: 'steps.a.set.country', code: 'yaml-ambiguous' },
    ],
    [
      'a date without quotes',
      `${FLOW}steps:\n  - id: a\n    set: [x]\n  - id: b\n    set: { day: 2026-01-01 }\n`,
      { line: 10, path: 'steps.b.set.day', code: 'yaml-ambiguous' },
    ],
    ['an anchor', `${FLOW}steps: &a []\n`, { line: 6, path: 'steps', code: 'yaml-feature' }],
    ['an alias', `${FLOW}steps: &a\n  - *a\n`, { code: 'yaml-feature' }],
    ['a tag', `${FLOW}steps: !js []\n`, { line: 6, code: 'yaml-feature' }],
    ['two documents', `${FLOW}steps: []\n---\na: 1\n`, { line: 7, code: 'yaml-feature' }],
    ['a key twice', `${FLOW}steps: []\ntitle: Again\n`, { line: 7, code: 'yaml-syntax' }],
    ['broken YAML', `${FLOW}steps: [\n`, { code: 'yaml-syntax' }],
    [
      'an expression that is not closed',
      `${FLOW}steps:\n  - id: a\n    end: "\${ x"\n`,
      { line: 8, path: 'steps.a.end', code: 'expression-syntax' },
    ],
    [
      'a condition without ${ }',
      `${FLOW}steps:\n  - id: a\n    if: order.guest\n    wait: 5s\n`,
      { line: 8, code: 'wrong-value', suggestion: '${ order.guest }' },
    ],
    [
      'a reserved id',
      `${FLOW}steps:\n  - id: event\n    wait: 5s\n`,
      { line: 7, path: 'steps.event.id', code: 'reserved-id' },
    ],
    [
      'map and with',
      `${FLOW}steps:\n  - id: a\n    call: m3.a.b\n    map: x\n    with: { a: 1 }\n`,
      { line: 7, code: 'two-verbs' },
    ],
    ['an empty file', '', { line: 1, code: 'missing-key', path: '' }],
    ['a file that is a list', '- a\n', { code: 'wrong-type', path: '' }],
    ['a file that is too large', `# ${'x'.repeat(2_000_001)}`, { code: 'file-too-large' }],
    [
      'a choice whose default is none of its choices',
      `${FLOW}steps: []\nsettings:\n  a: { title: A, type: choice, choices: [x], default: z }\n`,
      { line: 8, path: 'settings.a', code: 'wrong-value' },
    ],
    [
      'a default of another type',
      `${FLOW}steps: []\nsettings:\n  a: { title: A, type: number, default: "5" }\n`,
      { line: 8, path: 'settings.a.default', code: 'wrong-type' },
    ],
    ['an infinite number', `${FLOW}steps:\n  - id: a\n    set: { a: .inf }\n`, { line: 8, code: 'yaml-ambiguous' }],
  ])('%s', (_, text, expected) => {
    expect(first(text)).toMatchObject(expected);
    expect(first(text)).toHaveProperty('message');
  });

  it.each([
    [{ a: undefined }, 'a rule is needed here, not nothing'],
    [{ a: Number.POSITIVE_INFINITY }, 'a rule is needed here, not a number'],
    ['x', 'a record is needed here, not a text'],
    [[], 'a record is needed here, not a list'],
    [true, 'a record is needed here, not true or false'],
    [5, 'a record is needed here, not a number'],
    [null, 'a record is needed here, not nothing'],
  ])('judges data that no file could hold: %j', (fields, message) => {
    const { problems } = parseValue('mapping', 'm', { version: 1, map: 'm', title: 'M', to: 'm3.a.b', fields });
    expect(problems).toMatchObject([{ code: 'wrong-type', message }]);
  });

  it('suggests the rule that was meant', () => {
    const text = 'version: 1\nmap: order\ntitle: O\nto: m3.order.create\nfields:\n  unit: { croswalk: unit, key: x }\n';
    expect(first(text, 'mapping')).toMatchObject({ line: 6, path: 'fields.unit', suggestion: 'crosswalk' });
  });

  it('wants cells in quotes', () => {
    const text = 'crosswalk: c\ntitle: C\nfrom: a\nto: b\nrows:\n  SE: 7\n';
    expect(first(text, 'crosswalk')).toMatchObject({ line: 6, path: 'rows.SE', suggestion: '"7"' });
  });

  it('takes JSON as well', () => {
    const { value, problems } = parseFile(
      'crosswalk',
      'c.json',
      '{"crosswalk":"c","title":"C","from":"a","to":"b","rows":{"NO":"NO"}}',
    );
    expect(problems).toEqual([]);
    expect(value?.rows).toEqual({ NO: 'NO' });
  });
});

describe('the canonical form', () => {
  it('has fixed key order, block style, quotes where they are needed, and keeps comments', () => {
    const text = `steps:
  # before the order
  - { call: m3.order.create, id: order, with: { country: 'NO', postal: "01234", when: '\${ a ? b : c }' } }
title: "Orders"   # as shown

flow: 'x'
version: 1
connections: [ m3 ]

trigger: {dedupe: "\${ event.id }", event: m3.a.b}
`;
    expect(formatText('flow', text)).toBe(`version: 1
flow: x
title: Orders # as shown
connections:
  - m3
trigger:
  event: m3.a.b
  dedupe: \${ event.id }
steps:
  # before the order
  - id: order
    call: m3.order.create
    with:
      country: "NO"
      postal: "01234"
      when: "\${ a ? b : c }"
`);
    expect(formatText('flow', formatText('flow', text) ?? '')).toBe(formatText('flow', text));
  });

  it('is undefined for what is not YAML', () => {
    expect(formatText('flow', 'a: [')).toBeUndefined();
    expect(formatText('crosswalk', 'a: 1')).toBe('a: 1\n');
  });

  const name = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,6}$/);
  const risky = fc.constantFrom(
    'NO',
    'yes',
    '007',
    '1.10',
    '1e3',
    '2026-01-01',
    '12:30',
    '~',
    'null',
    '',
    ' x ',
    'a: b',
    '# c',
    '- d',
    '${ a ? b : c }',
    '${ {"a": "}"} }',
    'two\nlines\n',
    'a\n\n b',
    '\t',
    '=',
    '<<',
    '0x1F',
    '.inf',
    '!tag',
    '&a',
    '*a',
    '💥',
    '\u0085',
    'it\'s "q"',
    '| x',
    '> y',
    '@a',
    '`b`',
    '%c',
    '1_000',
    'y',
  );
  const anyText = fc.oneof(
    risky,
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '#', '"', "'", '-', '\t', '\r') }),
  );
  const literal = fc.oneof(
    anyText.filter((text) => !text.includes('${')),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.constant('${ order.x }'),
  );
  const { rule } = fc.letrec((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small' },
      literal,
      fc.array(tie('rule'), { maxLength: 3 }),
      fc.record({ fields: fc.dictionary(name, tie('rule'), { maxKeys: 3 }) }),
      fc.record(
        { else: tie('rule'), if: fc.constant('${ a }'), value: tie('rule') },
        { requiredKeys: ['if', 'value'] },
      ),
      fc.record({ fields: fc.dictionary(name, tie('rule'), { maxKeys: 2 }), in: fc.constant('${ xs }'), for: name }),
    ),
  }));
  const fields = fc.dictionary(name, rule, { maxKeys: 4 });
  const safe = anyText.filter((text) => !text.includes('${'));
  const { step } = fc.letrec<{ step: unknown; steps: unknown[] }>((tie) => ({
    steps: fc.array(tie('step'), { maxLength: 2 }),
    step: fc.oneof(
      { depthSize: 'small' },
      fc.record({ set: fields, id: name.map((n) => `s${n}`), note: safe }, { requiredKeys: ['set', 'id'] }),
      fc.record(
        { end: safe, id: name.map((n) => `s${n}`), if: fc.constant('${ a }') },
        { requiredKeys: ['end', 'id'] },
      ),
      fc.record({
        with: fields,
        id: name.map((n) => `s${n}`),
        call: fc.constant('m3.a.b'),
        retry: fc.constantFrom('never', { delay: '2s', attempts: 3 }),
      }),
      fc.record({
        otherwise: tie('steps'),
        id: name.map((n) => `s${n}`),
        switch: fc.array(fc.record({ steps: tie('steps'), when: fc.constant('${ a }') }), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
      fc.record({
        id: name.map((n) => `s${n}`),
        hold: fc.record({ reason: safe, queue: fc.constant('q') }),
        catch: fc.constant([{ set: 'x', error: 'rejected' }]),
      }),
    ),
  }));
  const flow = fc.record({
    steps: fc.array(step, { maxLength: 3 }),
    title: safe,
    flow: fc.constant('x'),
    trigger: fc.constant({ dedupe: '${ event.id }', event: 'm3.a.b' }),
    connections: fc.constant(['m3']),
    version: fc.constant(1 as const),
  }) as unknown as fc.Arbitrary<Flow>;
  const mapping = fc.record({
    fields,
    to: fc.constant('m3.a.b'),
    title: safe,
    map: fc.constant('x'),
    version: fc.constant(1 as const),
  }) as unknown as fc.Arbitrary<Mapping>;
  const crosswalk = fc.record({
    rows: fc.dictionary(
      anyText,
      anyText.filter((text) => text !== ''),
    ),
    title: safe,
    from: safe,
    to: safe,
    crosswalk: fc.constant('c'),
  }) as fc.Arbitrary<Crosswalk>;

  it.each([
    ['flow', flow],
    ['mapping', mapping],
    ['crosswalk', crosswalk],
  ] as const)('of any %s reads back the same, and formats to itself', (kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<Flow>, (value) => {
        const text = formatFile(kind, value);
        const back = parseFile(kind, 'file', text);
        expect(back.problems).toEqual([]);
        expect(back.value).toEqual(value);
        expect(formatFile(kind, back.value as Flow)).toBe(text);
        expect(formatText(kind, text)).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
