import { describe, expect, it } from 'vitest';
import type { OrderReply } from '../model/request.ts';
import { findTotalFaults } from '../model/totals.ts';
import { ACCOUNT_SAMPLE } from '../samples/account.ts';
import { ORDER_HEAD_SAMPLE, ORDER_SAMPLE } from '../samples/order.ts';
import { type Answer, reading, refusedWith, Stage } from '../testing/stage.ts';

type OrderChange = Partial<OrderReply['order']>;

const stage = (settings = {}): Stage => new Stage('order.get', { id: '1042' }, settings);
const outcome = (change: OrderChange, rest: Partial<OrderReply> = {}, settings = {}): string => {
  const action = stage(settings).answer(reading(change, rest)).ask();
  return action.do === 'fail' ? action.failure.code : action.do;
};

describe('reading an order', () => {
  it('takes one call and gives the order on', () => {
    const play = stage();
    expect(play.call()).toEqual({ name: 'read', effect: 'read', request: { ask: 'order-read', id: '1042' } });
    expect(play.answer(reading()).ask()).toEqual({ do: 'done', output: ORDER_SAMPLE, warnings: [] });
  });

  it.each([
    ['D25 a deactivated order', {}, { active: false }, {}, 'clarity.order-inactive'],
    ['a void order', { status: 'VOID' }, {}, {}, 'clarity.order-void'],
    ['D17 an order without lines', { lines: [] }, {}, {}, 'clarity.order-empty'],
    [
      'an order with discounts only',
      { lines: ORDER_SAMPLE.lines.map((line) => ({ ...line, type: 'discount' as const })) },
      {},
      {},
      'clarity.order-empty',
    ],
    ['D16 lines in two currencies', {}, { mixedCurrencies: ['EUR', 'NOK'] }, {}, 'clarity.order-currencies-mixed'],
    ['a part where masters are exported', { groupId: '9' }, {}, { groupedOrders: 'master' }, 'clarity.order-is-part'],
    ['a part where parts are exported', { groupId: '9' }, {}, {}, 'done'],
    ['a master where masters are exported', { groupId: '9', isMaster: true }, {}, { groupedOrders: 'master' }, 'done'],
    ['a master of a portal', { groupId: '9', isMaster: true }, {}, { surface: 'portal' }, 'clarity.order-is-master'],
    ['a guest who is held', { guest: true }, {}, { guestOrders: 'hold' }, 'clarity.order-from-guest'],
    ['a guest', { guest: true }, {}, {}, 'done'],
    [
      'S13 masked card data that is held',
      {},
      { maskedFields: [{ path: 'order.notes[0]', masked: '411111******1111' }] },
      {},
      'clarity.card-data-in-order',
    ],
    ['an order on hold', { status: 'On Hold' }, {}, {}, 'done'],
    ['an order that is exported already', { key: '0010004711' }, {}, {}, 'done'],
  ] as const)('judges %s', (_, change, rest, settings, expected) => {
    expect(outcome(change as OrderChange, rest as Partial<OrderReply>, settings)).toBe(expected);
  });

  it('fails with what the store says when there is none', () => {
    expect(stage().answer(refusedWith('missing', 'clarity.order-not-found')).ask()).toMatchObject({
      failure: { kind: 'missing' },
    });
  });

  it('looks for the parts of a master: without any it is an order like others', () => {
    const parts = (groupId: string): Answer => ({
      outcome: 'applied',
      reply: { orders: [{ ...ORDER_HEAD_SAMPLE, id: '1043', groupId }], more: false },
    });
    const play = (): Stage => stage().answer(reading({ groupId: '9', isMaster: true }));
    expect(play().call()).toMatchObject({
      name: 'parts',
      request: { partOfGroup: true, placedFrom: '2025-03-04T13:05:11.447Z', placedUntil: '2025-03-04T15:05:11.447Z' },
    });
    expect(play().answer(parts('9')).ask()).toMatchObject({ failure: { code: 'clarity.order-is-master' } });
    expect(play().answer(parts('8')).ask()).toMatchObject({ do: 'done' });
  });

  it('reads the account of a customer whom the ERP does not know yet', () => {
    const account = { id: '77', name: 'Northwind Pumps 1' };
    const play = stage().answer(reading({ account }));
    expect(play.call()).toMatchObject({ name: 'account', request: { ask: 'account-read', id: '77' } });
    play.answer({
      outcome: 'applied',
      reply: { active: true, account: { ...ACCOUNT_SAMPLE, key: undefined, onHold: true, vatNumber: 'NO1' } },
    });
    expect(play.ask()).toMatchObject({
      do: 'done',
      output: { account: { id: '77', onHold: true, taxExempt: false, vatNumber: 'NO1' } },
    });
    expect(outcome({ account }, {}, { readAccount: 'never' })).toBe('done');
    expect(outcome({}, {}, { readAccount: 'always' })).toBe('call');
  });

  it('reads the account of an order that is on hold: the account may be why', () => {
    const account = { id: '77', key: 'C100001', name: 'Northwind Pumps 1' };
    expect(outcome({ account })).toBe('done');
    expect(outcome({ account, status: 'On Hold' })).toBe('call');
    expect(outcome({ account, status: 'On Hold' }, {}, { readAccount: 'never' })).toBe('done');
  });

  it('S13 warns of what was masked, without saying it', () => {
    const action = stage({ cardDataInOrders: 'blank' })
      .answer(reading({}, { maskedFields: [{ path: 'order.notes[0]', masked: '411111******1111' }] }))
      .ask();
    expect(action).toMatchObject({ warnings: ['Card data was masked in order.notes[0] (411111******1111).'] });
  });
});

describe('sums of an order', () => {
  const totals = (change: object): OrderReply['order'] => ({
    ...ORDER_SAMPLE,
    totals: { ...ORDER_SAMPLE.totals, ...change },
  });

  it('D06 are let pass within the last decimal of the currency', () => {
    expect(findTotalFaults(ORDER_SAMPLE, [])).toEqual([]);
    expect(findTotalFaults(totals({ total: '275.41' }), [])).toEqual([]);
    expect(findTotalFaults(totals({ total: '275.42' }), [])[0]).toContain('add up to 275.4 instead of 275.42 USD');
    expect(findTotalFaults(totals({ subTotal: '260', total: '285.4' }), [])[0]).toContain(
      'The lines of order 1042 add up to 250 instead of 260',
    );
  });

  it('D16 know currencies with no and with three decimals, and the settings’ own', () => {
    const inCurrency = (currency: string, total: string) => ({ ...totals({ total }), currency });
    expect(findTotalFaults(inCurrency('JPY', '276'), [])).toEqual([]);
    expect(findTotalFaults(inCurrency('KWD', '275.402'), [])).toHaveLength(1);
    expect(findTotalFaults(inCurrency('ISK', '276'), ['ISK:2'])).toHaveLength(1);
  });
});
