import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clarityConnector } from '../src/connectors/clarity/connector.ts';
import { RETURN_SAMPLE } from '../src/connectors/clarity/samples/fulfilment.ts';
import { ORDER_SAMPLE } from '../src/connectors/clarity/samples/order.ts';
import { m3Connector } from '../src/connectors/m3/connector.ts';
import { DELIVERY_SAMPLE, INVOICE_SAMPLE, ORDER_GET_SAMPLE } from '../src/connectors/m3/samples/fulfilment.ts';
import { loadBundle } from '../src/core/flow/bundle.ts';
import { compileFlow } from '../src/core/flow/compile.ts';
import type { FlowProgram } from '../src/core/flow/program.ts';
import type { Json, JsonObject } from '../src/core/json.ts';
import { applyEntry, foldJournal } from '../src/core/run/fold.ts';
import { nextAction } from '../src/core/run/next-action.ts';
import { BUILT_IN_CATALOGUE } from '../src/engine/built-in/registry.ts';

const FOLDER = new URL('.', import.meta.url).pathname;
const CATALOGUE = { connections: { m3: m3Connector, clarity: clarityConnector, landbridge: BUILT_IN_CATALOGUE } };

/** The flow with its mappings; `crosswalks` replace those of the folder. */
function programOf(
  flow: string,
  maps: readonly string[],
  crosswalks: Readonly<Record<string, string>> = {},
): FlowProgram {
  const files = [
    ...[`${flow}/flow.yaml`, ...maps.map((map) => `${flow}/${map}.map.yaml`)],
    ...['country', 'unit', 'item', 'order-status'].map((name) => `crosswalks/${name}.csv`),
  ].map((path) => ({
    path,
    text: crosswalks[/crosswalks\/(.*)\.csv/.exec(path)?.[1] ?? ''] ?? readFileSync(join(FOLDER, path), 'utf8'),
  }));
  const { bundle, sources } = loadBundle(files).flows[0] ?? {};
  const result = bundle && compileFlow(bundle, CATALOGUE, sources);
  if (!result?.program) throw new Error(JSON.stringify(result?.problems ?? loadBundle(files).problems));
  return result.program;
}

const sample = (flow: string): JsonObject =>
  JSON.parse(readFileSync(join(FOLDER, `${flow}/samples/event.json`), 'utf8')) as JsonObject;

/**
 * Runs a flow with these answers, by operation; a `kind` and `code` make a failure. A list under `link`: one for each look.
 * A person lets the run pass the holds that are named in `released`.
 */
function run(
  program: FlowProgram,
  event: JsonObject,
  answers: Readonly<Record<string, unknown>>,
  settings = {},
  released: readonly string[] = [],
) {
  let view = foldJournal([], { runId: 'r1', event, settings, startedAt: 0 });
  const asked = new Map<string, JsonObject>();
  const links = Array.isArray(answers['link']) ? [...(answers['link'] as Json[])] : undefined;
  for (let turn = 0; turn < 60; turn++) {
    const action = nextAction(program, view, 1);
    if (action.do === 'call') {
      asked.set(action.operation, action.input);
      view = applyEntry(view, { type: 'step-started', at: 1, step: action.step, input: action.input });
      const answer = (answers[action.operation] ?? {}) as JsonObject;
      view = applyEntry(
        view,
        'code' in answer
          ? { type: 'step-failed', at: 1, step: action.step, failure: answer as never }
          : { type: 'step-completed', at: 1, step: action.step, output: answer },
      );
    } else if (action.do === 'record') {
      const by = action.by === undefined ? {} : { by: action.by };
      view = applyEntry(view, { type: 'step-completed', at: 1, step: action.step, output: action.output, ...by });
    } else if (action.do === 'find-link') {
      const output = (links ? links.shift() : (answers['link'] as Json | undefined)) ?? null;
      view = applyEntry(view, { type: 'step-completed', at: 1, step: action.step, output });
    } else if (action.do === 'hold' && released.includes(action.step)) {
      view = applyEntry(view, { type: 'step-completed', at: 1, step: action.step, output: null, by: 'person' });
    } else return { last: action, asked };
  }
  throw new Error('the run does not come to rest');
}

const over = { 'run.await': { state: 'over' } };

describe('shipments-to-store', () => {
  const program = programOf('shipments-to-store', ['shipment']);
  const event = sample('shipments-to-store');

  it('shows a delivery under a key of its own', () => {
    const { last, asked } = run(program, event, { ...over, link: '1042', 'delivery.get': { ...DELIVERY_SAMPLE } });
    expect(last).toEqual({ do: 'complete' });
    expect(asked.get('order.add-shipment')).toMatchObject({
      orderId: '1042',
      key: 'M3-900001',
      trackingNumber: '1ZN000000900001',
      lines: [{ lineNumber: '1', sku: 'PUMP-1001', quantity: '2' }],
    });
  });

  it('shows nothing of orders of others, and nothing that has not left', () => {
    expect(run(program, event, {}).asked.size).toBe(0);
    const waiting = { ...DELIVERY_SAMPLE, shipped: false };
    expect(
      run(program, event, { ...over, link: '1042', 'delivery.get': waiting }).asked.has('order.add-shipment'),
    ).toBe(false);
  });
});

describe('invoices-to-store', () => {
  const program = programOf('invoices-to-store', ['invoice']);
  const event = sample('invoices-to-store');
  const read = { ...INVOICE_SAMPLE, taxAmount: '40.60', orderNumbers: [INVOICE_SAMPLE.orderNumber] };
  const answers = { ...over, link: '1042', 'invoice.get': read };

  it('shows an invoice by year and number', () => {
    const { last, asked } = run(program, event, answers);
    expect(last).toEqual({ do: 'complete' });
    expect(asked.get('order.add-invoice')).toMatchObject({
      orderId: '1042',
      orderIds: ['1042'],
      invoiceNumber: '2026-700000001',
      formerNumber: '700000001',
      amount: '530.60',
      taxAmount: '40.60',
      link: INVOICE_SAMPLE.link,
    });
    expect(run(program, event, answers, { usePrintedNumber: true }).asked.get('order.add-invoice')).toMatchObject({
      invoiceNumber: '2026-IN700000001',
      formerNumber: 'IN700000001',
    });
  });

  it('shows an invoice for several orders at each that the store has, the order of the event first', () => {
    const told = { ...event, orderNumber: '0010004712' };
    const orderNumbers = ['0010004712', '0010009999', '0010004711'];
    const collective = { ...read, orderNumber: '0010004712', orderNumbers };
    const { asked } = run(program, told, { ...over, link: ['1043', null, '1042'], 'invoice.get': collective });
    expect(asked.get('invoice.get')).toMatchObject({ orderNumber: '0010004712' });
    expect(asked.get('run.await')).toMatchObject({ order: '1043' });
    expect(asked.get('order.add-invoice')).toMatchObject({ orderId: '1043', orderIds: ['1043', '1042'] });
    const foreign = run(program, told, { link: [null, null, null], 'invoice.get': collective });
    expect([foreign.last.do, foreign.asked.has('order.add-invoice')]).toEqual(['complete', false]);
  });

  it('leaves an invoice without its year to the next look', () => {
    const { invoiceYear: _, ...yearless } = event;
    expect(run(program, yearless, answers).asked.size).toBe(0);
  });
});

describe('order-changes-to-m3', () => {
  const program = programOf('order-changes-to-m3', ['order-change']);
  const event = sample('order-changes-to-m3');
  const order = { ...ORDER_SAMPLE };
  const inPicking = { kind: 'conflict', code: 'm3.order-in-picking', message: 'M3 has gone on with order 0010004711.' };
  const landed = { ...over, link: '0010004711' };

  it('makes the M3 order what the store says', () => {
    const { last, asked } = run(program, event, { ...landed, 'order.get': order });
    expect(last).toEqual({ do: 'complete' });
    expect(asked.get('order.change')).toMatchObject({ orderNumber: '0010004711' });
    expect(asked.has('order.cancel')).toBe(false);
  });

  it('names items as the order did, by the crosswalk', () => {
    const { asked } = run(program, event, { ...landed, 'order.get': order });
    expect(asked.get('order.change')?.['lines']).toMatchObject([{ itemNumber: 'PUMP-1001' }, {}]);
    const files = programOf('order-changes-to-m3', ['order-change'], { item: 'clarity,m3\nPUMP-1001,P-1\n' });
    const renamed = run(files, event, { ...landed, 'order.get': order }).asked.get('order.change');
    expect(renamed?.['lines']).toMatchObject([{ itemNumber: 'P-1' }, {}]);
  });

  it('cancels it when the store has voided the order', () => {
    const { asked } = run(program, event, { ...landed, 'order.get': { ...order, status: 'Void' } });
    expect(asked.get('order.cancel')).toEqual({ orderNumber: '0010004711' });
    expect(asked.has('order.change')).toBe(false);
  });

  it('takes back what has not reached M3, and leaves an unknown outcome to people', () => {
    const voided = { ...over, 'order.get': { ...order, status: 'Void' } };
    const back = run(program, event, { ...voided, 'run.withdraw': { outcome: 'withdrawn' } });
    expect(back.last).toEqual({ do: 'complete' });
    expect(back.asked.get('run.withdraw')).toMatchObject({ flow: 'order-to-cash', order: '1042' });
    expect(run(program, event, { ...voided, 'run.withdraw': { outcome: 'unknown' } }).last).toMatchObject({
      do: 'hold',
      hold: { queue: 'order-changes' },
    });
  });

  it('D25 asks a person about what the withdrawn run may have begun in M3, which may be a clerk’s order', () => {
    const voided = { ...over, 'order.get': { ...order, status: 'Void' }, 'run.withdraw': { outcome: 'withdrawn' } };
    // No link of the order, twice; then that of the customer.
    const links = [null, null, 'C100001'];
    for (const entry of ['direct', 'draft']) {
      const answers = { ...voided, link: links, 'order.find': { found: true, orderNumber: '0010004711', entry } };
      const { last, asked } = run(program, event, answers);
      expect(asked.get('order.find')).toEqual({ customerNumber: 'C100001', orderKey: '1042' });
      expect(last).toMatchObject({ do: 'hold', hold: { queue: 'order-changes' } });
      expect(JSON.stringify(last)).toContain('0010004711');
      const released = run(program, event, answers, {}, ['maybeOurs']);
      expect([released.last.do, asked.has('order.cancel'), released.asked.has('order.cancel')]).toEqual([
        'complete',
        false,
        false,
      ]);
    }
    const nothing = { found: false, orderNumber: '', entry: 'draft' };
    const none = run(program, event, { ...voided, link: links, 'order.find': nothing });
    expect([none.last.do, none.asked.has('order.cancel')]).toEqual(['complete', false]);
    // A second look from the start would find no run to withdraw, and take the order for one that never reached M3.
    const silent = { kind: 'unavailable', code: 'm3.program-unavailable', message: 'M3 is closed.' };
    const held = run(program, event, { ...voided, link: links, 'order.find': silent });
    expect(held.last).toMatchObject({ do: 'hold', hold: { resume: 'step' } });
  });

  it('D25 cancels what reached M3 after all, because a person released it meanwhile', () => {
    const voided = { ...order, status: 'Void' };
    const answers = { 'run.await': { state: 'held' }, 'order.get': voided, 'run.withdraw': { outcome: 'none' } };
    const { last, asked } = run(program, event, { ...answers, link: [null, '0010004711'] });
    expect(last).toEqual({ do: 'complete' });
    expect(asked.get('order.cancel')).toEqual({ orderNumber: '0010004711' });
    expect(run(program, event, answers).asked.has('order.cancel')).toBe(false);
  });

  describe('D25 a cancellation that a write of ours covered', () => {
    const seen = { ...event, version: '2025-03-04T15:00:00.000Z#Void', changed: ['StatusKey'] };
    const shown = (updatedAt?: string) => ({ ...order, status: 'Confirmed', ...(updatedAt && { updatedAt }) });
    const done = { ...landed, 'order.set-status': { id: '1042', status: 'Void', before: 'Confirmed', changed: true } };

    it('is put back quietly, and counts', () => {
      const { asked } = run(program, seen, { ...done, 'order.get': shown('2025-03-04T15:00:04.000Z') });
      expect(asked.get('order.set-status')).toEqual({ id: '1042', status: 'Void', quietly: true });
      expect(asked.get('order.cancel')).toEqual({ orderNumber: '0010004711' });
      expect([...asked.keys()].indexOf('order.set-status')).toBeLessThan([...asked.keys()].indexOf('order.cancel'));
    });

    it('is left to people when it may have been they who took it back', () => {
      const { last, asked } = run(program, seen, { ...done, 'order.get': shown('2025-03-04T15:00:11.000Z') });
      expect(last).toMatchObject({ do: 'hold', hold: { queue: 'order-changes' } });
      expect([...asked.keys()]).toEqual(['run.await', 'order.get']);
    });

    it('stays taken back when a person lets the run go on', () => {
      const answers = { ...done, 'order.get': shown('2025-03-04T15:00:11.000Z') };
      const { last, asked } = run(program, seen, answers, {}, ['undecided']);
      expect(last).toEqual({ do: 'complete' });
      expect([...asked.keys()]).toEqual(['run.await', 'order.get', 'order.change']);
    });
  });

  it('D26 ends the order’s own run, when it is held after M3 had the order', () => {
    const answers = { ...landed, 'run.await': { state: 'held' }, 'order.get': { ...order, status: 'Void' } };
    const { asked } = run(program, event, { ...answers, 'run.withdraw': { outcome: 'withdrawn' } });
    expect([...asked.keys()]).toEqual(['run.await', 'order.get', 'order.cancel', 'run.withdraw']);
  });

  it.each(['order.change', 'order.cancel'])('D26 holds what comes after picking began (%s)', (operation) => {
    const status = operation === 'order.cancel' ? 'Void' : 'Confirmed';
    const { last } = run(program, event, { ...landed, 'order.get': { ...order, status }, [operation]: inPicking });
    expect(last).toMatchObject({ do: 'hold', hold: { queue: 'order-changes' } });
  });

  it('holds everything for a person where the settings say so', () => {
    const settings = { carryChanges: 'hold', carryCancellations: 'hold' };
    for (const status of ['Confirmed', 'Void']) {
      const { last, asked } = run(program, event, { ...landed, 'order.get': { ...order, status } }, settings);
      expect(last).toMatchObject({ do: 'hold', hold: { queue: 'order-changes' } });
      expect([...asked.keys()].filter((name) => /change|cancel/.test(name))).toEqual([]);
    }
  });

  it('W14 does not start for statuses that do not concern M3', () => {
    const starts = (change: object): unknown =>
      program.trigger.if?.evaluate({ event: { ...event, ...change } as JsonObject, settings: {} });
    expect(starts({})).toEqual({ ok: true, value: true });
    expect(starts({ changed: ['StatusKey'] })).toEqual({ ok: true, value: false });
    expect(starts({ changed: ['StatusKey'], version: 'x#Void' })).toEqual({ ok: true, value: true });
  });
});

describe('canceled-orders', () => {
  const program = programOf('canceled-orders', []);
  const event = sample('canceled-orders');
  const found = { found: true, orderNumber: '0010004711', entry: 'direct' };

  it('takes out what was entered directly, after what was on its way', () => {
    const { last, asked } = run(program, event, { 'order.find': found, 'order.cancel': { outcome: 'deleted' } });
    expect(last).toEqual({ do: 'complete' });
    expect(asked.get('order.find')).toMatchObject({ orderKey: '1042', notBefore: '2026-03-04T10:00:00.000Z' });
    expect(asked.get('order.cancel')).toEqual({ orderNumber: '0010004711' });
  });

  it.each([
    ['nothing is there', { ...found, found: false, orderNumber: '' }, {}, 'complete'],
    ['orders are confirmed whole', { ...found, entry: 'draft' }, {}, 'complete'],
    ['a person is to be asked', found, { delete: false }, 'hold'],
  ])('deletes nothing where %s', (_, answer, settings, end) => {
    const { last, asked } = run(program, event, { 'order.find': answer }, settings);
    expect(last.do).toBe(end);
    expect(asked.has('order.cancel')).toBe(false);
  });

  it('does not start for other steps and flows', () => {
    const starts = (change: object): unknown =>
      program.trigger.if?.evaluate({ event: { ...event, ...change } as JsonObject, settings: program.settings });
    expect(starts({})).toEqual({ ok: true, value: true });
    expect(starts({ step: 'customer' })).toEqual({ ok: true, value: false });
    expect(starts({ flow: 'payments-to-m3' })).toEqual({ ok: true, value: false });
  });

  it('does not start for a step that sent nothing: what M3 has of that number is somebody else’s', () => {
    const starts = (wrote: boolean): unknown =>
      program.trigger.if?.evaluate({ event: { ...event, wrote } as JsonObject, settings: program.settings });
    expect(starts(true)).toEqual({ ok: true, value: true });
    expect(starts(false)).toEqual({ ok: true, value: false });
  });
});

describe('returns-to-m3', () => {
  const program = programOf('returns-to-m3', []);
  const event = sample('returns-to-m3');

  it('prepares a return for a person, with both sides', () => {
    const answers = { link: '0010004711', 'return.get': { ...RETURN_SAMPLE }, 'order.get': ORDER_GET_SAMPLE.output };
    const { last } = run(program, event, answers);
    expect(last).toMatchObject({ do: 'hold', hold: { queue: 'returns' } });
    expect(JSON.stringify(last)).toContain('1 × PUMP-200 Damaged');
    expect(JSON.stringify(last)).toContain('0010004711 (partly-shipped)');
  });

  it('holds one whose order is not in M3, and lets one go that was voided', () => {
    expect(run(program, event, { 'return.get': { ...RETURN_SAMPLE } }).last).toMatchObject({ do: 'hold' });
    expect(run(program, event, { 'return.get': { ...RETURN_SAMPLE, status: 'Void' } }).last).toEqual({
      do: 'complete',
    });
  });
});

describe('order-status-back', () => {
  it('leaves an order alone that was deleted between its event and its turn', () => {
    const back = programOf('order-status-back', ['order-status', 'order-lines']);
    const gone = { kind: 'missing', code: 'm3.order-not-found', message: 'M3 has no order 0010004711' };
    const answers = { link: '1042', 'run.await': { state: 'over', queue: '' }, 'order.get': gone };
    const { last, asked } = run(back, sample('order-status-back'), answers);
    expect(last, JSON.stringify(last)).toMatchObject({ do: 'complete' });
    expect([...asked.keys()]).toEqual(['run.await', 'order.get']);
  });
});
