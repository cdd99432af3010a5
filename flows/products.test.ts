import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clarityConnector } from '../src/connectors/clarity/connector.ts';
import { m3Connector } from '../src/connectors/m3/connector.ts';
import { ITEM_READ_MANY_SAMPLE } from '../src/connectors/m3/samples/items.ts';
import type { Failure } from '../src/core/failure.ts';
import { kindOfFile, loadBundle } from '../src/core/flow/bundle.ts';
import { compileFlow } from '../src/core/flow/compile.ts';
import type { FlowProgram } from '../src/core/flow/program.ts';
import type { Json, JsonObject } from '../src/core/json.ts';
import { applyEntry, foldJournal } from '../src/core/run/fold.ts';
import { nextAction } from '../src/core/run/next-action.ts';
import type { NextAction } from '../src/core/run/view.ts';

const FOLDER = new URL('.', import.meta.url).pathname;
const LOADED = loadBundle(
  (readdirSync(FOLDER, { recursive: true }) as string[])
    .filter((path) => kindOfFile(path) !== undefined)
    .map((path) => ({ path, text: readFileSync(join(FOLDER, path), 'utf8') })),
);

function programOf(flow: string): FlowProgram {
  const loaded = LOADED.flows.find(({ bundle }) => bundle.flow.flow === flow);
  const catalogue = { connections: { m3: m3Connector, clarity: clarityConnector } };
  const result = loaded && compileFlow(loaded.bundle, catalogue, loaded.sources);
  if (result?.program === undefined) throw new Error(JSON.stringify(result?.problems ?? LOADED.problems));
  return result.program;
}

interface Told {
  readonly event: string;
  readonly data: JsonObject;
}

/** Does a run with these answers, where a `kind` and `code` make a failure, up to its end or its first hold. */
function run(
  program: FlowProgram,
  event: JsonObject,
  answers: Readonly<Record<string, Json>>,
  settings: JsonObject = {},
) {
  let view = foldJournal([], { runId: 'r1', event, settings, startedAt: 1_741_097_112_000 });
  const asked = new Map<string, JsonObject>();
  const emitted: Told[] = [];
  for (let turn = 0; turn < 100; turn++) {
    const action: NextAction = nextAction(program, view, 1_741_097_113_000);
    const at = 1;
    const complete = (step: string, output: Json): void => {
      view = applyEntry(view, { type: 'step-completed', at, step, output });
    };
    if (action.do === 'call') {
      asked.set(action.operation, action.input);
      view = applyEntry(view, { type: 'step-started', at, step: action.step, input: action.input });
      const answer = answers[action.operation] ?? {};
      const hasFailed = typeof answer === 'object' && answer !== null && 'kind' in answer && 'code' in answer;
      if (!hasFailed) complete(action.step, answer);
      else
        view = applyEntry(view, { type: 'step-failed', at, step: action.step, failure: answer as unknown as Failure });
    } else if (action.do === 'record') complete(action.step, action.output);
    else if (action.do === 'emit') {
      emitted.push({ event: action.event, data: action.data });
      complete(action.step, { event: 'x' });
    } else return { last: action, asked, emitted };
  }
  throw new Error('the run does not come to rest');
}

const [PUMP] = ITEM_READ_MANY_SAMPLE.output.items;
const gathered = (by: string, ...numbers: string[]): JsonObject => ({
  items: numbers.map((itemNumber) => ({ itemNumber, subject: itemNumber })),
  count: numbers.length,
  by,
});

describe('items-to-products', () => {
  const program = programOf('items-to-products');
  const item = (change: object): JsonObject => ({ ...PUMP, ...change }) as unknown as JsonObject;
  const runWith = (
    items: JsonObject[],
    more: Readonly<Record<string, Json>> = {},
    settings: JsonObject = {},
    by = '1',
  ) =>
    run(
      program,
      gathered(by, ...items.map((each) => String(each['itemNumber'] as string))),
      { 'item.read-many': { items, counts: {} }, 'product.save-many': { items: [] }, ...more },
      settings,
    );
  const sent = (items: JsonObject[], settings: JsonObject = {}) =>
    runWith(items, {}, settings).asked.get('product.save-many') as
      | { items: JsonObject[]; owners: JsonObject }
      | undefined;

  it('puts an item into the words of the store', () => {
    expect(sent([item({})])).toEqual({
      items: [
        {
          sku: 'PUMP-1001',
          name: 'Diaphragm pump DN20',
          shortDescription: 'Diaphragm pump DN20, pump range',
          unit: 'EA',
          weight: '0.2',
          weightUnit: 'kg',
          visible: true,
          discontinued: false,
          category: 'PUMP',
          create: true,
        },
      ],
      owners: {
        name: 'until-edited',
        shortDescription: 'until-edited',
        unit: 'erp',
        weight: 'until-edited',
        weightUnit: 'until-edited',
        visible: 'until-edited',
        discontinued: 'erp',
        category: 'until-edited',
      },
      firstMeeting: 'erp',
    });
  });

  it.each([
    ['10', false, false, false],
    ['20', true, false, true],
    ['30', true, false, true],
    ['50', false, true, false],
    ['80', false, true, false],
    ['90', false, true, false],
  ])('status %s: shown %s, discontinued %s, made %s', (status, visible, discontinued, create) => {
    expect(sent([item({ status })])?.items).toMatchObject([{ visible, discontinued, create }]);
  });

  it('takes owners, weights and missing texts by setting', () => {
    const settings = { nameOwner: 'erp', weight: 'net', weightUnit: 'lb', createProducts: false };
    const { owners, items } = sent([item({ netWeight: '7', description: undefined })], settings) ?? {
      owners: {},
      items: [],
    };
    expect(owners).toMatchObject({ name: 'erp' });
    expect(items).toMatchObject([{ weight: '7', weightUnit: 'lb', create: false, shortDescription: PUMP?.name }]);
  });

  it.each([
    ['without a unit', { unit: undefined }, 'Item X-1: it has no basic unit in M3'],
    ['with a unit nobody knows', { unit: 'FUR' }, 'Item X-1: the crosswalk item-unit has no row for "FUR"'],
    ['without a name', { name: ' ' }, 'Item X-1: it has no name in M3'],
    ['without a group', { itemGroup: undefined }, 'Item X-1: it has no item group in M3'],
    ['of an unknown group', { itemGroup: 'ODD' }, 'Item X-1: the crosswalk item-group has no row for "ODD"'],
    ['of an unknown status', { status: '77' }, 'Item X-1: the crosswalk item-status has no row for status "77"'],
  ])('gives an item %s a run of its own, and the others go on', (_, change, reason) => {
    const { last, asked, emitted } = runWith([item({}), item({ itemNumber: 'X-1', ...change })]);
    expect(last).toEqual({ do: 'complete' });
    expect(asked.get('product.save-many')).toMatchObject({ items: [{ sku: 'PUMP-1001' }] });
    expect(emitted).toEqual([{ event: 'own.item.refused', data: { subject: 'X-1', itemNumber: 'X-1', reason } }]);
    const alone = runWith([item({ itemNumber: 'X-1', ...change })], {}, {}, 'refused:X-1');
    expect(alone.last).toMatchObject({ do: 'hold', hold: { queue: 'item-setup', reason, resume: 'start' } });
    expect(alone.asked.has('product.save-many')).toBe(false);
  });

  it('does the same with what the store refuses, and lets it be by setting', () => {
    const refusal = { sku: 'PUMP-1001', outcome: 'refused', reason: 'Item PUMP-1001: too long' };
    const answer = { 'product.save-many': { items: [refusal] } };
    expect(runWith([item({})], answer).emitted).toMatchObject([{ data: { reason: 'Item PUMP-1001: too long' } }]);
    expect(runWith([item({})], answer, { holdRefused: false }).emitted).toEqual([]);
    expect(runWith([item({})], answer, {}, 'refused:PUMP-1001').last).toMatchObject({ do: 'hold' });
    expect(runWith([item({})], {}, {}, 'refused:PUMP-1001').last).toEqual({ do: 'complete' });
  });

  it('tells of new products, which need a price', () => {
    const made = { sku: 'PUMP-1001', outcome: 'saved', created: true };
    expect(runWith([item({})], { 'product.save-many': { items: [made] } }).emitted).toEqual([
      { event: 'own.product.created', data: { subject: 'PUMP-1001', itemNumber: 'PUMP-1001' } },
    ]);
  });

  it('tells that the search index is out of date, by setting, and only when something was saved', () => {
    const answer = { 'product.save-many': { items: [], counts: { saved: 2 } } };
    const told = { event: 'own.index.outdated', data: { subject: 'search index', products: '2' } };
    expect(runWith([item({})], answer).emitted).toMatchObject([told]);
    expect(runWith([item({})], answer, { rebuildIndex: false }).emitted).toEqual([]);
    expect(runWith([item({})], { 'product.save-many': { items: [], counts: { saved: 0 } } }).emitted).toEqual([]);
  });

  it('passes over items that M3 does not know any more', () => {
    const gone = { itemNumber: 'GONE', outcome: 'skipped', reason: 'M3: no' };
    expect(runWith([gone]).last).toEqual({ do: 'complete' });
    expect(runWith([gone]).asked.has('product.save-many')).toBe(false);
  });

  it('gathers ten ways at once, and refused items alone', () => {
    const by = program.trigger.gather?.by;
    expect(by?.evaluate({ event: { itemNumber: 'PUMP-1003' }, settings: {} })).toEqual({ ok: true, value: '3' });
    const refused = { itemNumber: 'PUMP-1003', reason: 'no unit' };
    expect(by?.evaluate({ event: refused, settings: {} })).toEqual({ ok: true, value: 'refused:PUMP-1003' });
  });
});

describe('prices-to-products', () => {
  const program = programOf('prices-to-products');
  const price = (change: object): JsonObject => ({
    itemNumber: 'PUMP-1001',
    outcome: 'read',
    price: '240.00',
    perQuantity: '1',
    unit: 'EA',
    currency: 'USD',
    source: 'M3 price list LIST in USD from 20250101',
    ...change,
  });
  const runWith = (
    items: JsonObject[],
    more: Readonly<Record<string, Json>> = {},
    settings: JsonObject = {},
    by = '',
  ) =>
    run(
      program,
      gathered(by, 'PUMP-1001'),
      { 'price.list': { items }, 'price.save-many': { items: [] }, ...more },
      settings,
    );

  it('brings a price with where it came from, for one unit', () => {
    const { asked, last } = runWith([price({}), price({ itemNumber: 'SEAL-1003', price: '1.00', perQuantity: '3' })]);
    expect(last).toEqual({ do: 'complete' });
    expect(asked.get('price.list')).toEqual({
      items: [{ itemNumber: 'PUMP-1001' }],
      priceList: 'LIST',
      currency: 'USD',
    });
    expect(asked.get('price.save-many')).toMatchObject({
      items: [
        {
          sku: 'PUMP-1001',
          price: '240',
          currency: 'USD',
          unit: 'EA',
          source: 'M3 price list LIST in USD from 20250101',
        },
        { sku: 'SEAL-1003', price: '0.333333' },
      ],
    });
    expect(asked.get('price.save-many')?.['items']).not.toMatchObject([{ list: expect.anything() }, {}]);
  });

  it('brings it to a price list of the store by setting', () => {
    const { asked } = runWith([price({})], {}, { storeList: 'DEALER' });
    expect(asked.get('price.save-many')).toMatchObject({ items: [{ list: 'DEALER' }] });
  });

  it('gives a refused price a run of its own, which is held', () => {
    const answer = {
      'price.save-many': { items: [{ sku: 'PUMP-1001', outcome: 'refused', reason: 'Item PUMP-1001: zero' }] },
    };
    expect(runWith([price({})], answer).emitted).toMatchObject([
      { event: 'own.price.refused', data: { subject: 'PUMP-1001' } },
    ]);
    expect(runWith([price({})], answer, {}, 'refused:PUMP-1001').last).toMatchObject({
      do: 'hold',
      hold: { queue: 'item-setup', reason: 'Item PUMP-1001: zero' },
    });
  });

  it('gives a price for another unit than the basic one a run of its own, and does not write it', () => {
    const reason = 'Item HOSE-1: M3 price list LIST in USD gives a price per RL, and the basic unit of the item is M';
    const other = { itemNumber: 'HOSE-1', outcome: 'skipped', code: 'm3.price-unit-differs', reason };
    const { last, asked, emitted } = runWith([price({}), other]);
    expect([last.do, emitted]).toMatchObject(['complete', [{ data: { subject: 'HOSE-1', reason } }]]);
    expect(asked.get('price.save-many')).toMatchObject({ items: [{ sku: 'PUMP-1001' }] });
    expect(runWith([other], {}, {}, 'refused:HOSE-1').last).toMatchObject({
      do: 'hold',
      hold: { queue: 'item-setup', reason, resume: 'start' },
    });
    expect(runWith([other], {}, { holdRefused: false }).emitted).toEqual([]);
  });

  it('shows an item that lost its price with its list, and holds while no list counts', () => {
    const none = {
      itemNumber: 'PUMP-1001',
      outcome: 'skipped',
      reason: 'M3 price list LIST in USD has no price for it',
    };
    const told = (change: object) => ({
      ...gathered('', 'PUMP-1001'),
      items: [{ itemNumber: 'PUMP-1001', ...change }],
    });
    const runFor = (change: object, answer: Json = { items: [none] }) =>
      run(program, told(change) as unknown as JsonObject, { 'price.list': answer });
    const ended = { priceList: 'LIST', currency: 'USD', until: '20260831' };
    const reason = expect.stringContaining('Item PUMP-1001: price list LIST has ended');
    expect(runFor(ended).emitted).toMatchObject([
      { event: 'own.price.refused', data: { subject: 'PUMP-1001', reason, currency: 'USD', until: '20260831' } },
    ]);
    expect(runFor({ ...ended, until: undefined }).emitted).toEqual([]);
    expect(runFor({ ...ended, currency: 'EUR' }).emitted).toEqual([]);
    const alone = { ...told({ ...ended, reason: 'x' }), by: 'refused:PUMP-1001' } as unknown as JsonObject;
    expect(run(program, alone, { 'price.list': { items: [none] } }).last).toMatchObject({
      do: 'hold',
      hold: { queue: 'item-setup', reason },
    });
    const noList = { kind: 'missing', code: 'm3.price-list-not-found', message: 'It does not count today.' };
    expect(runFor(ended, noList).last).toMatchObject({ do: 'hold', hold: { queue: 'setup', resume: 'start' } });
  });

  it('asks nothing of the store when M3 has no price', () => {
    const { asked, last } = runWith([price({ outcome: 'skipped' })]);
    expect(asked.has('price.save-many')).toBe(false);
    expect(last).toEqual({ do: 'complete' });
  });

  it.each([
    ['of its list', { itemNumber: 'A', priceList: 'LIST', currency: 'USD' }, 'LIST', true],
    ['of another list', { itemNumber: 'A', priceList: 'OTHER' }, 'LIST', false],
    ['of one customer', { itemNumber: 'A', priceList: 'LIST', customerNumber: 'C1' }, 'LIST', false],
    ['an item, while a list counts', { itemNumber: 'A' }, 'LIST', false],
    ['an item that carries its price', { itemNumber: 'A' }, '', true],
    ['a new product', { itemNumber: 'A', subject: 'A' }, 'LIST', true],
    ['a refused price', { itemNumber: 'A', subject: 'A', reason: 'x' }, 'LIST', true],
  ])('takes notice of a change %s', (_, event, priceList, expected) => {
    const wanted = program.trigger.if?.evaluate({ event, settings: { ...program.settings, priceList } });
    expect(wanted).toEqual({ ok: true, value: expected });
  });
});
