import { describe, expect, test } from 'vitest';
import type { HoldItem } from '../../src/api/types.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { pause, until } from './until.ts';

/** Drafts that a lost answer leaves in M3 are cleared away, and never one that may still become the order. */

const QUIET_MS = 2_000;
const shop = useInstance({
  settings: { m3: { draftSweepEverySeconds: 1, quietTime: `${QUIET_MS / 1_000}s` }, clarity: { pollSeconds: 1 } },
});

interface Staged {
  readonly temporaryNumber: string;
  readonly customerOrderNumber: string;
  readonly orderNumber: string | null;
}

const staged = async (): Promise<readonly Staged[]> => (await shop.m3.ledger()).drafts as unknown as readonly Staged[];
/** Drafts of a web order that are not an order yet. */
const left = async (id: number | string): Promise<readonly Staged[]> =>
  (await staged()).filter((draft) => draft.customerOrderNumber === String(id) && draft.orderNumber === null);

async function asked(reference: string): Promise<HoldItem> {
  return await until(`staged order ${reference} to be asked about`, async () => {
    const { items } = dataOf(await shop.client.listHolds({ query: { queue: 'staged-orders', limit: 100 } }));
    return items.find(({ reason }) => reason.includes(reference));
  });
}

describe('a draft whose number nobody heard', () => {
  test('C04 is deleted after the quiet time, and the order stays', async () => {
    await shop.m3.fault('OIS100MI/AddBatchHead', 'drop-after', 2);
    const id = await shop.place('plain');
    const { erp } = await landed(shop, id);
    await until('the drafts to go', async () => (await left(id)).length === 0, { picture: () => left(id) });
    expect((await shop.m3.ordersOf(id)).map(({ orderNumber }) => orderNumber)).toEqual([erp.orderNumber]);
    expect((await shop.m3.ledger()).calls['OIS100MI/DelBatchHead']).toBeGreaterThanOrEqual(2);
  });

  test('that somebody in M3 releases is shown as a second order', async () => {
    await shop.m3.fault('OIS100MI/AddBatchHead', 'drop-after');
    const id = await shop.place('plain', '1');
    await landed(shop, id);
    const [draft] = await left(id);
    const ORNO = draft?.temporaryNumber ?? '';
    await shop.m3.run('OIS100MI/AddBatchLine', { ORNO, ITNO: 'PUMP-1001', ORQT: '1' });
    await shop.m3.run('OIS100MI/Confirm', { ORNO });
    const hold = await asked(ORNO);
    expect(hold).toMatchObject({ order: String(id) });
    expect(hold.reason).toContain('twice');
    const [first, second] = await shop.m3.ordersOf(id);
    expect([first, second].map((order) => hold.reason.includes(order?.orderNumber ?? '-'))).toEqual([false, true]);
  });
});

describe('a draft of a run that may go on', () => {
  test('stays as long as its run is held, and goes when it is over', async () => {
    await shop.m3.settings({ refuseStatus: '25' });
    const id = await shop.place('plain', '1');
    expect(await shop.settled(id)).toMatchObject({ state: 'held' });
    await shop.m3.settings({ refuseStatus: '' });
    await pause(QUIET_MS + 2_500);
    expect(await left(id)).toHaveLength(1);
    const [draft] = await left(id);
    const run = await shop.runOf(id);
    await shop.client.cancelRun({ params: { id: run?.id ?? '' }, body: { reason: 'made by phone' } });
    // Confirm was tried: somebody may be mending it in M3, so it is asked about.
    const hold = await asked(draft?.temporaryNumber ?? '-');
    expect(hold).toMatchObject({ code: 'm3.draft-in-doubt' });
    await shop.client.releaseRun({
      params: { id: hold.runId },
      body: {
        verb: 'edit',
        reason: 'nobody mends it',
        input: { temporaryNumber: draft?.temporaryNumber ?? '', steps: [], anyway: true },
      },
    });
    await until('the draft to go', async () => (await left(id)).length === 0);
  });

  test('of nobody here is left to a person', async () => {
    const head = { CUNO: 'C100001', ORTP: 'WEB', FACI: '001', CUOR: 'ELSEWHERE-1' };
    await shop.m3.run('OIS100MI/AddBatchHead', { ...head, YREF: 'ZZZZZZZZZZ-1 DO NOT RELEASE' });
    const [draft] = await left('ELSEWHERE-1');
    expect(await asked(draft?.temporaryNumber ?? '-')).toMatchObject({ code: 'm3.draft-not-ours' });
    await pause(1_500);
    expect(await left('ELSEWHERE-1')).toHaveLength(1);
    const query = { flow: 'abandoned-drafts', search: draft?.temporaryNumber ?? '', limit: 100 };
    expect(dataOf(await shop.client.listRuns({ query })).items).toHaveLength(1);
  });
});
