import { describe, expect, it } from 'vitest';
import { kindOfFile, loadBundle } from './bundle.ts';
import { compileFlow } from './compile.ts';
import { PROBLEM_CODES } from './findings.ts';
import type { Problem } from './model.ts';
import { FLOW_HEAD, READ_ORDER, TEST_CATALOGUE, testFiles, testProgram } from './testing.ts';

const CSV = 'shop,erp\nSverige,SE\nNorge,NO\n';

/** All problems of a flow with these files. */
function check(flow: string, others: Readonly<Record<string, string>> = {}): readonly Problem[] {
  const loaded = loadBundle(testFiles(flow, others));
  const compiled = loaded.flows.flatMap((each) => compileFlow(each.bundle, TEST_CATALOGUE, each.sources).problems);
  return [...loaded.problems, ...compiled];
}

const words = (problems: readonly Problem[]) =>
  problems.map(({ file, line, path, severity, code, message, suggestion }) =>
    [file.replace('flows/', ''), line, path, severity === 'warning' ? `(${code})` : code, message, suggestion].filter(
      (each) => each !== undefined,
    ),
  );

describe('a flow without faults', () => {
  it('compiles into a program with every verb', () => {
    const program = testProgram(
      `${FLOW_HEAD}facts: { order: "\${ order.number }", amount: "\${ order.total }", reference: "\${ order.note }" }
${READ_ORDER}  - { id: mapped, map: mapped }
  - { id: country, lookup: { crosswalk: country, key: "\${ order.country }", default: SE } }
  - { id: link, lookup: { link: order, from: shop, id: "\${ order.id }", to: erp } }
  - { id: values, set: { number: "\${ order.number }", many: [1, "\${ order.total }"] } }
  - id: choose
    switch: [{ when: "\${ order.guest }", steps: [{ id: inner, wait: 5s }] }]
    otherwise: [{ id: other, end: "Nothing for \${ values.number }" }]
  - { id: lines, for: line, in: "\${ order.lines }", steps: [{ id: add, call: erp.line.add, with: { item: "\${ line.sku }" } }] }
  - { id: both, parallel: [{ id: left, steps: [{ id: x, wait: 1s }] }, { id: right, steps: [] }] }
  - id: attempt
    try: [{ id: create, call: erp.order.create, map: order, timeout: 30s, retry: { attempts: 3, delay: 5s, max: 1s, kinds: [conflict], backoff: constant, within: 1h } }]
    catch:
      - { error: erp.item-not-found, if: "\${ error.field == 'x' }", hold: { queue: q, reason: "\${ error.message }", scope: line } }
      - { error: erp.*, steps: [{ id: note, set: { e: "\${ error.code }" } }] }
      - { error: missing, set: { fields: { number: none } } }
  - { id: stop, if: "\${ order.total > settings.tolerance }", hold: { queue: q, reason: Wait } }
  - { id: send, emit: { event: own.order.done, data: { number: "\${ order.number }" } } }
  - { id: sub, flow: other, with: { id: "\${ order.id }" } }
  - { id: fail, if: "\${ false }", raise: { code: own.bad, message: "No \${ run.id } \${ now }" } }
`,
      {
        'test/order.map.yaml': `version: 1
map: order
title: O
to: erp.order.create
fields:
  key: \${ order.number }
  name: Anna
  express: \${ !order.guest }
  country: { crosswalk: country, key: "\${ order.country }" }
  lines: { for: l, in: "\${ order.lines }", if: "\${ l.qty > 0 }", fields: { item: "\${ l.sku }", quantity: "\${ l.qty }", unit: "\${ l.?unit }" } }
`,
        'test/mapped.map.yaml':
          'version: 1\nmap: mapped\ntitle: M\nto: shop.order\nfields: { id: a, number: b, guest: true, total: "1", country: c, lines: [] }\n',
        'crosswalks/country.csv': CSV,
        'other/flow.yaml': FLOW_HEAD.replace('flow: test', 'flow: other').replace('[shop, erp]', '[shop]') + READ_ORDER,
        'samples/order.json': '{',
        'test/README.md': '# x',
      },
    );
    expect(program.steps.map((step) => step.verb)).toEqual([
      'call',
      'map',
      'lookup',
      'find-link',
      'set',
      'switch',
      'for',
      'parallel',
      'try',
      'hold',
      'emit',
      'flow',
      'raise',
    ]);
    expect(program.settings).toEqual({ tolerance: 0.01, mode: 'a' });
    expect([...program.facts.keys()]).toEqual(['order', 'amount', 'reference']);
    expect(program.trigger.events).toEqual(['shop.order.created']);
    const attempt = program.steps[8];
    expect(attempt).toMatchObject({
      verb: 'try',
      steps: [
        {
          verb: 'call',
          operation: 'order.create',
          timeoutMs: 30_000,
          retry: { on: ['conflict'], attempts: 3, delayMs: 5000, factor: 1, maxMs: 5000, withinMs: 3_600_000 },
        },
      ],
    });
    expect(program.steps[0]?.retry).toMatchObject({
      on: ['unreachable', 'throttled'],
      delayMs: 2000,
      maxMs: 900_000,
      withinMs: 86_400_000,
    });
  });

  it('keeps decimals decimal whatever may become of the step that gave them', () => {
    const order =
      'steps:\n  - { id: order, if: "${ true }", call: shop.order.get, with: { id: "1" }, catch: [{ error: missing, set: { fields: { other: 1 } } }] }\n';
    const program = testProgram(
      `${FLOW_HEAD}${order}  - { id: p, if: "\${ order != null }", call: erp.ping }\n  - { id: s, set: { sum: "\${ order.?total.orValue(0) + order.?total.orValue(0) }", more: "\${ order.?other }" } }\n`,
    );
    const [, , set] = program.steps;
    if (set?.verb !== 'set') throw new Error('no set');
    expect(set.rules.apply({ variables: { order: { total: '2.50' } }, crosswalks: {} }).value).toEqual({ sum: '5' });
  });

  it('takes a flow by schedule, and one that starts with another flow’s event', () => {
    const steps = 'steps: [{ id: a, call: erp.ping }]\n';
    expect(
      testProgram(
        FLOW_HEAD.replace(/trigger: .*/, 'trigger: { schedule: "0 5 * * *", zone: UTC }').replace(
          '[shop, erp]',
          '[erp]',
        ) + steps,
      ).trigger,
    ).toEqual({ events: [], schedule: { schedule: '0 5 * * *', zone: 'UTC' } });
    const own = FLOW_HEAD.replace('shop.order.created', 'own.order.done').replace('[shop, erp]', '[erp]');
    expect(testProgram(own + steps).trigger.events).toEqual(['own.order.done']);
  });

  it('keeps crosswalks outside of what is compiled, so that a newer table can be put in', () => {
    const program = testProgram(
      `${FLOW_HEAD}${READ_ORDER}  - { id: c, lookup: { crosswalk: country, key: Island } }\n  - { id: p, call: erp.ping }\n`,
      { 'crosswalks/country.csv': CSV },
    );
    const [, lookup] = program.steps;
    if (lookup?.verb !== 'lookup') throw new Error('no lookup');
    expect(lookup.rules.apply({ variables: {}, crosswalks: program.crosswalks }).problems).toHaveLength(1);
    const newer = { country: { crosswalk: 'country', title: 'C', from: 'a', to: 'b', rows: { Island: 'IS' } } };
    expect(lookup.rules.apply({ variables: {}, crosswalks: newer }).value).toBe('IS');
  });
});

describe('faults of a flow', () => {
  const flow = (steps: string, head = FLOW_HEAD) => `${head}${READ_ORDER}${steps}  - { id: used, call: erp.ping }\n`;
  const one = (steps: string) => words(check(flow(steps), { 'crosswalks/country.csv': CSV }))[0]?.slice(1);

  it.each([
    [
      'an operation that does not exist',
      '  - { id: a, call: shop.order.gte, with: {} }\n',
      [13, 'steps.a.call', 'unknown-operation', '"shop" has no operation "shop.order.gte"', 'shop.order.get'],
    ],
    [
      'a connection the flow does not list',
      '  - { id: a, call: ship.order.get }\n',
      [13, 'steps.a.call', 'unknown-connection', '"ship" is not among the flow\'s connections', 'shop'],
    ],
    [
      'a target field that does not exist',
      '  - { id: a, call: erp.line.add, with: { itme: x } }\n',
      [13, 'steps.a.with.itme', 'unknown-field', 'there is no field "itme" in the target; known are item', 'item'],
    ],
    [
      'a required field without a rule',
      '  - { id: a, call: erp.line.add, with: {} }\n',
      [13, 'steps.a.with', 'missing-field', 'there is no rule for "item", which the target requires'],
    ],
    [
      'a call without any input',
      '  - { id: a, call: erp.line.add }\n',
      [13, 'steps.a.call', 'missing-field', 'there is no rule for "item", which the target requires'],
    ],
    [
      'a misspelt source field',
      '  - { id: a, call: erp.line.add, with: { item: "${ order.nmuber }" } }\n',
      [13, 'steps.a.with.item', 'unknown-field', 'order.nmuber: there is no field "nmuber"', 'number'],
    ],
    [
      'a misspelt field of the event',
      '  - { id: a, set: { x: "${ event.acount }" } }\n',
      [13, 'steps.a.set.x', 'unknown-field', 'event.acount: there is no field "acount"', 'account'],
    ],
    [
      'a misspelt setting',
      '  - { id: a, set: { x: "${ settings.tolerence }" } }\n',
      [13, 'steps.a.set.x', 'unknown-field', 'settings.tolerence: there is no field "tolerence"', 'tolerance'],
    ],
    [
      'a step that comes later',
      '  - { id: a, set: { x: "${ later }" } }\n  - { id: later, set: {} }\n',
      [
        13,
        'steps.a.set.x',
        'unknown-variable',
        'there is no variable "later"; known here: event, settings, run, now, order',
      ],
    ],
    [
      'a field that may be missing',
      '  - { id: a, set: { x: "${ order.note }" } }\n',
      [13, 'steps.a.set.x', '(may-be-missing)', 'order.note may be missing, and the step then fails', 'order.?note'],
    ],
    [
      'a field of a step that may be left out',
      '  - { id: a, if: "${ order.guest }", call: erp.line.add, with: { item: x } }\n  - { id: b, set: { x: "${ a.line }" } }\n',
      [
        14,
        'steps.b.set.x',
        '(may-be-missing)',
        'a is null when its step was left out, and the step then fails',
        'a.?line',
      ],
    ],
    [
      'a misspelt field of a step that may be left out',
      '  - { id: a, if: "${ order.guest }", call: erp.line.add, with: { item: x } }\n  - { id: b, set: { x: "${ a.?lien }" } }\n',
      [14, 'steps.b.set.x', 'unknown-field', 'a.?lien: there is no field "lien"', 'line'],
    ],
    [
      'a wrong element of a fixed list',
      '  - { id: a, call: erp.order.create, with: { key: x, lines: [{ fields: { itm: x } }] } }\n',
      [13, 'steps.a.with.lines[0].fields.itm', 'unknown-field', expect.any(String) as string, 'item'],
    ],
    [
      'a record for a text field',
      '  - { id: a, call: erp.line.add, with: { item: { fields: { x: 1 } } } }\n',
      [13, 'steps.a.with.item', 'field-type', 'the target is a text, and this gives a record'],
    ],
    [
      'a text for a truth value',
      '  - { id: a, call: erp.order.create, with: { key: x, lines: [], express: "${ order.number }" } }\n',
      [13, 'steps.a.with.express', 'field-type', 'the target is true or false, and this gives a text'],
    ],
    [
      'a literal of the wrong kind',
      '  - { id: a, call: erp.order.create, with: { key: x, lines: [], express: 5 } }\n',
      [13, 'steps.a.with.express', 'field-type', '5 is not true or false'],
    ],
    [
      'a condition that is no truth value',
      '  - { id: a, if: "${ order.number }", wait: 5s }\n',
      [13, 'steps.a.if', 'expression-result', 'true or false is needed here, and this gives a text'],
    ],
    [
      'a condition that compares text with numbers',
      '  - { id: a, if: "${ order.number > 5 }", wait: 5s }\n',
      [
        13,
        'steps.a.if',
        'expression-type',
        'no such overload: string > int; a text is compared with a number: use decimal(…) or text(…)',
      ],
    ],
    [
      'a loop over a text',
      '  - { id: a, for: l, in: "${ order.number }", steps: [] }\n',
      [13, 'steps.a.in', 'expression-result', 'a list is needed here, and this gives a text'],
    ],
    [
      'a reason that is a list',
      '  - { id: a, end: "${ order.lines }" }\n',
      [13, 'steps.a.end', 'expression-result', 'a text is needed here, and this gives a list'],
    ],
    [
      'a list for a text field',
      '  - { id: a, call: erp.line.add, with: { item: "${ order.lines }" } }\n',
      [13, 'steps.a.with.item', 'field-type', 'the target is a text, and this gives a list'],
    ],
    [
      'a literal that is not allowed',
      '  - { id: a, call: erp.order.create, with: { key: x, lines: [], country: DK } }\n',
      [13, 'steps.a.with.country', 'field-type', '"DK" is none of SE, NO'],
    ],
    [
      'a literal that is too long',
      '  - { id: a, call: erp.order.create, with: { key: x, lines: [], name: "Someone with a long name" } }\n',
      [13, 'steps.a.with.name', '(field-type)', 'cut to 10 characters: "Someone wi" (was 24 characters)'],
    ],
    [
      'a mapping that is not there',
      '  - { id: a, map: ordr }\n',
      [13, 'steps.a.map', 'unknown-mapping', 'there is no mapping "ordr"'],
    ],
    [
      'a crosswalk that is not there',
      '  - { id: a, set: { x: { crosswalk: contry, key: x } } }\n',
      [13, 'steps.a.set.x.crosswalk', 'unknown-crosswalk', 'there is no crosswalk "contry"', 'country'],
    ],
    [
      'a lookup that is not there',
      '  - { id: a, lookup: { crosswalk: contry, key: x } }\n',
      [13, 'steps.a.lookup.crosswalk', 'unknown-crosswalk', 'there is no crosswalk "contry"', 'country'],
    ],
    [
      'a flow that is not there',
      '  - { id: a, flow: tset }\n',
      [13, 'steps.a.flow', 'unknown-flow', 'there is no flow "tset"', 'test'],
    ],
    [
      'a flow that runs itself',
      '  - { id: a, flow: test }\n',
      [13, 'steps.a.flow', 'flow-cycle', 'flows run each other in a circle: test → test'],
    ],
    [
      'an id used twice',
      '  - { id: order, wait: 5s }\n',
      [13, 'steps.order.id', 'duplicate-id', 'another step of this list has the id "order" too'],
    ],
    [
      'an id that hides an outer one',
      '  - { id: a, try: [{ id: order, wait: 5s }] }\n',
      [13, 'steps.a.try.order.id', 'duplicate-id', 'the id "order" hides another step or variable of that name'],
    ],
    [
      'a loop variable that hides a step',
      '  - { id: a, for: order, in: "${ order.lines }", steps: [] }\n',
      [13, 'steps.a.for', 'duplicate-id', '"order" hides another variable of that name'],
    ],
    [
      'two branches with the same id',
      '  - { id: a, switch: [{ when: "${ true }", steps: [{ id: x, wait: 1s }] }], otherwise: [{ id: x, wait: 1s }] }\n',
      [13, 'steps.a.otherwise.x.id', 'duplicate-id', 'another branch has a step "x" too, with the same address'],
    ],
    [
      'two parallel branches of one name',
      '  - { id: a, parallel: [{ id: x, steps: [] }, { id: x, steps: [] }] }\n',
      [13, 'steps.a.parallel.x.id', 'duplicate-id', 'another branch has the id "x" too'],
    ],
    [
      'an end inside a parallel branch',
      '  - { id: a, parallel: [{ id: x, steps: [{ id: e, end: stop }] }] }\n',
      [13, 'steps.a.parallel.x.steps.e.end', 'wrong-value', 'a parallel branch cannot end the run for the others'],
    ],
    [
      'a kind of failure that does not exist',
      '  - { id: a, wait: 5s, catch: [{ error: rejectd, set: 1 }] }\n',
      [
        13,
        'steps.a.catch[0].error',
        'wrong-value',
        expect.stringContaining('"rejectd" is no kind of failure') as string,
        'rejected',
      ],
    ],
    [
      'an error code that does not exist',
      '  - { id: a, wait: 5s, catch: [{ error: erp.item-notfound, set: 1 }] }\n',
      [
        13,
        'steps.a.catch[0].error',
        '(wrong-value)',
        'no error has the code "erp.item-notfound"',
        'erp.item-not-found',
      ],
    ],
    [
      'a prefix that fits no code',
      '  - { id: a, wait: 5s, catch: [{ error: epr.*, set: 1 }] }\n',
      [13, 'steps.a.catch[0].error', '(wrong-value)', 'no error has the code "epr.*"'],
    ],
    [
      'a clause that never has its turn',
      '  - { id: a, wait: 5s, catch: [{ error: erp.*, set: 1 }, { error: erp.rejected, set: 2 }] }\n',
      [
        13,
        'steps.a.catch[1].error',
        '(unreachable-clause)',
        'the clause for "erp.*" before this one takes every such failure',
      ],
    ],
    [
      'a retry of what may have happened',
      '  - { id: a, wait: 5s, retry: { kinds: [uncertain] } }\n',
      [
        13,
        'steps.a.retry.kinds',
        'unsafe-retry',
        '"uncertain" is never repeated by itself: the call may have taken effect, and its operation finds that out',
      ],
    ],
    [
      'a retry of refused credentials',
      '  - { id: a, wait: 5s, retry: { kinds: [unauthorized] } }\n',
      [13, 'steps.a.retry.kinds', 'unsafe-retry', expect.stringContaining('locked') as string],
    ],
    [
      'something unknown in a clause',
      '  - { id: a, wait: 5s, catch: [{ error: rejected, set: "${ error.cod }" }] }\n',
      [13, 'steps.a.catch[0].set', 'unknown-field', 'error.cod: there is no field "cod"', 'code'],
    ],
    [
      'a nested rule with a fault',
      '  - { id: a, set: { x: { for: l, in: "${ order.lines }", fields: { u: { if: "${ l.sku }", value: "${ l.skuu }", else: 1 } } } } }\n',
      [13, 'steps.a.set.x.fields.u.if', 'expression-result', 'true or false is needed here, and this gives a text'],
    ],
    [
      'rows over a text',
      '  - { id: a, set: { x: { for: l, in: "${ order.number }", if: "${ l }", fields: {} } } }\n',
      [13, 'steps.a.set.x.in', 'expression-result', 'a list is needed here, and this gives a text'],
    ],
    [
      'steps too deep',
      `  - ${'{ id: a, try: ['.repeat(14).replace(/id: a/g, () => `id: a${Math.random().toString(36).slice(2, 8)}`)}${'] }'.repeat(14)}\n`,
      [13, expect.any(String) as string, 'too-deep', 'steps stand inside one another more than 12 deep'],
    ],
    [
      'more steps than a flow may have',
      Array.from({ length: 500 }, (_, i) => `  - { id: s${i}, wait: 1s }\n`).join(''),
      [512, 'steps.s499', 'too-many-steps', 'a flow has at most 500 steps'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(one(steps)).toEqual(expected);
  });

  it('finds faults of triggers, facts and connections', () => {
    const head = FLOW_HEAD.replace('shop.order.created', 'shop.order.craeted').replace(
      '[shop, erp]',
      '[shop, erp, old]',
    );
    expect(words(check(flow('', head))).map((each) => each.slice(1))).toEqual([
      [5, 'trigger.event', 'unknown-event', '"shop" sends no event "shop.order.craeted"', 'shop.order.created'],
      [4, 'connections[2]', '(unused)', 'no step uses the connection "old"'],
    ]);
    const facts =
      FLOW_HEAD.replace('event.id }"', 'event.di }", if: "${ event.id }", orderBy: "${ run.id }"') +
      'facts: { name: "${ order.nmae }" }\n';
    expect(words(check(flow('', facts))).map((each) => each.slice(1, 4))).toEqual([
      [5, 'trigger.if', 'expression-result'],
      [5, 'trigger.dedupe', 'unknown-field'],
      [5, 'trigger.orderBy', 'unknown-variable'],
      [9, 'facts.name', 'unknown-field'],
    ]);
  });
});

describe('faults of other files', () => {
  const map = (fields: string, to = 'erp.order.create') =>
    `version: 1\nmap: order\ntitle: O\nto: ${to}\nfields:\n${fields}`;
  const flow = `${FLOW_HEAD}${READ_ORDER}  - { id: c, call: erp.order.create, map: order }\n`;

  it('are shown in the file that has them', () => {
    expect(
      words(check(flow, { 'test/order.map.yaml': map('  key: "${ order.numbr }"\n  lines: []\n  cuntry: SE\n') })),
    ).toEqual([
      ['test/order.map.yaml', 6, 'fields.key', 'unknown-field', 'order.numbr: there is no field "numbr"', 'number'],
      ['test/order.map.yaml', 8, 'fields.cuntry', 'unknown-field', expect.any(String) as string, 'country'],
    ]);
  });

  it('are told once, though two steps use the mapping', () => {
    const twice = flow.replace('- { id: c', '- { id: b, call: erp.order.create, map: order }\n  - { id: c');
    expect(check(twice, { 'test/order.map.yaml': map('  key: "${ order.numbr }"\n  lines: []\n') })).toHaveLength(1);
  });

  it('name a mapping made for another operation, one that nobody uses, and one for nothing', () => {
    expect(words(check(flow, { 'test/order.map.yaml': map('  item: x\n', 'erp.line.add') }))[0]).toEqual([
      'test/flow.yaml',
      13,
      'steps.c.map',
      'wrong-target',
      'mapping "order" makes the input of erp.line.add, not of erp.order.create',
    ]);
    const unused = `${FLOW_HEAD}${READ_ORDER}  - { id: c, call: erp.ping }\n`;
    expect(words(check(unused, { 'test/order.map.yaml': map('  key: x\n') }))).toEqual([
      ['test/order.map.yaml', 2, 'map', '(unused)', 'no step uses the mapping "order"'],
    ]);
    const mapped = `${FLOW_HEAD}${READ_ORDER}  - { id: c, call: erp.ping }\n  - { id: m, map: order }\n`;
    expect(words(check(mapped, { 'test/order.map.yaml': map('  key: x\n', 'erp.order.crate') }))[0]).toEqual([
      'test/order.map.yaml',
      4,
      'to',
      'unknown-operation',
      'there is no "erp.order.crate"',
      'erp.order.create',
    ]);
  });

  it('point at crosswalk rows that the target cannot take, and at broken tables', () => {
    const fields = '  key: x\n  lines: []\n  country: { crosswalk: country, key: "${ order.country }" }\n';
    expect(
      words(check(flow, { 'test/order.map.yaml': map(fields), 'crosswalks/country.csv': 'a,b\nDanmark,DK\n' })),
    ).toEqual([
      [
        'test/order.map.yaml',
        8,
        'fields.country',
        '(crosswalk-row)',
        'crosswalk "country", row "Danmark": "DK" is none of SE, NO',
      ],
    ]);
    expect(
      words(check(flow, { 'test/order.map.yaml': map(fields), 'crosswalks/country.csv': 'a,b\nDanmark\n' })),
    ).toContainEqual(['crosswalks/country.csv', 2, '', 'crosswalk-row', 'this row has 1 cells instead of 2']);
  });

  it('refuse two files for one thing, and names that say nothing', () => {
    const found = words(
      check(flow, {
        'test/order.map.yaml': map('  key: x\n  lines: []\n'),
        'test/second.map.yaml': map('  key: x\n  lines: []\n'),
        'two/flow.yaml': flow,
        'crosswalks/a.csv': CSV,
        'x/a.crosswalk.yaml': 'crosswalk: a\ntitle: A\nfrom: a\nto: b\nrows: {}\n',
        'test/order.mpa.yaml': 'a: 1\n',
        'test/bad.crosswalk.yaml': 'a: 1\n',
      }),
    );
    expect(found.filter(([file]) => file !== 'test/bad.crosswalk.yaml')).toEqual([
      ['test/order.mpa.yaml', '', '(unknown-file)', expect.any(String) as string, 'map.yaml'],
      ['test/second.map.yaml', '', 'duplicate-id', 'the mapping "order" is in flows/test/order.map.yaml too'],
      ['two/flow.yaml', '', 'duplicate-id', 'the flow "test" is in flows/test/flow.yaml too'],
      ['x/a.crosswalk.yaml', '', 'duplicate-id', 'the crosswalk "a" is in flows/crosswalks/a.csv too'],
    ]);
  });

  it('of two flows with mappings of the same name are kept apart', () => {
    const other = flow.replace('flow: test', 'flow: other');
    const found = check(flow, {
      'test/order.map.yaml': map('  key: x\n  lines: []\n'),
      'other/flow.yaml': other,
      'other/order.map.yaml': map('  key: x\n'),
    });
    expect(words(found)).toEqual([
      ['other/order.map.yaml', 5, 'fields', 'missing-field', expect.any(String) as string],
    ]);
  });

  it('of a sub-flow are shown where it is run as well, and circles are found', () => {
    const other = `${FLOW_HEAD.replace('flow: test', 'flow: other')}steps: [{ id: back, flow: test }, { id: p, call: erp.ping }]\n`;
    const found = check(`${FLOW_HEAD}${READ_ORDER}  - { id: go, flow: other }\n  - { id: p, call: erp.ping }\n`, {
      'other/flow.yaml': other,
    });
    expect(found.map((each) => each.code)).toEqual(['flow-cycle', 'flow-cycle']);
    const needs = `${FLOW_HEAD.replace('[shop, erp]', '[shop]')}steps: [{ id: go, flow: other }]\n`;
    const sub = `${FLOW_HEAD.replace('flow: test', 'flow: other')}steps: [{ id: p, call: erp.ping }]\n`;
    expect(words(check(needs, { 'other/flow.yaml': sub }))[0]?.slice(3)).toEqual([
      'unknown-connection',
      'flow "other" needs the connection "erp", which this flow does not list',
    ]);
  });
});

it('names files and steps when only the data is at hand', () => {
  const [loaded] = loadBundle(
    testFiles(`${FLOW_HEAD}steps: [{ id: a, call: erp.png }, { id: m, call: erp.line.add, map: order }]\n`, {
      'test/order.map.yaml': 'version: 1\nmap: order\ntitle: O\nto: erp.line.add\nfields: { itm: x }\n',
    }),
  ).flows;
  if (loaded === undefined) throw new Error('not loaded');
  expect(words(compileFlow(loaded.bundle, TEST_CATALOGUE).problems)).toEqual([
    ['test/flow.yaml', 'steps.a.call', 'unknown-operation', '"erp" has no operation "erp.png"', 'erp.ping'],
    ['test/order.map.yaml', 'fields.itm', 'unknown-field', expect.any(String) as string, 'item'],
    ['test/order.map.yaml', 'fields', 'missing-field', expect.any(String) as string],
  ]);
});

it('says when a connection is not there at all', () => {
  const [loaded] = loadBundle(testFiles(`${FLOW_HEAD}steps: [{ id: a, call: erp.ping }]\n`)).flows;
  if (loaded === undefined) throw new Error('not loaded');
  const problems = compileFlow(loaded.bundle, { connections: {} }).problems;
  expect(words(problems)).toEqual([
    ['test/flow.yaml', 'steps.a.call', 'unknown-connection', 'there is no connection "erp"'],
  ]);
});

it.each([
  ['flows/a/flow.yaml', 'flow'],
  ['flows/a/x.flow.json', 'flow'],
  ['a/order.map.yml', 'mapping'],
  ['a/x.crosswalk.yaml', 'crosswalk'],
  ['crosswalks/x.json', 'crosswalk'],
  ['crosswalks/x.csv', 'crosswalk-csv'],
  ['a/x.csv', undefined],
  ['a/flow.layout.json', undefined],
  ['a/samples/flow.yaml', undefined],
  ['a/README.md', undefined],
  ['a/what.yaml', 'unknown'],
])('takes %s for %s', (path, kind) => {
  expect(kindOfFile(path)).toBe(kind);
});

it('documents every problem code', () => {
  for (const [code, meaning] of Object.entries(PROBLEM_CODES)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(meaning).toMatch(/\.$/);
  }
});
