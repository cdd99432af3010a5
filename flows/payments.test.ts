import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clarityConnector } from '../src/connectors/clarity/connector.ts';
import { PAYMENT_SAMPLE } from '../src/connectors/clarity/samples/payment.ts';
import { m3Connector } from '../src/connectors/m3/connector.ts';
import { kindOfFile, loadBundle } from '../src/core/flow/bundle.ts';
import { compileFlow } from '../src/core/flow/compile.ts';
import type { FlowProgram } from '../src/core/flow/program.ts';
import type { Json, JsonObject } from '../src/core/json.ts';
import { applyEntry, foldJournal } from '../src/core/run/fold.ts';
import { nextAction } from '../src/core/run/next-action.ts';
import { BUILT_IN_CATALOGUE } from '../src/engine/built-in/registry.ts';

const FOLDER = new URL('.', import.meta.url).pathname;
const LOADED = loadBundle(
  (readdirSync(FOLDER, { recursive: true }) as string[])
    .filter((path) => kindOfFile(path) !== undefined)
    .map((path) => ({ path, text: readFileSync(join(FOLDER, path), 'utf8') })),
);

function programOf(flow: string): FlowProgram {
  const loaded = LOADED.flows.find(({ bundle }) => bundle.flow.flow === flow);
  const connections = { m3: m3Connector, clarity: clarityConnector, landbridge: BUILT_IN_CATALOGUE };
  const result = loaded && compileFlow(loaded.bundle, { connections }, loaded.sources);
  if (result?.program === undefined) throw new Error(JSON.stringify(result?.problems ?? LOADED.problems));
  return result.program;
}

interface World {
  readonly settings: JsonObject;
  /** Answers by operation. */
  readonly answers: Readonly<Record<string, Json>>;
  /** What is linked: `kind id` of the store, with its counterpart in M3. */
  readonly links: Readonly<Record<string, string>>;
}

/** Does a run up to its end or its first hold; `ended` is the reason that the flow itself gives. */
function run(program: FlowProgram, event: JsonObject, { settings, answers, links }: World) {
  let view = foldJournal([], { runId: 'r1', event, settings, startedAt: Date.parse('2025-03-05T10:00:00Z') });
  const asked: { operation: string; input: JsonObject }[] = [];
  for (let turn = 0; turn < 100; turn++) {
    const action = nextAction(program, view, Date.parse('2025-03-05T10:00:01Z'));
    const complete = (step: string, output: Json, by?: object): void => {
      view = applyEntry(view, { type: 'step-completed', at: 1, step, output, ...by });
    };
    if (action.do === 'call') {
      const { operation, input, step } = action;
      asked.push({ operation, input });
      view = applyEntry(view, { type: 'step-started', at: 1, step, input });
      const link = links[`${input['kind'] as string} ${input['id'] as string}`] ?? null;
      complete(step, operation === 'link.await' ? { id: link } : (answers[operation] ?? {}));
    } else if (action.do === 'record') {
      complete(action.step, action.output, action.by === undefined ? {} : { by: action.by });
    } else if (action.do === 'find-link') complete(action.step, links[`${action.kind} ${action.id}`] ?? null);
    else {
      const inputs = (operation: string) =>
        asked.filter((each) => each.operation === operation).map(({ input }) => input);
      const reasons = [...view.steps.values()].map(({ output }) => (output as JsonObject | null)?.['reason']);
      return { last: action, inputs, ended: reasons.find((reason) => typeof reason === 'string') };
    }
  }
  throw new Error('the run does not come to rest');
}

const CLEARED = '/Credit Card/USD';
const DAY = 'main/2025-03-04';
const VOUCHER = { [`voucher ${DAY}/${CLEARED}/summary/1`]: 'PAAAAAAAAAAAAAA' };
const BEGUN = { [`settlement-day ${DAY}/begun`]: `${DAY}/begun` };
const ADDED_UP = { ...BEGUN, [`settlement-day ${DAY}/added-up`]: `${DAY}/added-up` };
const COUNTED = { 'settlement main/9001/captured': `${DAY}/${CLEARED}/9001/captured` };

describe('payments-to-m3 with a daily summary', () => {
  const program = programOf('payments-to-m3');
  const { receivedAt: _, ...undated } = PAYMENT_SAMPLE;
  const captured = { ...PAYMENT_SAMPLE, settlement: { day: '2025-03-04', group: CLEARED } };
  const voided = { ...captured, state: 'voided' as const };
  const open = { customerNumber: 'C1', payer: 'C1', currency: 'USD', open: [], openAmount: '0' };

  function told(payment: { state: string }, links: World['links'], settings: JsonObject = {}) {
    const event = {
      store: 'main',
      entity: 'payment',
      entityId: '9001',
      version: 'x',
      guest: false,
      orderId: '1042',
      state: payment.state,
      sequence: 1,
    };
    const answers = {
      'payment.get': payment as unknown as Json,
      'payment.list': { payments: [payment as unknown as Json] },
      'receivable.get': open,
      'payment.settle': { remaining: '275.4' },
    };
    return run(program, event, {
      settings: { summaryFrom: '2025-03-01', ...settings },
      answers,
      links: { 'order 1042': '0010004711', ...links },
    });
  }
  const posted = ({ inputs }: ReturnType<typeof run>): number =>
    ['payment.settle', 'payment.on-account', 'voucher.post'].flatMap((operation) => inputs(operation)).length;

  it('never takes back what was only authorised, although others of its day and method are in a sum', () => {
    const links = { ...ADDED_UP, ...VOUCHER };
    const reserved = told({ ...undated, state: 'voided' }, links);
    expect(reserved.ended).toBe('Payment 9001 was never posted; there is nothing to take back');
    expect(posted(reserved)).toBe(0);
    // The same where an earlier release noted no payments.
    expect(posted(told({ ...undated, state: 'voided' }, VOUCHER))).toBe(0);
  });

  it('takes back what a sum holds, and nothing that was voided before its day was added up', () => {
    const links = { ...ADDED_UP, ...VOUCHER };
    const back = told(voided, { ...links, ...COUNTED });
    expect(back.inputs('voucher.post')).toMatchObject([
      {
        kind: 'voided',
        lines: [
          { account: '1580', amount: '275.4' },
          { account: '1510', amount: '275.4' },
        ],
      },
    ]);
    // Its order came late, so that the run goes on after the sum was made without it.
    expect(posted(told(voided, links))).toBe(0);
    expect(told(voided, {}).ended).toBe('This payment is posted by the settlement summary of 2025-03-04');
    expect(told(voided, VOUCHER).inputs('voucher.post')).toHaveLength(1);
  });

  it('leaves a payment to the sum of its day only while that is to be made', () => {
    expect(told(captured, {}).ended).toBe('This payment is posted by the settlement summary of 2025-03-04');
    const late = told(captured, ADDED_UP);
    expect(late.last).toMatchObject({ do: 'hold', hold: { queue: 'payment-late' } });
    expect(JSON.stringify(late.last)).toContain(
      'The settlement summary does not hold it: release to post it by itself',
    );
  });

  it('does not leave a payment to the sum of a day that nobody adds up any more', () => {
    const old = { ...captured, settlement: { day: '2025-03-01', group: CLEARED } };
    const { last } = told(old, {});
    expect(last).toMatchObject({ do: 'hold', hold: { queue: 'payment-late', resume: 'start' } });
    expect(JSON.stringify(last)).toContain('the settlement summary of 2025-03-01, which was never made');
    expect(told({ ...old, state: 'voided' }, {}).ended).toContain('was never posted');
  });

  it('knows a payment that is in the sum, whatever becomes of the voucher', () => {
    for (const links of [{}, VOUCHER]) {
      const known = told(captured, { ...ADDED_UP, ...COUNTED, ...links });
      expect([known.ended, posted(known)]).toEqual(['This payment is in the settlement summary of 2025-03-04', 0]);
    }
    // What became of it later is another happening.
    const refunded = told({ ...captured, state: 'refunded' }, { ...ADDED_UP, ...COUNTED });
    expect(refunded.last).toMatchObject({ do: 'hold', hold: { queue: 'payment-late' } });
  });

  it('waits while the day is being added up, and asks a person when that does not end', () => {
    const waiting = told(captured, BEGUN);
    expect(waiting.inputs('link.await').at(-1)).toMatchObject({ kind: 'settlement-day', id: `${DAY}/added-up` });
    expect(waiting.last).toMatchObject({ do: 'hold', hold: { queue: 'payment-late', resume: 'start' } });
    expect(told(voided, BEGUN).last).toMatchObject({ do: 'hold', hold: { queue: 'payment-late' } });
  });

  it('asks a person about a day that an earlier release added up', () => {
    const { last } = told(captured, VOUCHER);
    expect(last).toMatchObject({ do: 'hold', hold: { queue: 'payment-late' } });
    expect(JSON.stringify(last)).toContain('Look whether the settlement summary PAAAAAAAAAAAAAA holds it');
  });

  it.each(['captured', 'refunded', 'chargeback'])('holds money without a date that was %s', (state) => {
    const { last } = told({ ...undated, state }, {});
    expect(last).toMatchObject({ do: 'hold', hold: { queue: 'payment-data', resume: 'start' } });
    expect(JSON.stringify(last)).toContain('The store does not say when payment 9001');
  });

  it('goes by the day of the authorisation where payments are still posted singly', () => {
    for (const summaryFrom of ['', '2025-03-06']) {
      const single = told({ ...undated, state: 'captured' }, {}, { summaryFrom });
      expect(single.inputs('payment.settle')).toMatchObject([{ date: '2025-03-04' }]);
    }
    const { authorisedAt: __, ...dayless } = undated;
    const held = told({ ...dayless, state: 'captured' }, {}, { summaryFrom: '' });
    expect(held.last).toMatchObject({ do: 'hold', hold: { queue: 'payment-data' } });
  });

  it('posts singly what was received before the first day', () => {
    expect(told(captured, {}, { summaryFrom: '2025-03-05' }).inputs('payment.settle')).toHaveLength(1);
  });
});

describe('settlement-summary', () => {
  const program = programOf('settlement-summary');
  const event = JSON.parse(readFileSync(join(FOLDER, 'settlement-summary/samples/event.json'), 'utf8')) as JsonObject;
  const settings = { summaryFrom: '2025-03-01' };
  const group = (method: string, id: string) => ({
    key: `/${method}/USD`,
    storeKey: '',
    method,
    currency: 'USD',
    captured: '40',
    refunded: '0',
    net: '40',
    fees: '0',
    count: 1,
    payments: [{ id, state: 'captured' }],
  });
  const answers = {
    'payment.summary-begin': { day: '2025-03-04', due: true },
    'payment.summary': { day: '2025-03-04', groups: [group('Credit Card', '1'), group('Wire Transfer', '2')] },
    'payment.summary-note': { noted: 2 },
    'voucher.post': { key: 'P1', posted: true, total: '40', currency: 'USD' },
  };

  it('begins the day before it asks the store, and notes the payments before it posts', () => {
    const { last, inputs } = run(program, event, { settings, answers, links: {} });
    expect(last).toEqual({ do: 'complete' });
    expect(inputs('payment.summary-begin')).toMatchObject([{ firstDay: '2025-03-01', before: event['plannedAt'] }]);
    expect(inputs('payment.summary-note')).toEqual([
      {
        day: '2025-03-04',
        groups: [
          { key: CLEARED, payments: [{ id: '1', state: 'captured' }] },
          { key: '/Wire Transfer/USD', payments: [{ id: '2', state: 'captured' }] },
        ],
      },
    ]);
    expect(inputs('voucher.post').map(({ paymentId }) => paymentId)).toEqual([
      `2025-03-04/${CLEARED}`,
      '2025-03-04//Wire Transfer/USD',
    ]);
  });

  it('notes no payment of a sum that was posted before: a voucher that stands may be without it', () => {
    const { inputs } = run(program, event, { settings, answers, links: VOUCHER });
    expect(inputs('payment.summary-note')).toMatchObject([{ groups: [{ payments: [] }, { payments: [{ id: '2' }] }] }]);
  });

  it('notes that a day without payments is added up', () => {
    const empty = { ...answers, 'payment.summary': { day: '2025-03-04', groups: [] } };
    const { inputs } = run(program, event, { settings, answers: empty, links: {} });
    expect(inputs('payment.summary-note')).toEqual([{ day: '2025-03-04', groups: [] }]);
  });

  it('asks the store nothing about a day before the first', () => {
    const early = { ...answers, 'payment.summary-begin': { day: '2025-02-28', due: false } };
    const { inputs } = run(program, event, { settings, answers: early, links: {} });
    expect(inputs('payment.summary')).toEqual([]);
  });
});
