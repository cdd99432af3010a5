import { describe, expect, it } from 'vitest';
import type { Payment } from '../model/payment.ts';
import { PAYMENT_SAMPLE } from '../samples/payment.ts';
import { type Answer, Stage } from '../testing/stage.ts';

const BEFORE = '2025-03-05T03:00:00.000Z';
const stage = (): Stage => new Stage('payment.summary', { before: BEFORE });
const paid = (id: string, amount: string, change: Partial<Payment> = {}): Payment => ({
  ...PAYMENT_SAMPLE,
  id,
  amount,
  ...change,
});
const page = (more: boolean, ...payments: readonly Payment[]): Answer => ({
  outcome: 'applied',
  reply: { payments, more },
});

describe('the sum of a day', () => {
  it('counts a payment once that moved onto the next page while the list was read, as it was read last', () => {
    const play = stage();
    play.answer(page(true, paid('1', '10'), paid('2', '20')));
    // An older payment has come into the list, and pushes the second one on.
    play.answer(page(false, paid('2', '20'), paid('3', '30', { state: 'voided' })));
    play.answer(page(true, paid('0', '5'), paid('1', '10')));
    play.answer(page(false, paid('2', '20'), paid('3', '30', { state: 'voided' })));
    expect(play.ask()).toMatchObject({
      do: 'done',
      output: { groups: [{ captured: '35', count: 3, payments: [{ id: '1' }, { id: '2' }, { id: '0' }] }] },
    });
  });

  it('finds a payment that was passed over because a row before it was deleted', () => {
    const play = stage();
    play.answer(page(true, paid('1', '10'), paid('2', '20')));
    play.answer(page(false, paid('4', '40')));
    expect(play.call()).toMatchObject({ name: 'again-1', request: { ask: 'payment-changes', page: 1 } });
    play.answer(page(true, paid('2', '20'), paid('3', '30')));
    play.answer(page(false, paid('4', '40')));
    expect(play.ask()).toMatchObject({ do: 'done', output: { groups: [{ captured: '100', count: 4 }] } });
  });

  it('reads a list of one page once', () => {
    expect(
      stage()
        .answer(page(false, paid('1', '10')))
        .ask(),
    ).toMatchObject({ do: 'done', output: { groups: [{ captured: '10' }] } });
  });

  it('is none where the list does not end', () => {
    const play = stage();
    for (let turn = 0; turn < 400; turn += 1) play.answer(page(true, paid('1', '10')));
    expect(play.ask()).toMatchObject({ do: 'fail', failure: { code: 'clarity.list-endless' } });
  });

  it('is without money that the store does not date', () => {
    const { receivedAt: _, ...undated } = paid('2', '20');
    const play = stage().answer(page(false, paid('1', '10'), undated));
    expect(play.ask()).toMatchObject({ output: { groups: [{ captured: '10', payments: [{ id: '1' }] }] } });
  });
});

describe('what is remembered of a day', () => {
  const day = 'main/2025-03-04';
  const link = (kind: string, left: string, right = left) => ({
    kind,
    left: { system: 'clarity', id: left },
    right: { system: 'm3', id: right },
  });

  it('that it was begun, before the store is asked', () => {
    const begin = (firstDay: string) => new Stage('payment.summary-begin', { before: BEFORE, firstDay }).ask();
    expect(begin('2025-03-04')).toEqual({
      do: 'done',
      output: { day: '2025-03-04', due: true },
      links: [link('settlement-day', `${day}/begun`)],
    });
    expect(begin('2025-03-05')).toEqual({ do: 'done', output: { day: '2025-03-04', due: false }, links: [] });
    const zone = 'Asia/Tokyo';
    const tokyo = new Stage('payment.summary-begin', { before: '2025-03-05T16:00:00Z', firstDay: '2025-03-01', zone });
    expect(tokyo.ask()).toMatchObject({ output: { day: '2025-03-05' } });
  });

  it.each([
    ['before', { before: 'soon' }],
    ['zone', { zone: 'Mars/Olympus' }],
  ])('nothing where the %s cannot be read', (field, change) => {
    const input = { before: BEFORE, firstDay: '2025-03-01', ...change };
    const failure = { code: 'clarity.field-unreadable', field };
    expect(new Stage('payment.summary-begin', input).ask()).toMatchObject({ do: 'fail', failure });
    expect(new Stage('payment.summary', input).ask()).toMatchObject({ do: 'fail', failure });
  });

  it('each payment in its sums by what became of it, and that it is added up', () => {
    const payments = [
      { id: '1', state: 'captured' },
      { id: '2', state: 'refunded' },
    ];
    const groups = [
      { key: '/Credit Card/USD', payments },
      { key: '/PayPal/USD', payments: [] },
    ];
    expect(new Stage('payment.summary-note', { day: '2025-03-04', groups }).ask()).toEqual({
      do: 'done',
      output: { noted: 2 },
      links: [
        link('settlement', 'main/1/captured', `${day}//Credit Card/USD/1/captured`),
        link('settlement', 'main/2/refunded', `${day}//Credit Card/USD/2/refunded`),
        link('settlement-day', `${day}/added-up`),
      ],
    });
  });
});

describe('a payment that is read by itself', () => {
  const read = (zone: string, change: Partial<Payment> = {}): Stage =>
    new Stage('payment.get', { id: '9001', zone }, { defaultCurrency: 'EUR' }).answer(
      page(false, paid('9001', '1', change)),
    );

  it('names the day and the group in which the summary counts it', () => {
    const late = { receivedAt: '2025-03-04T23:30:00Z', storeKey: 'main-us', currency: undefined };
    const settlement = { day: '2025-03-05', group: 'main-us/Credit Card/EUR' };
    expect(read('Europe/Stockholm', late).ask()).toMatchObject({ output: { settlement } });
  });

  it('has no such day where it was only authorised', () => {
    const { receivedAt: _, ...authorised } = PAYMENT_SAMPLE;
    const play = new Stage('payment.get', { id: '9001', zone: 'UTC' }).answer(page(false, authorised));
    expect(play.ask()).toEqual({ do: 'done', output: authorised });
  });
});
