import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { PromisedLine } from '../core/stock/model.ts';
import type { ClaimedRun, RunChange } from '../engine/ports.ts';
import type { StockMark } from '../engine/stock-ports.ts';
import { createInboxStore } from './inbox-store.ts';
import { createRunCommands } from './run-commands.ts';
import { createRunStore } from './run-store.ts';
import { createStockStore } from './stock-store.ts';
import { openTestStore, startTestWorker } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 4 });
const me = randomUUID();
afterAll(close);
beforeEach(async () => {
  await pool.query('TRUNCATE runs, run_history, journal, events, dedupe_keys, run_keys, links, workers, stock_figures');
  await startTestWorker(pool, me);
});

const event = (id: string) => ({
  tenant: 't',
  connection: 'clarity',
  id: `evt-${id}-${randomUUID()}`,
  type: 'clarity.order.created',
  subject: id,
  time: '2026-11-21T10:00:00Z',
  data: { entityId: id },
  via: 'webhook' as const,
});
const deployment = randomUUID();

/** Begins a run for a web order and lets it read the order. */
async function readOrder(id: string, promised: readonly PromisedLine[]): Promise<ClaimedRun> {
  const runs = [{ deployment, flow: 'order-to-cash', dedupeKey: randomUUID(), facts: { order: id } }];
  const receipt = await createInboxStore(pool).accept({ event: event(id), runs });
  const store = createRunStore(pool, me);
  const claim = await store.claim(receipt.runIds[0] ?? '');
  if ('refused' in claim) throw new Error(claim.refused);
  await store.commit(change(claim.run, { promised }));
  return claim.run;
}
const change = ({ id, leaseToken }: ClaimedRun, rest: Partial<RunChange>): RunChange => ({
  runId: id,
  leaseToken,
  firstSeq: 1,
  entries: [],
  ...rest,
});
const promised = async (items?: readonly string[]) =>
  (await createStockStore(pool).promised('t', items)).map(({ item, warehouse = '*', quantity }) =>
    [item, warehouse, quantity].join(' '),
  );

describe('what orders on their way take', () => {
  it('counts from the commit that read the order until the order is linked', async () => {
    const run = await readOrder('1042', [
      { item: 'A', warehouse: '001', quantity: '2' },
      { item: 'B', quantity: '1.5' },
      { item: 'A', warehouse: '001', quantity: '1' },
    ]);
    await readOrder('1043', [{ item: 'A', warehouse: '001', quantity: '4' }]);
    expect(await promised()).toEqual(['A 001 7', 'B * 1.5']);
    expect(await promised(['B'])).toEqual(['B * 1.5']);
    const links = [
      { kind: 'order', left: { system: 'clarity', id: '1042' }, right: { system: 'm3', id: '0010004711' } },
    ];
    await createRunStore(pool, me).commit(change(run, { promised: [], links, facts: { erpOrder: '0010004711' } }));
    expect(await promised()).toEqual(['A 001 4']);
  });

  it('stays while the run is held or failed, and goes when it is canceled or completed', async () => {
    const store = createRunStore(pool, me);
    const held = await readOrder('1', [{ item: 'A', quantity: '1' }]);
    const hold = { queue: 'credit', reason: 'r', scope: 'record', resume: 'step', step: 's' } as const;
    await store.commit(change(held, { state: 'held', hold }));
    const failed = await readOrder('2', [{ item: 'A', quantity: '2' }]);
    await store.commit(change(failed, { state: 'failed' }));
    const completed = await readOrder('3', [{ item: 'A', quantity: '4' }]);
    expect(await promised()).toEqual(['A * 7']);
    await store.commit(change(completed, { state: 'completed' }));
    expect(await promised()).toEqual(['A * 3']);
    await createRunCommands(pool).cancel({ tenant: 't', runId: held.id, by: 'ada', reason: 'no' });
    expect(await promised()).toEqual(['A * 2']);
  });

  it('counts an order once, however many runs read it, and never when it is linked already', async () => {
    await readOrder('1042', [{ item: 'A', quantity: '2' }]);
    await readOrder('1042', [{ item: 'A', quantity: '3' }]);
    expect(await promised()).toEqual(['A * 3']);
    await pool.query(`INSERT INTO links (tenant, kind, left_system, left_id, right_system, right_id)
      VALUES ('t', 'order', 'clarity', '1042', 'm3', '0010004711')`);
    expect(await promised()).toEqual([]);
  });
});

describe('figures that went to a store', () => {
  const route = { tenant: 't', source: 'm3', target: 'clarity' };
  const key = { itemNumber: 'A', warehouse: '001' };
  const mark = (second: number, more: Partial<StockMark> = {}): StockMark => ({
    ...key,
    figure: String(100 + second),
    readAt: `2026-01-12T08:00:0${second}.000Z`,
    quantity: '7',
    sectionKey: '001-MAIN',
    productId: '12',
    ...more,
  });

  it('are kept as they were read, and an older reading does not overwrite a newer one', async () => {
    const store = createStockStore(pool);
    await store.remember(route, [mark(5)]);
    await store.remember(route, [mark(3)]);
    expect(await store.kept(route, [key, { itemNumber: 'Z', warehouse: '001' }])).toEqual([
      { ...key, figure: '105', readAt: Date.parse('2026-01-12T08:00:05Z'), productId: '12' },
    ]);
    await store.remember(route, [mark(6, { figure: '-4' })]);
    expect(await store.kept(route, [key])).toMatchObject([{ figure: '-4' }]);
    expect(await store.placesOf('t', ['A', 'B'])).toEqual([key]);
  });

  it('say what keeps an item from the store, until it is over', async () => {
    const store = createStockStore(pool);
    await store.remember(route, [{ ...key, problem: 'The store has no product A' }]);
    expect(await store.kept(route, [key])).toEqual([
      { ...key, figure: '0', readAt: 0, problem: 'The store has no product A' },
    ]);
    await store.remember(route, [mark(1)]);
    expect((await store.kept(route, [key]))[0]).not.toHaveProperty('problem');
  });

  it('are as old as the last look that worked, or the oldest work that stands still', async () => {
    const store = createStockStore(pool);
    expect(await store.ages('t')).toEqual([]);
    await pool.query(`INSERT INTO flow_versions (tenant, flow, version, title, files, digest, created_by)
      VALUES ('t', 'stock-to-inventory', 1, 'Stock', '[]', '', 'ada')`);
    await pool.query(`INSERT INTO deployments (id, tenant, flow, version, bindings, settings, active, deployed_by)
      VALUES (gen_random_uuid(), 't', 'stock-to-inventory', 1, '{"m3": "m3", "clarity": "clarity"}', '{}', true, 'ada')`);
    expect(await store.ages('t')).toEqual([
      { flow: 'stock-to-inventory', source: 'm3', target: 'clarity', figures: 0, problems: 0 },
    ]);
    await pool.query(`INSERT INTO polls (tenant, connection, name, last_ok_at) VALUES ('t', 'm3', 'stock', now())`);
    await store.remember(route, [mark(1), { itemNumber: 'B', warehouse: '001', problem: 'none' }]);
    const [fresh] = await store.ages('t');
    expect(fresh).toMatchObject({ figures: 2, problems: 1 });
    expect(Date.now() - (fresh?.asOf ?? 0)).toBeLessThan(60_000);
    await pool.query(`INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state, arrived_at)
      VALUES (gen_random_uuid(), 't', current_date, gen_random_uuid(), gen_random_uuid(), 'stock-to-inventory', 'held',
        now() - interval '1 hour')`);
    const [old] = await store.ages('t');
    expect(Date.now() - (old?.asOf ?? 0)).toBeGreaterThan(3_500_000);
  });
});
