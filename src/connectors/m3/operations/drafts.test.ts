import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Polled } from '../../kit/connector.ts';
import { openRig, outputOf, type Rig, storyOf } from '../testing/rig.ts';
import { Watched } from '../testing/watched.ts';
import { draftsTrigger } from '../triggers/drafts.ts';
import { markOf } from './draft-mark.ts';

/** Drafts that were left behind, planted as a crash or a lost answer leaves them. */

const RUN = '0198f1c2-0000-7000-8000-000000000001/m3order';
const OVER = { key: RUN, open: false };

let rig: Rig;
beforeEach(async () => {
  rig = await openRig({ draftSweepEverySeconds: 1 });
});
afterEach(() => rig.close());

/** Stages an order head, as `m3.order.create` does, and leaves it. */
async function plant(head: JsonObject = {}): Promise<string> {
  const record = { CUNO: 'C100001', ORTP: 'WEB', FACI: '001', CUOR: 'WEB-9', YREF: markOf(RUN, 1), ...head };
  const made = await rig.drive('call', { program: 'OIS100MI', transaction: 'AddBatchHead', record, write: true });
  const [row] = outputOf<{ records: Record<string, string>[] }>(made).records;
  return row?.['ORNO'] ?? '';
}

const line = (ORNO: string): Promise<unknown> =>
  rig.drive('call', {
    program: 'OIS100MI',
    transaction: 'AddBatchLine',
    record: { ORNO, ITNO: 'PUMP-1001', ORQT: '1' },
    write: true,
  });

const confirm = (ORNO: string): Promise<unknown> =>
  rig.drive('call', { program: 'OIS100MI', transaction: 'Confirm', record: { ORNO }, write: true });

const discard = (temporaryNumber: string, steps: JsonObject[] = [OVER], more: JsonObject = {}) =>
  rig.drive('draft.discard', { temporaryNumber, steps, ...more });

async function drafts(): Promise<readonly string[]> {
  const { drafts: all } = (await rig.ledger()) as unknown as { drafts: { temporaryNumber: string }[] };
  return all.map(({ temporaryNumber }) => temporaryNumber);
}

function poll(cursor?: JsonObject, linked: readonly string[] = [], settings: JsonObject = {}): Promise<Polled> {
  const all = { ...rig.config.settings, sandbox: true, quietTime: '0s', ...settings };
  const find = new Watched().find(linked);
  return draftsTrigger.poll({ client: rig.client, settings: all, cursor, linked: [], find, now: Date.now() });
}

describe('draft.discard', () => {
  it('C04 deletes a draft whose step is over, and finds it gone the second time', async () => {
    const number = await plant();
    expect(outputOf(await discard(number))).toEqual({ temporaryNumber: number, outcome: 'discarded' });
    expect(await drafts()).toEqual([]);
    expect(outputOf(await discard(number))).toMatchObject({ outcome: 'gone' });
  });

  it('never deletes a draft that a step may still confirm, whatever a person says', async () => {
    const number = await plant();
    const steps = [OVER, { key: RUN, open: true }];
    expect(outputOf(await discard(number, steps))).toMatchObject({ outcome: 'kept' });
    expect(outputOf(await discard(number, steps, { anyway: true }))).toMatchObject({ outcome: 'kept' });
    expect(await drafts()).toEqual([number]);
  });

  it('leaves what is nobody’s to a person, who may delete it', async () => {
    const number = await plant();
    for (const steps of [[], [{ key: 'another-run/m3order', open: false }]])
      expect((await discard(number, steps)).end).toMatchObject({ failure: { code: 'm3.draft-not-ours' } });
    const bare = await plant({ YREF: 'for Mary' });
    expect((await discard(bare)).end).toMatchObject({ failure: { code: 'm3.draft-not-ours' } });
    expect(await drafts()).toEqual([number, bare]);
    expect(outputOf(await discard(number, [], { anyway: true }))).toMatchObject({ outcome: 'discarded' });
  });

  it('leaves one that was sent to be confirmed to a person', async () => {
    await rig.control('settings', { refuseStatus: '25' });
    const number = await plant();
    await line(number);
    await confirm(number);
    const { end } = await discard(number);
    expect(end).toMatchObject({ failure: { code: 'm3.draft-in-doubt', message: expect.stringContaining('25') } });
  });

  it('says which order was made of it', async () => {
    const number = await plant();
    await line(number);
    await confirm(number);
    const [order] = (await rig.ledger()).orders as unknown as { orderNumber: string }[];
    expect(outputOf(await discard(number))).toMatchObject({ outcome: 'live', orderNumber: order?.orderNumber });
  });

  it('N02 after a lost answer it looks before it deletes again', async () => {
    const number = await plant();
    await rig.fault('OIS100MI/DelBatchHead', 'drop-after');
    const driven = await discard(number);
    expect(outputOf(driven)).toMatchObject({ outcome: 'discarded' });
    expect(storyOf(driven)).toBe('look applied, discard ambiguous, look refused');
  });
});

describe('draft.get', () => {
  it('shows whose it is, and what is not there', async () => {
    const number = await plant();
    expect(outputOf(await rig.drive('draft.get', { temporaryNumber: number }))).toMatchObject({
      found: true,
      orderNumber: '',
      webOrderNumber: 'WEB-9',
      mark: markOf(RUN, 1),
    });
    expect(outputOf(await rig.drive('draft.get', { temporaryNumber: '0000099999' }))).toMatchObject({ found: false });
  });
});

describe('the look at staged orders', () => {
  it('tells of ours that lie, each time anew, and of nothing else', async () => {
    const number = await plant();
    await plant({ YREF: 'for Mary' });
    const first = await poll();
    expect(first.events.map(({ type, subject }) => [type, subject])).toEqual([['m3.draft.left', number]]);
    expect((await poll(first.cursor)).events).toHaveLength(1);
    expect((await poll(first.cursor, [], { draftSweep: 'off' })).events).toEqual([]);
  });

  it('tells nothing before the quiet time is over', async () => {
    await plant();
    expect((await poll(undefined, [], { quietTime: '30s' })).events).toEqual([]);
  });

  it('tells of one that became an order nobody here follows, once', async () => {
    const number = await plant();
    await line(number);
    await confirm(number);
    const [order] = (await rig.ledger()).orders as unknown as { orderNumber: string }[];
    const { orderNumber = '' } = order ?? {};
    expect((await poll(undefined, [orderNumber])).events).toEqual([]);
    const told = await poll();
    expect(told.events).toMatchObject([{ subject: number, data: { status: '90', orderNumber } }]);
    expect((await poll(told.cursor)).events).toEqual([]);
  });
});
