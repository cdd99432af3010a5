import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../failure.ts';
import type { FlowProgram } from '../flow/program.ts';
import { FLOW_HEAD, READ_ORDER, testProgram } from '../flow/testing.ts';
import type { Json, JsonObject } from '../json.ts';
import { applyEntry, foldJournal } from './fold.ts';
import type { JournalEntry } from './journal.ts';
import { nextAction } from './next-action.ts';
import type { NextAction, RunView } from './view.ts';

const ORDER = {
  id: '7',
  number: '1042',
  guest: false,
  total: '100.00',
  country: 'Norge',
  lines: [
    { sku: 'A', qty: '2' },
    { sku: 'B', qty: '1' },
  ],
};
const BASE = { runId: 'r1', event: { id: '7' }, settings: {}, startedAt: 1_000 };
const REJECTED: Failure = { kind: 'rejected', code: 'erp.rejected', message: 'Customer blocked', field: 'customer' };
const CSV = 'shop,erp\nNorge,NO\n';

const steps = (text: string) => FLOW_HEAD + (text.startsWith('steps:') ? text : READ_ORDER + text);

/** What the other side answers, by address or by operation. */
type Answers = Readonly<Record<string, Json | Failure>>;

/** A small engine: does what nextAction says until the run rests. */
class Runner {
  readonly program: FlowProgram;
  readonly answers: Answers;
  readonly entries: JournalEntry[] = [];
  readonly did: string[] = [];
  now = 1_000;
  view: RunView;

  constructor(flow: string, answers: Answers = {}, others: Readonly<Record<string, string>> = {}) {
    this.program = testProgram(flow, others);
    this.answers = { 'order.get': ORDER, ...answers };
    this.view = foldJournal([], BASE);
  }

  append(entry: JournalEntry): void {
    this.entries.push(entry);
    this.view = applyEntry(this.view, entry);
  }

  /** Runs until the action is one that ends or pauses the run, and gives it. */
  run(): NextAction {
    for (let turn = 0; turn < 500; turn++) {
      const action = nextAction(this.program, this.view, this.now);
      // The journal alone tells the same as the view that grew with it.
      expect(nextAction(this.program, foldJournal(this.entries, BASE), this.now)).toEqual(action);
      const at = this.now;
      switch (action.do) {
        case 'call':
          this.call(action);
          break;
        case 'record':
          this.append({
            type: 'step-completed',
            at,
            step: action.step,
            output: action.output,
            ...(action.by === undefined ? {} : { by: action.by }),
          });
          break;
        case 'find-link':
          this.did.push(`find ${action.kind} ${action.from}:${action.id} in ${action.to}`);
          this.append({ type: 'step-completed', at, step: action.step, output: this.answers[action.step] as Json });
          break;
        case 'emit':
          this.did.push(`emit ${action.event} ${JSON.stringify(action.data)}`);
          this.append({ type: 'step-completed', at, step: action.step, output: null });
          break;
        case 'wait':
          if (action.journaled) return action;
          this.append({ type: 'waiting', at, step: action.step, until: action.until, why: action.why });
          break;
        case 'hold':
          if (this.view.hold === undefined) this.append({ type: 'held', at, step: action.step, hold: action.hold });
          return action;
        default:
          return action;
      }
    }
    throw new Error('the run does not come to rest');
  }

  private call(action: Extract<NextAction, { do: 'call' }>): void {
    const { step, operation, input } = action;
    this.did.push(`${step} ${operation} ${JSON.stringify(input)}`);
    if (!action.started) this.append({ type: 'step-started', at: this.now, step, input });
    const answer = this.answers[step] ?? this.answers[operation] ?? {};
    if (isFailure(answer)) this.append({ type: 'step-failed', at: this.now, step, failure: answer });
    else this.append({ type: 'step-completed', at: this.now, step, output: answer });
  }

  release(
    verb: 'retry' | 'release' | 'skip' | 'edit',
    step: string,
    more: { input?: Json; output?: Json } = {},
  ): NextAction {
    this.append({ type: 'released', at: this.now, by: 'ann', verb, step, ...more });
    return this.run();
  }

  outputOf(step: string): Json | undefined {
    return this.view.steps.get(step)?.output;
  }
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'kind' in value && 'code' in value;
}

describe('a list of steps', () => {
  it('goes one after the other and completes', () => {
    const runner = new Runner(steps('  - { id: add, call: erp.line.add, with: { item: "${ order.number }" } }\n'), {
      'line.add': { line: '1' },
    });
    expect(runner.run()).toEqual({ do: 'complete' });
    expect(runner.did).toEqual(['order order.get {"id":"7"}', 'add line.add {"item":"1042"}']);
  });

  it('uses the journaled input again after a crash, and does not work it out anew', () => {
    const runner = new Runner(steps(''));
    runner.append({ type: 'step-started', at: 1, step: 'order', input: { id: 'as sent' } });
    expect(nextAction(runner.program, runner.view, 5)).toMatchObject({
      do: 'call',
      started: true,
      input: { id: 'as sent' },
    });
  });

  it('finishes a step that was begun, whatever its condition says by now', () => {
    const program = testProgram(`${FLOW_HEAD}steps: [{ id: a, if: "\${ event.id == 'other' }", call: erp.ping }]\n`);
    const begun = foldJournal([{ type: 'step-started', at: 1, step: 'a', input: {} }], BASE);
    expect(nextAction(program, begun, 5)).toMatchObject({ do: 'call', started: true });
    expect(nextAction(program, foldJournal([], BASE), 5)).toMatchObject({ do: 'record', by: 'if' });
  });

  it('hands on the time-out, the retry rule and the clauses of a call', () => {
    const program = testProgram(
      `${FLOW_HEAD}steps: [{ id: a, call: erp.ping, timeout: 5s, retry: never, catch: [{ error: rejected, set: 1 }] }]\n`,
    );
    expect(nextAction(program, foldJournal([], BASE), 5)).toMatchObject({
      do: 'call',
      timeoutMs: 5000,
      policy: { retry: { on: [] }, catches: [{ error: 'rejected' }] },
    });
  });

  it('leaves a step out when its condition does not hold, and says so', () => {
    const runner = new Runner(
      steps(
        '  - { id: a, if: "${ order.guest }", call: erp.ping }\n  - { id: b, if: "${ !order.guest }", set: { seen: "${ a == null }" } }\n',
      ),
    );
    expect(runner.run().do).toBe('complete');
    expect(runner.view.steps.get('a')).toMatchObject({ output: null, by: 'if' });
    expect(runner.outputOf('b')).toEqual({ seen: true });
  });

  it('knows the event, the settings over their defaults, the run and its time', () => {
    const program = testProgram(
      `${FLOW_HEAD}steps: [{ id: a, set: { e: "\${ event.id }", t: "\${ settings.tolerance }", m: "\${ settings.mode }", r: "\${ run.id }", w: "\${ now }" } }]\n`,
    );
    const view = foldJournal([], { ...BASE, settings: { mode: 'b' } });
    expect(nextAction(program, view, 99_999_999)).toEqual({
      do: 'record',
      step: 'a',
      output: { e: '7', t: 0.01, m: 'b', r: 'r1', w: '1970-01-01T00:00:01.000Z' },
    });
  });

  it('rests once it has ended', () => {
    const { program } = new Runner(steps(''));
    const view = (entry: JournalEntry) => foldJournal([entry], BASE);
    expect(nextAction(program, view({ type: 'completed', at: 1 }), 1)).toEqual({ do: 'complete' });
    expect(nextAction(program, view({ type: 'canceled', at: 1, by: 'a', reason: 'b' }), 1)).toEqual({ do: 'complete' });
    expect(nextAction(program, view({ type: 'failed', at: 1, step: 'x', failure: REJECTED }), 1)).toEqual({
      do: 'fail',
      step: 'x',
      failure: REJECTED,
    });
  });
});

describe('pure steps', () => {
  it('set, map, look up, emit, and find links', () => {
    const runner = new Runner(
      steps(`  - { id: country, lookup: { crosswalk: country, key: "\${ order.country }" } }
  - { id: link, lookup: { link: order, from: shop, id: "\${ order.id }", to: erp } }
  - { id: mapped, map: order }
  - { id: sent, emit: { event: own.order.done, data: { erp: "\${ link }" } } }
`),
      { link: '0010004711' },
      {
        'crosswalks/country.csv': CSV,
        'test/order.map.yaml':
          'version: 1\nmap: order\ntitle: O\nto: erp.order.create\nfields: { key: "${ order.number }", country: "${ country }", lines: [], name: "A name that is too long" }\n',
      },
    );
    expect(runner.run().do).toBe('complete');
    expect(runner.outputOf('mapped')).toEqual({ key: '1042', country: 'NO', lines: [], name: 'A name tha' });
    expect(runner.did.slice(1)).toEqual(['find order shop:7 in erp', 'emit own.order.done {"erp":"0010004711"}']);
  });

  it('warn of what they cut', () => {
    const runner = new Runner(
      steps(
        '  - { id: c, call: erp.order.create, with: { key: k, lines: [], name: "${ order.country + order.country + order.country }" } }\n',
      ),
    );
    runner.run();
    const call = nextAction(
      runner.program,
      applyEntry(foldJournal([], BASE), { type: 'step-completed', at: 1, step: 'order', output: ORDER }),
      1,
    );
    expect(call).toMatchObject({
      do: 'call',
      warnings: ['name: cut to 10 characters: "NorgeNorge" (was 15 characters)'],
    });
  });

  it('take an id that is not there for a failure', () => {
    const runner = new Runner(
      steps('  - { id: link, lookup: { link: order, from: shop, id: "${ order.?note }", to: erp } }\n'),
    );
    expect(runner.run()).toMatchObject({
      do: 'hold',
      hold: { queue: 'mapping', failure: { code: 'flow.expression-failed', field: 'lookup.id' } },
    });
  });

  it('wait once, until the time that stands in the journal', () => {
    const runner = new Runner(`${FLOW_HEAD}steps: [{ id: a, wait: 5s }, { id: b, call: erp.ping }]\n`);
    expect(runner.run()).toEqual({ do: 'wait', step: 'a', until: 6_000, why: 'The flow waits', journaled: true });
    runner.now = 5_999;
    expect(runner.run().do).toBe('wait');
    runner.now = 6_000;
    expect(runner.run().do).toBe('complete');
  });

  it('end the flow with a reason, wherever they stand', () => {
    const runner = new Runner(
      steps(
        '  - { id: check, switch: [{ when: "${ !order.guest }", steps: [{ id: stop, end: "Order ${ order.number } is not for us" }] }] }\n  - { id: never, call: erp.ping }\n',
      ),
    );
    expect(runner.run()).toEqual({ do: 'complete' });
    expect(runner.outputOf('check/stop')).toEqual({ reason: 'Order 1042 is not for us' });
    expect(runner.did).toHaveLength(1);
  });

  it('pass an end that its condition left out', () => {
    const runner = new Runner(
      steps('  - { id: stop, if: "${ order.guest }", end: no guests }\n  - { id: then, call: erp.ping }\n'),
    );
    expect(runner.run()).toEqual({ do: 'complete' });
    expect(runner.did).toHaveLength(2);
  });
});

describe('failures of the flow itself become failures of the step', () => {
  it.each([
    [
      'an expression',
      '  - { id: a, set: { x: "${ order.lines[9].sku }" } }\n',
      {
        code: 'flow.expression-failed',
        kind: 'rejected',
        record: 'step a',
        field: 'x',
        message: 'x: order.lines[9].sku: order.lines has no [9]',
      },
    ],
    [
      'a condition',
      '  - { id: a, if: "${ dyn(order.number) }", wait: 5s }\n',
      {
        code: 'flow.expression-failed',
        field: 'if',
        message: 'Step a, if: dyn(order.number): gives "1042" where true or false is needed',
      },
    ],
    [
      'a condition that fails',
      '  - { id: a, if: "${ order.lines[9].sku == order.number }", wait: 5s }\n',
      { code: 'flow.expression-failed', field: 'if', message: expect.stringContaining('index 9') as string },
    ],
    [
      'a branch',
      '  - { id: a, switch: [{ when: "${ dyn(1) }", steps: [] }] }\n',
      { code: 'flow.expression-failed', field: 'switch[0].when' },
    ],
    [
      'a loop over no list',
      '  - { id: a, for: l, in: "${ dyn(order.number) }", steps: [] }\n',
      { code: 'flow.not-a-list', field: 'in' },
    ],
    [
      'a loop over something that fails',
      '  - { id: a, for: l, in: "${ [order.lines[9]] }", steps: [] }\n',
      { code: 'flow.expression-failed', field: 'in' },
    ],
    [
      'an unknown value of a crosswalk (D12)',
      '  - { id: a, lookup: { crosswalk: country, key: "${ order.number }" } }\n',
      { code: 'flow.crosswalk-unknown', kind: 'missing', message: 'crosswalk "country" has no row for "1042"' },
    ],
    [
      'a value its target cannot take (D07)',
      '  - { id: a, call: erp.order.create, with: { key: k, lines: [{ fields: { item: x, quantity: "${ order.number + order.country }" } }] } }\n',
      {
        code: 'flow.mapping-failed',
        field: 'lines[0].quantity',
        message: 'lines[0].quantity: "1042Norge" is not a number',
      },
    ],
    [
      'data of an event',
      '  - { id: a, emit: { event: a.b, data: { x: "${ order.lines[9] }" } } }\n',
      { code: 'flow.expression-failed', field: 'x' },
    ],
    [
      'a link id',
      '  - { id: a, lookup: { link: order, from: shop, id: "${ order.lines[9].sku }", to: erp } }\n',
      { code: 'flow.expression-failed', field: 'lookup.id' },
    ],
    [
      'the event of a sub-flow',
      '  - { id: a, flow: other, with: { id: "${ order.lines[9].sku }" } }\n',
      { code: 'flow.expression-failed', field: 'id' },
    ],
    [
      'a failure on purpose',
      '  - { id: a, raise: { code: own.bad, message: "Order ${ order.number } is bad" } }\n',
      { code: 'own.bad', kind: 'rejected', message: 'Order 1042 is bad' },
    ],
  ])('%s', (_, text, failure) => {
    const others = {
      'crosswalks/country.csv': CSV,
      'other/flow.yaml': `${FLOW_HEAD.replace('flow: test', 'flow: other')}steps: []\n`,
    };
    const action = new Runner(steps(text), {}, others).run();
    expect(action).toMatchObject({ do: 'hold', step: 'a', hold: { failure } });
  });

  it('tells of all problems of a mapping, and lets a catch clause hold by code', () => {
    const runner = new Runner(
      steps(
        '  - { id: a, set: { x: { crosswalk: country, key: one }, z: { crosswalk: country, key: two } }, catch: [{ error: flow.crosswalk-unknown, hold: { queue: crosswalk, reason: "${ error.message }", resume: start } }] }\n',
      ),
      {},
      { 'crosswalks/country.csv': CSV },
    );
    expect(runner.run()).toMatchObject({
      do: 'hold',
      hold: {
        queue: 'crosswalk',
        resume: 'start',
        reason: 'x: crosswalk "country" has no row for "one" (and 1 more)',
        failure: { evidence: { problems: [{ path: 'x' }, { path: 'z' }] } },
      },
    });
  });

  it('a fault ends the run as a dead letter', () => {
    const runner = new Runner(steps('  - { id: a, raise: { code: own.bug, message: B, kind: fault } }\n'));
    expect(runner.run()).toEqual({ do: 'fail', step: 'a', failure: { kind: 'fault', code: 'own.bug', message: 'B' } });
  });

  it('a loop that is too long is refused', () => {
    const lines = Array.from({ length: 5001 }, () => ({ sku: 'A', qty: '1' }));
    const runner = new Runner(steps('  - { id: a, for: l, in: "${ order.lines }", steps: [] }\n'), {
      'order.get': { ...ORDER, lines },
    });
    expect(runner.run()).toMatchObject({ do: 'hold', hold: { failure: { code: 'flow.list-too-long' } } });
  });
});

describe('catch clauses', () => {
  const create = (clauses: string) =>
    steps(`  - id: a\n    call: erp.ping\n    catch: [${clauses}]\n  - { id: then, set: { a: "\${ a }" } }\n`);

  it('hold with the queue and reason they name', () => {
    const runner = new Runner(
      create(
        '{ error: erp.rejected, hold: { queue: customer-data, reason: "M3 said: ${ error.message }", scope: line } }',
      ),
      { a: REJECTED },
    );
    expect(runner.run()).toEqual({
      do: 'hold',
      step: 'a',
      hold: {
        queue: 'customer-data',
        reason: 'M3 said: Customer blocked',
        scope: 'line',
        resume: 'step',
        failure: REJECTED,
      },
    });
    expect(nextAction(runner.program, runner.view, 1).do).toBe('hold');
  });

  it('show a reason that cannot be worked out as it is written', () => {
    const runner = new Runner(
      create('{ error: erp.*, hold: { queue: q, reason: "See ${ dyn(error).evidence.x }" } }'),
      { a: REJECTED },
    );
    expect(runner.run()).toMatchObject({ hold: { reason: 'See ${ dyn(error).evidence.x }' } });
  });

  it('go on with a value, a record of steps, or by condition', () => {
    const value = new Runner(create('{ error: rejected, set: { fields: { from: "${ error.step }" } } }'), {
      a: REJECTED,
    });
    expect(value.run().do).toBe('complete');
    expect(value.outputOf('then')).toEqual({ a: { from: 'a' } });
    expect(value.view.steps.get('a')?.by).toBe('catch');

    const inner = new Runner(
      create(
        '{ error: rejected, if: "${ error.field == \'other\' }", set: 1 }, { error: rejected, steps: [{ id: alt, call: erp.line.add, with: { item: "${ error.code }" } }] }',
      ),
      { a: REJECTED, 'line.add': { line: '5' } },
    );
    expect(inner.run().do).toBe('complete');
    expect(inner.did.at(-1)).toBe('a/catch/alt line.add {"item":"erp.rejected"}');
    expect(inner.outputOf('then')).toEqual({ a: { line: '5' } });
  });

  it('that fit nothing, or whose condition fails, leave the default', () => {
    for (const clause of [
      '{ error: shop.gone, set: 1 }',
      '{ error: rejected, if: "${ dyn(error).evidence.x == 1 }", set: 1 }',
    ]) {
      expect(new Runner(create(clause), { a: REJECTED }).run()).toMatchObject({
        do: 'hold',
        hold: { queue: 'rejected', reason: 'Customer blocked' },
      });
    }
  });

  it('whose value fails are themselves a failure', () => {
    const runner = new Runner(create('{ error: rejected, set: "${ order.lines[9] }" }'), { a: REJECTED });
    expect(runner.run()).toMatchObject({ do: 'hold', hold: { failure: { code: 'flow.expression-failed' } } });
  });

  it.each([
    ['an unknown outcome', 'uncertain', 'outcome-unknown'],
    ['refused credentials', 'unauthorized', 'connection'],
  ] as const)('a prefix does not swallow %s', (_, kind, queue) => {
    const failure = { ...REJECTED, kind };
    expect(new Runner(create('{ error: erp.*, set: 1 }'), { a: failure }).run()).toMatchObject({
      do: 'hold',
      hold: { queue },
    });
    expect(new Runner(create(`{ error: ${kind}, set: 1 }`), { a: failure }).run().do).toBe('complete');
    expect(new Runner(create('{ error: erp.rejected, set: 1 }'), { a: failure }).run().do).toBe('complete');
  });

  it('of a step around catch what the inner ones let through, and hold at the inner step', () => {
    const flow = (clauses: string) =>
      steps(
        `  - id: outer\n    try: [{ id: first, call: erp.ping }, { id: second, call: erp.ping, catch: [{ error: shop.gone, set: 1 }] }]\n    catch: [${clauses}]\n`,
      );
    const held = new Runner(flow('{ error: rejected, hold: { queue: q, reason: R } }'), { 'outer/second': REJECTED });
    expect(held.run()).toMatchObject({ do: 'hold', step: 'outer/second' });
    const set = new Runner(flow('{ error: rejected, set: "${ error.step }" }'), { 'outer/second': REJECTED });
    expect(set.run().do).toBe('complete');
    expect(set.outputOf('outer')).toBe('outer/second');
  });

  it('do not catch failures of their own steps', () => {
    const runner = new Runner(create('{ error: rejected, steps: [{ id: alt, call: erp.ping }] }'), {
      a: REJECTED,
      'a/catch/alt': REJECTED,
    });
    expect(runner.run()).toMatchObject({ do: 'hold', step: 'a/catch/alt' });
  });
});

describe('loops', () => {
  const flow = steps(
    '  - { id: lines, for: line, in: "${ order.lines }", steps: [{ id: line0, set: { nr: "${ index }" } }, { id: add, call: erp.line.add, with: { item: "${ line.sku }" } }] }\n  - { id: after, set: { all: "${ lines.map(l, l.line) }" } }\n',
  );

  it('go round with addresses that name the element', () => {
    const runner = new Runner(flow, { 'lines[0]/add': { line: '1' }, 'lines[1]/add': { line: '2' } });
    expect(runner.run().do).toBe('complete');
    expect(runner.did.slice(1)).toEqual(['lines[0]/add line.add {"item":"A"}', 'lines[1]/add line.add {"item":"B"}']);
    expect(runner.outputOf('lines')).toEqual([{ line: '1' }, { line: '2' }]);
    expect(runner.outputOf('lines[1]/line0')).toEqual({ nr: 1 });
    expect(runner.outputOf('after')).toEqual({ all: ['1', '2'] });
  });

  it('hold at one element, and go on with it (D10)', () => {
    const runner = new Runner(flow, { 'line.add': { line: '1' }, 'lines[1]/add': REJECTED });
    expect(runner.run()).toMatchObject({ do: 'hold', step: 'lines[1]/add' });
    expect(runner.release('skip', 'lines[1]/add', { output: { line: 'x' } })).toEqual({ do: 'complete' });
    expect(runner.outputOf('after')).toEqual({ all: ['1', 'x'] });
  });

  it('of nothing give an empty list', () => {
    const runner = new Runner(
      steps('  - { id: a, for: l, in: "${ order.?none }", steps: [] }\n').replace('order.?none', 'dyn(order).?none'),
    );
    expect(runner.run().do).toBe('complete');
    expect(runner.outputOf('a')).toEqual([]);
  });
});

describe('parallel branches', () => {
  const flow = steps(`  - id: both
    parallel:
      - { id: left, steps: [{ id: a, wait: 10s }, { id: b, call: erp.ping }] }
      - { id: right, steps: [{ id: c, call: erp.line.add, with: { item: x } }, { id: d, wait: 5s }] }
  - { id: after, set: { both: "\${ both }" } }
`);

  it('do not wait for each other', () => {
    const runner = new Runner(flow, { 'line.add': { line: '1' } });
    expect(runner.run()).toMatchObject({ do: 'wait', step: 'both/right/d', until: 6_000 });
    expect(runner.did.at(-1)).toBe('both/right/c line.add {"item":"x"}');
    runner.now = 6_000;
    expect(runner.run()).toMatchObject({ do: 'wait', step: 'both/left/a', until: 11_000 });
    runner.now = 11_000;
    expect(runner.run().do).toBe('complete');
    expect(runner.outputOf('after')).toEqual({ both: { left: {}, right: null } });
  });

  it('finish what they can before a person is asked, and ask before they wait', () => {
    const runner = new Runner(flow.replace('id: d, wait: 5s', 'id: d, call: erp.ping'), { 'line.add': REJECTED });
    expect(runner.run()).toMatchObject({ do: 'hold', step: 'both/right/c' });
    expect(runner.view.steps.get('both/left/a')?.waiting).toBeDefined();
  });

  it('may hold by a rule of their own', () => {
    const runner = new Runner(flow.replace('id: a, wait: 10s', 'id: a, hold: { queue: q, reason: R }'), {
      'line.add': { line: '1' },
    });
    expect(runner.run()).toMatchObject({ do: 'hold', step: 'both/left/a' });
    expect(runner.view.steps.get('both/right/c')?.state).toBe('completed');
  });
});

describe('sub-flows', () => {
  const other = `${FLOW_HEAD.replace('flow: test', 'flow: other').replace('default: a', 'default: b')}steps:
  - { id: stop, if: "\${ event.id == 'stop' }", end: stopped }
  - { id: inner, set: { id: "\${ event.id }", mode: "\${ settings.mode }" } }
`;
  const flow = (id: string) =>
    steps(`  - { id: sub, flow: other, with: { id: "${id}" } }\n  - { id: after, set: { sub: "\${ sub }" } }\n`);

  it('see their own event and settings only', () => {
    const runner = new Runner(flow('${ order.number }'), {}, { 'other/flow.yaml': other });
    expect(runner.run().do).toBe('complete');
    expect(runner.outputOf('after')).toEqual({ sub: { id: '1042', mode: 'b' } });
    expect(runner.view.steps.has('sub/inner')).toBe(true);
  });

  it('end by themselves without ending the flow around them', () => {
    const runner = new Runner(flow('stop'), {}, { 'other/flow.yaml': other });
    expect(runner.run().do).toBe('complete');
    expect(runner.outputOf('after')).toEqual({ sub: null });
  });
});

describe('holds and releases', () => {
  const flow = steps(
    '  - { id: check, if: "${ order.total != 99 }", hold: { queue: totals, reason: "Total is ${ order.total }", resume: start } }\n  - { id: then, call: erp.ping }\n',
  );

  it('pass a hold step on release', () => {
    const runner = new Runner(flow);
    expect(runner.run()).toMatchObject({ do: 'hold', hold: { queue: 'totals', reason: 'Total is 100.00' } });
    expect(runner.release('release', 'check')).toEqual({ do: 'complete' });
    expect(runner.did.at(-1)).toMatch(/^then/);
  });

  it('read everything anew on retry where the hold says so', () => {
    const runner = new Runner(flow);
    runner.run();
    expect(runner.release('retry', 'check')).toMatchObject({ do: 'hold' });
    expect(runner.did).toHaveLength(2);
    (runner.answers as Record<string, Json>)['order.get'] = { ...ORDER, total: '99.00' };
    expect(runner.release('retry', 'check')).toEqual({ do: 'complete' });
  });

  it('send a call with the data a person edited', () => {
    const runner = new Runner(steps('  - { id: a, call: erp.line.add, with: { item: wrong } }\n'), { a: REJECTED });
    runner.run();
    (runner.answers as Record<string, Json>)['a'] = { line: '1' };
    expect(runner.release('edit', 'a', { input: { item: 'right' } })).toEqual({ do: 'complete' });
    expect(runner.did.at(-1)).toBe('a line.add {"item":"right"}');
  });

  it('try a dead letter again', () => {
    const runner = new Runner(steps('  - { id: a, call: erp.ping }\n'), { a: { ...REJECTED, kind: 'fault' } });
    expect(runner.run()).toMatchObject({ do: 'fail', step: 'a' });
    runner.append({ type: 'failed', at: 1, step: 'a', failure: REJECTED });
    (runner.answers as Record<string, Json>)['a'] = {};
    expect(runner.release('retry', 'a')).toEqual({ do: 'complete' });
  });
});

describe('waiting for a retry', () => {
  it('lasts until its time, and a step that waits is not asked', () => {
    const runner = new Runner(steps('  - { id: a, call: erp.ping }\n'));
    runner.append({ type: 'step-completed', at: 1, step: 'order', output: ORDER });
    runner.append({ type: 'step-started', at: 2, step: 'a', input: {} });
    runner.append({
      type: 'waiting',
      at: 3,
      step: 'a',
      until: 9_000,
      why: 'M3 is down',
      failure: { ...REJECTED, kind: 'unreachable' },
    });
    expect(runner.run()).toEqual({ do: 'wait', step: 'a', until: 9_000, why: 'M3 is down', journaled: true });
    runner.now = 9_000;
    expect(nextAction(runner.program, runner.view, 9_000)).toMatchObject({ do: 'call', step: 'a', started: true });
    expect(runner.run().do).toBe('complete');
  });
});

describe('any data', () => {
  const flow =
    steps(`  - { id: ok, if: "\${ order.total > 5 }", lookup: { crosswalk: country, key: "\${ order.country }", default: SE } }
  - id: all
    for: line
    in: \${ order.lines }
    steps: [{ id: add, call: erp.line.add, with: { item: "\${ line.sku }-\${ index }" }, catch: [{ error: flow.*, set: none }] }]
  - { id: sum, set: { total: "\${ sum(order.lines.map(l, l.qty)) }" } }
`);
  const anything = fc.oneof(
    fc.jsonValue() as fc.Arbitrary<Json>,
    fc.record(
      {
        id: fc.constant('7'),
        number: fc.constant('1042'),
        guest: fc.boolean(),
        total: fc.constantFrom('6', 'ten', '0'),
        country: fc.string(),
        lines: fc.array(fc.jsonValue() as fc.Arbitrary<Json>),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonObject>,
  );

  it('comes to rest, completed or held, and never throws', () => {
    fc.assert(
      fc.property(anything, (order) => {
        const runner = new Runner(flow, { 'order.get': order as Json }, { 'crosswalks/country.csv': CSV });
        const action = runner.run();
        expect(['complete', 'hold']).toContain(action.do);
        if (action.do === 'hold') expect(action.hold.failure?.code).toMatch(/^flow\./);
      }),
      { numRuns: 60 },
    );
  });
});
