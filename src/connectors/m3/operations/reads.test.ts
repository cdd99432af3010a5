import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRig, outputOf, type Rig, smallOrder, storyOf } from '../testing/rig.ts';
import { isFinal, lineStatusWord, orderStatusWord } from './status-words.ts';

describe('reading from M3', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig.close());

  it('an item', async () => {
    expect(outputOf(await rig.drive('item.get', { itemNumber: 'pump-1001' }))).toMatchObject({
      itemNumber: 'PUMP-1001',
      sellable: true,
      unit: 'EA',
    });
    expect(outputOf(await rig.drive('item.get', { itemNumber: 'ITEM-S90' }))).toMatchObject({
      sellable: false,
      status: '90',
    });
    expect((await rig.drive('item.get', { itemNumber: 'GHOST' })).end).toMatchObject({
      failure: { code: 'm3.item-not-found', record: 'item GHOST' },
    });
  });

  it('stock in one warehouse and in all', async () => {
    const one = outputOf(await rig.drive('stock.get', { itemNumber: 'PUMP-1001', warehouse: '002' }));
    expect(one).toMatchObject({ balances: [{ warehouse: '002', available: expect.stringMatching(/^\d+$/) }] });
    const all = outputOf<{ balances: unknown[] }>(await rig.drive('stock.get', { itemNumber: 'PUMP-1001' }));
    expect(all.balances).toHaveLength(2);
    expect((await rig.drive('stock.get', { itemNumber: 'GHOST' })).end).toMatchObject({
      failure: { code: 'm3.item-not-found' },
    });
  });

  it('a customer', async () => {
    expect(outputOf(await rig.drive('customer.get', { customerNumber: 'C100001' }))).toMatchObject({
      status: '20',
      paymentTerms: 'N30',
      stopped: false,
    });
    expect(outputOf(await rig.drive('customer.get', { customerNumber: 'BLOCKED1' }))).toMatchObject({
      status: '90',
      stopped: true,
    });
    expect((await rig.drive('customer.get', { customerNumber: 'GHOST' })).end).toMatchObject({
      failure: { code: 'm3.customer-not-found' },
    });
  });

  it('an order, line by line', async () => {
    const { orderNumber } = outputOf<{ orderNumber: string }>(await rig.drive('order.create', smallOrder()));
    const before = outputOf(await rig.drive('order.status', { orderNumber }));
    expect(before).toMatchObject({
      status: 'processing',
      webOrderNumber: 'WEB-1',
      lines: [{ lineNumber: '1', statusCode: '22' }, { lineNumber: '2' }],
    });
    await rig.control(`orders/${orderNumber}/advance`, { lines: [1], to: '66' });
    const after = outputOf(await rig.drive('order.status', { orderNumber }));
    expect(after).toMatchObject({
      status: 'partly-shipped',
      lowestStatus: '22',
      lines: [
        { status: 'shipped', delivered: '2' },
        { status: 'processing', delivered: '0' },
      ],
    });
    expect((await rig.drive('order.status', { orderNumber: '1' })).end).toMatchObject({
      failure: { code: 'm3.order-not-found' },
    });
  });

  it('anything, by name', async () => {
    const input = {
      program: 'CRS045MI',
      transaction: 'LstCountry',
      record: { FRCD: 'SE', TOCD: 'SE' },
      columns: ['CSCD'],
    };
    expect(outputOf(await rig.drive('call', input))).toEqual({ records: [{ CSCD: 'SE' }] });
    const wrong = { program: 'CRS045MI', transaction: 'LstCountry', record: { FRCD: 'TOO LONG' } };
    expect((await rig.drive('call', wrong)).end).toMatchObject({ failure: { kind: 'fault', code: 'm3.call-invalid' } });
  });

  it('but a write only when it is declared, and it is not repeated by itself', async () => {
    const input = {
      program: 'CRS610MI',
      transaction: 'Add',
      record: { CUTM: 'WEBTEMPL', CUNM: 'Own', CUA1: 'x', CUNO: 'OWN1' },
    };
    expect((await rig.drive('call', input)).end).toMatchObject({
      failure: { code: 'm3.call-invalid', field: 'write' },
    });
    await rig.fault('CRS610MI/bulk', 'drop-before');
    const lost = await rig.drive('call', { ...input, write: true });
    expect([storyOf(lost), lost.end]).toMatchObject(['call ambiguous', { failure: { kind: 'uncertain' } }]);
    const released = await rig.drive('call', { ...input, write: true }, { calls: lost.calls, round: 1 });
    expect(outputOf(released)).toEqual({ records: [{ CUNO: 'OWN1' }] });
  });
});

describe('status in words', () => {
  it.each([
    ['05', '05', 'pending', false],
    ['22', '22', 'processing', false],
    ['23', '33', 'processing', false],
    ['44', '44', 'picking', false],
    ['22', '66', 'partly-shipped', false],
    ['26', '26', 'partly-shipped', false],
    ['66', '66', 'shipped', false],
    ['66', '77', 'partly-invoiced', false],
    ['33', '77', 'partly-invoiced', false],
    ['67', '67', 'partly-invoiced', false],
    ['77', '77', 'invoiced', true],
    ['22', '99', 'processing', false],
    ['99', '99', 'closed', true],
    ['48', '48', 'unknown', false],
  ] as const)('%s to %s is %s', (lowest, highest, word, final) => {
    expect(orderStatusWord(lowest, highest)).toBe(word);
    expect(isFinal(orderStatusWord(lowest, highest))).toBe(final);
  });

  it('a status without its zero', () => expect(lineStatusWord('5 ')).toBe('pending'));
});
