import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../src/api/client.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { useInstance } from './instance.ts';
import { held } from './landed.ts';
import { becomeAdmin } from './people.ts';
import { pause, until } from './until.ts';

/** The order desk in the morning: what is held is seen by its cause, mended once, and goes on for all. */

const shop = useInstance({ settings: { m3: { quietTime: '10s' } } });
let admin: Client;
beforeAll(async () => {
  admin = await becomeAdmin(shop);
});

const linesOf = async (order: number) => (await shop.m3.ordersOf(order)).flatMap((each) => each.lines);
const fixOf = async (id: string) => dataOf(await shop.client.getRunFix({ params: { id } }));

describe('an item that M3 does not know', () => {
  test('is one cause for two orders; mended once and remembered, both go on, and the next order passes', async () => {
    const first = await held(shop, await shop.place('unknown-sku'));
    const second = await held(shop, await shop.place('unknown-sku'));
    const { items } = dataOf(await shop.client.listWork({ query: { code: 'm3.item-not-found' } }));
    expect(items).toMatchObject([{ count: 2, held: 2, queue: 'item-setup', kind: 'missing', firstRunId: first.id }]);
    expect(items[0]?.amounts.length).toBeGreaterThan(0);

    const fix = await fixOf(first.id);
    const [wrong] = fix.fields;
    expect(wrong).toMatchObject({
      value: 'GHOST-1',
      wrong: expect.stringContaining('GHOST-1'),
      limit: { maxLength: 15, source: 'OIS100MI AddBatchLine ITNO' },
      lookup: { crosswalk: 'item', key: 'GHOST-1' },
      remember: ['crosswalk'],
    });
    expect(fix).toMatchObject({ editable: true, alike: 1, operation: 'order.create', writes: [] });

    const path = wrong?.path ?? '';
    const check = (value: string) =>
      shop.client.checkRunFix({ params: { id: first.id }, body: { changes: [{ path, value }] } });
    expect(dataOf(await check('GHOST-2'))).toMatchObject({ ok: false, failure: { code: 'm3.item-not-found' } });
    expect(dataOf(await check('PUMP-1001'))).toMatchObject({
      ok: true,
      fields: [{ path, before: 'GHOST-1', after: 'PUMP-1001' }],
      dryRun: { result: 'would-send', call: 'stage' },
    });
    expect(await shop.m3.ordersOf(Number(first.facts.order))).toEqual([]);
    const wrongAgain = await shop.client.fixRun({
      params: { id: first.id },
      body: { changes: [{ path, value: 'GHOST-2' }], reason: 'a guess' },
    });
    expect(wrongAgain).toMatchObject({ ok: false, problem: { status: 422, code: 'm3.item-not-found' } });

    const done = dataOf(
      await shop.client.fixRun({
        params: { id: first.id },
        body: {
          changes: [{ path, value: 'PUMP-1001' }],
          remember: [{ path, as: 'crosswalk' }],
          alike: true,
          reason: 'GHOST-1 is the old number of the pump',
        },
      }),
    );
    expect(done).toMatchObject({ fixed: 2, left: [] });
    for (const run of [first, second]) {
      const order = Number(run.facts.order);
      expect(await shop.settled(order)).toMatchObject({ state: 'completed' });
      expect((await linesOf(order)).map((line) => line.itemNumber)).toContain('PUMP-1001');
    }
    const story = dataOf(await shop.client.getRun({ params: { id: first.id } })).journal;
    expect(JSON.stringify(story.find((entry) => entry.type === 'step-started' && entry.step === 'm3order'))).toContain(
      'GHOST-1',
    );
    const audit = dataOf(await admin.listAudit({ query: { subject: `run ${first.id}` } })).items;
    expect(audit).toMatchObject([
      { action: 'run.fix', detail: { changes: [{ path, before: 'GHOST-1', after: 'PUMP-1001' }] } },
    ]);
    const rows = dataOf(await admin.listAudit({ query: { subject: 'crosswalk item' } })).items;
    expect(rows).toMatchObject([{ action: 'crosswalk.set', detail: { from: 'GHOST-1', to: 'PUMP-1001' } }]);

    // Workers look for changed tables once a second.
    await pause(1_100);
    const next = await shop.place('unknown-sku');
    expect(await shop.settled(next)).toMatchObject({ state: 'completed' });
    expect((await linesOf(next)).map((line) => line.itemNumber)).toContain('PUMP-1001');
    expect(dataOf(await shop.client.listWork({ query: { code: 'm3.item-not-found' } })).items).toEqual([]);
  });
});

describe('a value without a counterpart', () => {
  test('is a form with the row that is missing; the mapping is done again with it', async () => {
    const run = await held(shop, await shop.place('unknown-currency'));
    const fix = await fixOf(run.id);
    expect(fix.fields).toMatchObject([
      { path: 'currency', wrong: expect.stringContaining('ISK'), lookup: { crosswalk: 'currency', key: 'ISK' } },
    ]);
    const body = { changes: [{ path: 'currency', value: 'SEK' }], reason: 'agreed with the customer' };
    expect(
      dataOf(await shop.client.checkRunFix({ params: { id: run.id }, body: { changes: body.changes } })),
    ).toMatchObject({
      ok: true,
      input: { currency: 'SEK' },
    });
    dataOf(await shop.client.fixRun({ params: { id: run.id }, body }));
    expect(await shop.settled(Number(run.facts.order))).toMatchObject({ state: 'completed' });
  });
});

describe('a customer whom M3 refuses', () => {
  test('holds three orders behind it; mended, all go on in order of arrival', async () => {
    await shop.m3.run('CRS610MI/ChgBasicData', { CUNO: 'C100011', STAT: '90' });
    const buyer = 'buyer11@example.test';
    const ids: number[] = [];
    for (const quantity of [1, 2, 3, 4]) {
      const id = await shop.store.checkOut({ lines: [['PUMP-1001', quantity]], buyer });
      ids.push(id);
      // Webhooks that are sent at once may overtake one another.
      await until('the order to arrive', () => shop.runOf(id));
    }
    const first = await held(shop, ids[0] ?? 0);
    const fix = await until('three orders behind the first', async () => {
      const seen = await fixOf(first.id);
      return seen.behind.count === 3 ? seen : undefined;
    });
    expect(fix.behind.items.map((run) => run.facts.order)).toEqual(ids.slice(1).map(String));
    const [group] = dataOf(await shop.client.listWork({ query: { code: 'm3.customer-blocked' } })).items;
    expect(group).toMatchObject({ count: 1, behind: 3 });
    const nothing = { params: { id: first.id }, body: { changes: [] } };
    const checked = dataOf(await shop.client.checkRunFix(nothing));
    expect(
      checked,
      JSON.stringify([checked, dataOf(await shop.client.getRun({ params: { id: first.id } })).journal]),
    ).toMatchObject({ ok: false });
    await shop.m3.run('CRS610MI/ChgBasicData', { CUNO: 'C100011', STAT: '20' });
    dataOf(await shop.client.fixRun({ params: { id: first.id }, body: { reason: 'unblocked in M3' } }));
    const numbers: string[] = [];
    for (const id of ids) {
      expect(await shop.settled(id)).toMatchObject({ state: 'completed' });
      numbers.push(...(await shop.m3.ordersOf(id)).map((each) => each.orderNumber));
    }
    expect(numbers).toHaveLength(4);
    expect(numbers).toEqual(numbers.toSorted());
  });
});

describe('the list', () => {
  test('says whose it is, lets it rest, and shows before it does', async () => {
    const run = await held(shop, await shop.place('total-off'));
    const [group] = dataOf(await shop.client.listWork({ query: { queue: 'totals' } })).items;
    const cause = group?.cause ?? '';
    dataOf(
      await shop.client.assignWork({ body: { causes: [cause], owner: 'admin@example.test', note: 'asks the shop' } }),
    );
    expect(dataOf(await admin.listWork({ query: { owner: 'me' } })).items).toMatchObject([
      { cause, note: 'asks the shop' },
    ]);
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    dataOf(await shop.client.snoozeWork({ body: { causes: [cause], until: inAnHour } }));
    expect(dataOf(await shop.client.listWork({ query: { queue: 'totals' } })).items).toEqual([]);
    dataOf(await shop.client.snoozeWork({ body: { causes: [cause], until: '' } }));

    const filter = { cause };
    const seen = dataOf(await shop.client.previewWork({ body: { verb: 'cancel', filter } }));
    expect(seen).toMatchObject({
      count: 1,
      sample: [{ allowed: true, effect: expect.stringContaining('Nothing was written') }],
    });
    const wrong = await shop.client.doWork({ body: { verb: 'cancel', filter, expect: 2, reason: 'x' } });
    expect(wrong).toMatchObject({ ok: false, problem: { code: 'work.count-changed' } });
    const done = dataOf(
      await shop.client.doWork({ body: { verb: 'cancel', filter, expect: 1, reason: 'ordered again' } }),
    );
    expect(done).toMatchObject({ done: [{ runId: run.id }], refused: [] });
    expect(dataOf(await shop.client.getRun({ params: { id: run.id } })).state).toBe('canceled');
  });
});

describe('a write without an answer', () => {
  test('is shown as such with what was sent and what M3 says now, and only what is safe can be done', async () => {
    await shop.m3.fault('OIS100MI/Confirm', 'drop-before');
    const order = await shop.place('plain');
    const unknown = await until('the order of unknown outcome', async () => {
      const { items } = dataOf(await shop.client.listWorkItems({ query: { state: 'unknown' } }));
      return items.find(({ run }) => run.facts.order === String(order));
    });
    const { id } = unknown.run;
    const [group] = dataOf(await shop.client.listWork({ query: { state: 'unknown' } })).items;
    expect(group).toMatchObject({ queue: 'outcome-unknown', kind: 'uncertain', unknown: 1 });
    const look = dataOf(await shop.client.lookAtRun({ params: { id }, body: {} }));
    expect(look).toMatchObject({
      verdict: 'not-seen',
      sent: [{ call: 'confirm', outcome: 'unknown', request: { program: 'OIS100MI' } }],
      now: { result: 'would-send', call: 'confirm' },
    });
    expect(look.now.asked.length).toBeGreaterThan(0);
    const { items: actions } = dataOf(await shop.client.listRunActions({ params: { id } }));
    expect(Object.fromEntries(actions.map(({ verb, allowed }) => [verb, allowed]))).toMatchObject({
      retry: true,
      edit: false,
      replay: false,
    });
    expect(actions.find(({ verb }) => verb === 'retry')).toMatchObject({
      title: 'Look again',
      keeps: expect.arrayContaining([expect.objectContaining({ call: 'confirm', outcome: 'unknown' })]),
    });
    const refused = await shop.client.fixRun({ params: { id }, body: { reason: 'x' } });
    expect(refused).toMatchObject({ ok: false, problem: { code: 'work.fix-refused' } });
    expect(await shop.settled(order, 60_000)).toMatchObject({ state: 'completed' });
    expect(await shop.m3.ordersOf(order)).toHaveLength(1);
    expect(dataOf(await shop.client.listWork({ query: { state: 'unknown' } })).items).toEqual([]);
  }, 90_000);
});
