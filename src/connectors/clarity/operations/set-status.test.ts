import { describe, expect, it } from 'vitest';
import { applied, look, lost, refusedWith, Stage } from '../testing/stage.ts';

const stage = (input: object = {}, settings = {}): Stage =>
  new Stage('order.set-status', { id: '1042', status: 'Shipped', ...input }, settings);
const tracking = { number: '1Z999', carrier: 'UPS', shippedAt: '2026-03-04T10:00:00Z' };

describe('the status of an order', () => {
  it('is set by one action after one look', () => {
    const play = stage();
    expect(play.call()).toMatchObject({ name: 'look', request: { ask: 'order-look', id: '1042', forWrite: false } });
    play.answer(look({ status: 'Confirmed' }));
    expect(play.call()).toMatchObject({
      name: 'act',
      effect: 'write',
      request: { ask: 'order-action', id: '1042', action: 'Ship' },
    });
    play.answer(applied);
    expect(play.ask()).toEqual({
      do: 'done',
      output: { id: '1042', status: 'Shipped', before: 'Confirmed', changed: true },
      warnings: [],
    });
  });

  it.each([
    ['it stands there already', 'shipped', {}, 'already-there'],
    ['it is further on', 'Completed', {}, 'would-go-backwards'],
    ['a person holds it', 'On Hold', {}, 'set-by-a-person'],
    ['a person voided it', 'Void', { allowBackwards: true }, 'set-by-a-person'],
  ])('is left alone when %s', (_, status, input, reason) => {
    expect(stage(input).answer(look({ status })).ask()).toMatchObject({
      do: 'done',
      output: { status, before: status, changed: false, reason },
    });
  });

  it('is left alone on a deactivated order', () => {
    expect(
      stage()
        .answer(look({ status: 'Confirmed' }, { active: false }))
        .ask(),
    ).toMatchObject({ output: { reason: 'order-inactive' } });
  });

  it('goes backwards, or out of a person’s hold, when the flow says so', () => {
    expect(
      stage({ status: 'Confirmed', allowBackwards: true })
        .answer(look({ status: 'Shipped' }))
        .call().request,
    ).toMatchObject({ action: 'Confirm' });
    expect(
      stage({ status: 'Confirmed', overrule: ['On Hold'] })
        .answer(look({ status: 'On Hold' }))
        .call().request,
    ).toMatchObject({ action: 'Confirm' });
  });

  it('follows payment statuses, which are no progress of the order', () => {
    expect(
      stage({ status: 'Confirmed' })
        .answer(look({ status: 'Full Payment Received' }))
        .call().request,
    ).toMatchObject({ action: 'Confirm' });
  });

  it.each([
    ['Shiped', 'clarity.status-unknown'],
    ['Full Payment Received', 'clarity.status-not-settable'],
  ])('is refused before any call when it is %s', (status, code) => {
    expect(stage({ status }).ask()).toMatchObject({ do: 'fail', failure: { code, field: 'status' } });
  });

  it('takes tracking first, by a whole write, and then the action', () => {
    const play = stage({ tracking }).answer(look({ status: 'Processing' }));
    expect(play.call()).toMatchObject({
      name: 'write-record',
      request: {
        ask: 'order-update',
        handle: 'h1',
        set: { trackingNumber: '1Z999', carrier: 'UPS', shippedAt: '2026-03-04T10:00:00Z' },
      },
    });
    expect(play.answer(applied).call()).toMatchObject({ name: 'act', request: { action: 'Ship' } });
    expect(play.answer(applied).ask()).toMatchObject({ do: 'done', output: { before: 'Processing', changed: true } });
    expect(play.calls.map((call) => call.name)).toEqual(['look', 'write-record', 'act']);
  });

  it('does not write tracking that stands there', () => {
    expect(
      stage({ tracking })
        .answer(look({ status: 'Processing', trackingNumber: '1Z999' }))
        .call().name,
    ).toBe('act');
  });

  it('is set silently where the action would make a purchase order', () => {
    const play = stage({ status: 'Backordered' }).answer(look({ status: 'Confirmed' }));
    expect(play.call()).toMatchObject({
      name: 'write-record',
      request: { set: { status: 'Backordered', state: 'WORK' } },
    });
    expect(play.answer(applied).ask()).toMatchObject({ do: 'done', output: { status: 'Backordered', changed: true } });
  });

  it('is set silently where the flow wants nobody mailed', () => {
    const play = stage({ status: 'Void', quietly: true }).answer(look({ status: 'Confirmed' }));
    expect(play.call()).toMatchObject({
      name: 'write-record',
      request: { set: { status: 'Void', state: 'HISTORY' } },
    });
    expect(play.answer(applied).ask()).toMatchObject({ do: 'done', output: { status: 'Void', changed: true } });
  });

  it('is set silently in the current generation, which has no actions', () => {
    const play = stage({}, { dialect: 'phoenix' }).answer(look({ status: 'Confirmed' }));
    expect(play.call()).toMatchObject({ name: 'write-record', request: { set: { status: 'Shipped' } } });
  });

  it('N13 after a pause the order is looked at again: somebody else may have moved it', () => {
    const play = stage().answer(look({ status: 'Confirmed' }));
    expect(play.call().name).toBe('act');
    // The store asked for a pause; such an answer leaves no trace in the calls.
    play.now += 1_500;
    expect(play.call().name).toBe('look');
    expect(play.answer(look({ status: 'Shipped' })).ask()).toMatchObject({ do: 'done', output: { changed: false } });
  });

  it('N01 an unanswered action is looked at before anything: the customer gets one e-mail', () => {
    const play = stage()
      .answer(look({ status: 'Confirmed' }))
      .answer(lost);
    play.wait();
    play.answer(look({ status: 'Shipped' }));
    expect(play.ask()).toMatchObject({ do: 'done', output: { before: 'Confirmed', changed: true } });
    expect(play.calls.filter((call) => call.name === 'act')).toHaveLength(1);
  });

  it('N02 an unanswered action is made again only after the quiet time', () => {
    const play = stage()
      .answer(look({ status: 'Confirmed' }))
      .answer(lost);
    play.wait();
    play.answer(look({ status: 'Confirmed' }));
    expect(play.wait()).toBeGreaterThan(100_000);
    play.answer(look({ status: 'Confirmed' }));
    expect(play.call().name).toBe('act');
  });

  it('a person’s hold between two tries ends it', () => {
    const play = stage()
      .answer(look({ status: 'Confirmed' }))
      .answer(lost);
    play.wait();
    play.answer(look({ status: 'On Hold' }));
    expect(play.ask()).toMatchObject({
      do: 'done',
      output: { status: 'On Hold', changed: false, reason: 'set-by-a-person' },
    });
  });

  it('says so when the store changed the status and then complained', () => {
    const play = stage()
      .answer(look({ status: 'Confirmed' }))
      .answer(refusedWith('rejected', 'clarity.refused'))
      .answer(look({ status: 'Shipped' }));
    const done = play.ask();
    expect(done).toMatchObject({ do: 'done', output: { changed: true } });
    expect(done.do === 'done' && done.warnings?.[0]).toContain('The store changed the order and then said');
  });

  it('gives a refusal on when nothing changed', () => {
    const play = stage()
      .answer(look({ status: 'Confirmed' }))
      .answer(refusedWith('rejected', 'clarity.refused'))
      .answer(look({ status: 'Confirmed' }));
    expect(play.ask()).toMatchObject({ do: 'fail', failure: { code: 'clarity.refused' } });
  });
});
