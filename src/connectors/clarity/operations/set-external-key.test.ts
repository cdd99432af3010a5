import { describe, expect, it } from 'vitest';
import { ACCOUNT_SAMPLE } from '../samples/account.ts';
import { contentHashOf } from '../model/content-hash.ts';
import { ORDER_SAMPLE } from '../samples/order.ts';
import { applied, look, lost, refusedWith, Stage } from '../testing/stage.ts';

const KEY = '0010004711';
const stage = (settings = {}): Stage => new Stage('order.set-external-key', { id: '1042', key: KEY }, settings);
const QUIET_MS = 120_000;

describe('the ERP’s number of an order', () => {
  it('is written once, by the record that was just read', () => {
    const play = stage();
    expect(play.call()).toEqual({
      name: 'look',
      effect: 'read',
      request: { ask: 'order-look', id: '1042', forWrite: true },
    });
    play.answer(look());
    expect(play.call()).toMatchObject({
      name: 'write',
      request: { ask: 'order-update', id: '1042', handle: 'h1', set: { key: KEY, hash: contentHashOf(ORDER_SAMPLE) } },
    });
    play.answer(applied);
    expect(play.ask()).toEqual({ do: 'done', output: { id: '1042', key: KEY, changed: true } });
  });

  it('stands there already: nothing is written', () => {
    expect(
      stage()
        .answer(look({ key: KEY }))
        .ask(),
    ).toEqual({ do: 'done', output: { id: '1042', key: KEY, changed: false } });
  });

  it('says whether the order is still as it was when it went over', () => {
    const at = (version: string): Stage =>
      new Stage('order.set-external-key', { id: '1042', key: KEY, version }).answer(look()).answer(applied);
    expect(at(ORDER_SAMPLE.version).ask()).toMatchObject({ output: { changedMeanwhile: false } });
    expect(at('2025-03-04T14:05:11.000Z#Confirmed').ask()).toMatchObject({ output: { changedMeanwhile: true } });
  });

  it('goes into an attribute by setting', () => {
    const play = stage({ exportedMarker: 'M3Order' }).answer(look({ key: '8001042' }));
    expect(play.call().request).toMatchObject({ set: { attributes: { M3Order: KEY } } });
    expect(
      stage({ exportedMarker: 'M3Order' })
        .answer(look({ attributes: { m3order: KEY } }))
        .ask(),
    ).toMatchObject({ do: 'done' });
  });

  it.each([
    ['another number', look({ key: '0010009999' }), 'clarity.order-has-other-key'],
    ['a deactivated order', look({}, { active: false }), 'clarity.order-inactive'],
    ['an order that is gone', refusedWith('missing', 'clarity.order-not-found'), 'clarity.order-not-found'],
  ])('is not written over %s', (_, answer, code) => {
    expect(stage().answer(answer).ask()).toMatchObject({ do: 'fail', failure: { code } });
  });

  it('replaces another number when it is told to', () => {
    const play = new Stage('order.set-external-key', { id: '1042', key: KEY, overwrite: true });
    expect(play.answer(look({ key: '0010009999' })).call().name).toBe('write');
  });

  it('N01 after an unanswered write looks soon: what is there is proof', () => {
    const play = stage().answer(look()).answer(lost);
    expect(play.wait()).toBe(1_000);
    play.answer(look({ key: KEY }));
    expect(play.ask()).toEqual({ do: 'done', output: { id: '1042', key: KEY, changed: true } });
  });

  it('N02 writes again only when the quiet time is over and a look afterwards shows nothing', () => {
    const play = stage().answer(look()).answer(lost);
    play.wait();
    play.answer(look());
    expect(play.wait()).toBeGreaterThan(QUIET_MS - 2_000);
    expect(play.call().name).toBe('look');
    play.answer(look());
    expect(play.call().name).toBe('write');
    play.answer(applied);
    expect(play.ask()).toMatchObject({ do: 'done', output: { changed: true } });
    const [first, second] = play.calls.filter((call) => call.name === 'write');
    expect((second?.sentAt ?? 0) - (first?.sentAt ?? 0)).toBeGreaterThanOrEqual(QUIET_MS);
  });

  it('stops and shows it when three writes went unanswered and nothing is there', () => {
    const play = stage();
    for (let tries = 0; tries < 3; tries += 1) {
      play.answer(look()).answer(lost);
      play.wait();
      play.answer(look());
      play.wait();
    }
    play.answer(look());
    expect(play.ask()).toMatchObject({ do: 'fail', failure: { kind: 'uncertain', code: 'clarity.write-unconfirmed' } });
  });

  it('looks again when the record has become too old to be written back', () => {
    const play = stage().answer(look());
    play.now += 60_000;
    expect(play.call().name).toBe('look');
    play.answer(look({}, { handle: 'h2' }));
    expect(play.call().request).toMatchObject({ handle: 'h2' });
  });

  it('C03 reads anew when the process that kept the record is gone', () => {
    const play = stage().answer(look()).answer(refusedWith('conflict', 'clarity.record-stale'));
    expect(play.call().name).toBe('look');
    play.answer(look({}, { handle: 'h2' }));
    expect(play.call()).toMatchObject({ name: 'write', request: { handle: 'h2' } });
    for (let again = 0; again < 5; again += 1)
      play.answer(refusedWith('conflict', 'clarity.record-stale')).answer(look());
    expect(play.ask()).toMatchObject({ do: 'fail', failure: { code: 'clarity.record-stale' } });
  });

  it('gives the store’s refusal on, unless the change is there all the same', () => {
    const refusal = refusedWith('rejected', 'clarity.refused');
    expect(stage().answer(look()).answer(refusal).answer(look()).ask()).toMatchObject({
      do: 'fail',
      failure: { code: 'clarity.refused' },
    });
    expect(
      stage()
        .answer(look())
        .answer(refusal)
        .answer(look({ key: KEY }))
        .ask(),
    ).toMatchObject({ do: 'done' });
  });

  it('begins anew when a person releases it', () => {
    const play = stage().answer(look()).answer(refusedWith('rejected', 'clarity.refused')).answer(look());
    expect(play.ask().do).toBe('fail');
    play.round = 1;
    expect(play.call().name).toBe('look');
    expect(play.answer(look()).call().name).toBe('write');
  });
});

describe('the ERP’s number of an account', () => {
  const account = (change: object = {}, active = true) =>
    ({
      outcome: 'applied',
      reply: { active, handle: 'a1', account: { ...ACCOUNT_SAMPLE, key: undefined, ...change } },
    }) as const;

  it('is written once, and never over another one', () => {
    const play = (): Stage => new Stage('account.set-external-key', { id: '77', key: 'C100001' });
    expect(play().answer(account()).call().request).toEqual({
      ask: 'account-update',
      id: '77',
      handle: 'a1',
      key: 'C100001',
    });
    expect(
      play()
        .answer(account({ key: 'C100001' }))
        .ask(),
    ).toMatchObject({ do: 'done', output: { changed: false } });
    expect(
      play()
        .answer(account({ key: 'C9' }))
        .ask(),
    ).toMatchObject({ failure: { code: 'clarity.account-has-other-key' } });
    expect(play().answer(account({}, false)).ask()).toMatchObject({ failure: { code: 'clarity.account-not-found' } });
  });
});
