import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import type { PollSource } from '../engine/ports.ts';
import { beginLook } from '../engine/watch.ts';
import type { Watcher } from '../engine/watch-ports.ts';
import { openTestStore } from './test-store.ts';
import { createWatchStore } from './watch-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 3 });
const store = createWatchStore(pool);
const status: Watcher = { tenant: 't', kind: 'order', system: 'm3', poll: 'order-status' };
const invoices: Watcher = { ...status, poll: 'invoices' };
const BOTH = [status.poll, invoices.poll];

beforeEach(() => pool.query('DELETE FROM links; DELETE FROM runs'));
afterAll(close);

/** Links so many orders of the store with one of M3 each: 1 with M1 and so on, all in one transaction. */
async function link(count: number): Promise<void> {
  await pool.query(
    `INSERT INTO links (tenant, kind, left_system, left_id, right_system, right_id)
    SELECT 't', 'order', 'clarity', n::text, 'm3', 'M' || lpad(n::text, 5, '0') FROM generate_series(1, $1) n`,
    [count],
  );
}
const ids = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id);
const listed = async (watcher: Watcher, only?: 'unseen' | 'all'): Promise<string[]> =>
  ids((await store.list(watcher, { limit: 100, ...(only ? { only } : {}) })).records);

test('what a poll has seen is kept for that poll, and what it has closed it is not given again', async () => {
  await link(3);
  await store.save(
    status,
    [
      { id: 'M00001', seen: { lowest: '22' } },
      { id: 'M00002', closed: true },
    ],
    BOTH,
  );
  const { records } = await store.list(status, { limit: 100 });
  expect(records.map(({ id, seen }) => [id, seen])).toEqual([
    ['M00001', { lowest: '22' }],
    ['M00003', undefined],
  ]);
  expect(await listed(status, 'unseen')).toEqual(['M00003']);
  const others = await store.list(invoices, { limit: 100 });
  expect(others.records.map(({ id, seen, over }) => [id, seen, over])).toEqual([
    ['M00001', undefined, undefined],
    ['M00002', undefined, true],
    ['M00003', undefined, undefined],
  ]);
  // What was seen stays when the poll closes the record, and is told of one that is asked for by its id.
  await store.save(status, [{ id: 'M00001', closed: true }], BOTH);
  expect(await store.find(status, ['M00001', 'M9'])).toMatchObject([{ id: 'M00001', seen: { lowest: '22' } }]);
});

test('a record that all its polls have closed is found, but never listed again', async () => {
  await link(2);
  const open = async (): Promise<unknown> =>
    (await pool.query('SELECT right_id FROM links WHERE closed_at IS NULL ORDER BY 1')).rows.map((row) => row.right_id);
  await store.save(status, [{ id: 'M00001', closed: true }], BOTH);
  expect(await open()).toEqual(['M00001', 'M00002']);
  await store.save(invoices, [{ id: 'M00001', seen: { '2025/1': { open: '0', n: 1 } }, closed: true }], BOTH);
  expect(await open()).toEqual(['M00002']);
  expect(await listed(invoices)).toEqual(['M00002']);
  expect(ids(await store.find(status, ['M00001']))).toEqual(['M00001']);
  // A full reading tells of everything, as if nothing had been seen.
  expect(await listed(status, 'all')).toEqual(['M00001', 'M00002']);
});

test('a record whose run is under way is left to that run', async () => {
  await link(1);
  const run = randomUUID();
  await pool.query(
    `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state) VALUES ($1, 't', now()::date, $2, $3, 'f', 'held')`,
    [run, randomUUID(), randomUUID()],
  );
  await pool.query('UPDATE links SET run_id = $1', [run]);
  expect(await listed(status)).toEqual([]);
  expect(await store.find(status, ['M00001'])).toMatchObject([{ busy: true }]);
  await pool.query("UPDATE runs SET state = 'failed'");
  expect(await listed(status)).toEqual(['M00001']);
});

test('each of many orders is looked at in turn, also when thousands are open, and from the beginning again', async () => {
  await link(2_300);
  const source = { tenant: 't', connection: 'm3', name: 'order-status', watches: 'order', watchers: BOTH };
  let cursor: JsonObject | undefined;
  const cycle = async (): Promise<{ seen: Set<string>; looks: number }> => {
    const seen = new Set<string>();
    for (let looks = 1; ; looks += 1) {
      const look = await beginLook(store, source satisfies Partial<PollSource>, cursor);
      for (const id of ids(look.linked)) seen.add(id);
      await look.save({ seen: Object.fromEntries(look.linked.map(({ id }) => [id, { lowest: '22' }])) });
      cursor = look.cursorWith({ watermark: 7 });
      if (!look.more) return { seen, looks };
      expect(look.cursor === undefined || look.cursor['watermark'] === 7).toBe(true);
    }
  };
  const first = await cycle();
  expect([first.seen.size, first.looks]).toEqual([2_300, 5]);
  expect(cursor).toEqual({ watermark: 7 });
  expect((await cycle()).seen.size).toBe(2_300);
  expect(await listed(status, 'unseen')).toEqual([]);
});

test('a record that is named is looked at first, wherever it stands and also when it was closed', async () => {
  await link(1_200);
  const source = { tenant: 't', connection: 'm3', name: 'order-status', watches: 'order', watchers: BOTH };
  await store.save(status, [{ id: 'M00002', seen: { lowest: '77' }, closed: true }], BOTH);
  await store.save(invoices, [{ id: 'M00002', seen: { '2025/1': { open: '0', n: 1 } }, closed: true }], BOTH);
  expect(await store.hint(status, ['M01190', 'M00002', 'M9'])).toBe(2);
  const look = await beginLook(store, source, undefined);
  expect(ids(look.linked).slice(0, 3)).toEqual(['M00002', 'M01190', 'M00001']);
  expect(look.linked[0]).toMatchObject({ seen: { lowest: '77' }, over: true });
  // Named again while it is looked at: what was read may be older than that.
  await store.hint(status, ['M01190']);
  // The order has got another line, so all its polls have to watch it again.
  await look.save({ seen: { M00002: { lowest: '22' }, M01190: { lowest: '66' } } });
  expect((await listed(status)).slice(0, 2)).toEqual(['M00001', 'M00002']);
  const watched = await store.list(invoices, { limit: 2 });
  expect(watched.records[1]).toEqual({
    id: 'M00002',
    since: expect.any(Number),
    seen: { '2025/1': { open: '0', n: 1 } },
  });
  const next = await beginLook(store, source, look.cursorWith({}));
  expect(ids(next.linked).slice(0, 2)).toEqual(['M01190', 'M00502']);
  await next.save({});
  expect(ids((await store.hinted(status, 9)).records)).toEqual([]);
  // Another poll was not named anything, and a full reading has no use for names.
  await store.hint(status, ['M00007']);
  expect((await store.hinted(invoices, 9)).records).toEqual([]);
  expect(ids((await beginLook(store, source, undefined, true)).linked)[0]).toBe('M00001');
});

test('a named record whose run is under way is looked at when that is over', async () => {
  await link(1);
  await pool.query(
    `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state) VALUES ($1, 't', now()::date, $1, $1, 'f', 'running')`,
    [randomUUID()],
  );
  await pool.query('UPDATE links SET run_id = (SELECT id FROM runs)');
  const source = { tenant: 't', connection: 'm3', name: 'order-status', watches: 'order', watchers: BOTH };
  await (await beginLook(store, source, undefined)).save({ later: ['M00001'] });
  expect((await store.hinted(status, 9)).records).toEqual([]);
  await pool.query("UPDATE runs SET state = 'failed'");
  expect(ids((await store.hinted(status, 9)).records)).toEqual(['M00001']);
});

test('what stood in the cursors of an older release is taken over', async () => {
  await link(2);
  const text = await readFile(new URL('migrations/105-watched-links.sql', import.meta.url), 'utf8');
  const cursors = {
    'order-status': { seen: { M00001: { lowest: '22', n: 2 }, M7: {} }, watermark: 5 },
    deliveries: { seen: { M00001: { D1: { shipped: true } } } },
    receivables: { seen: { M00002: {} } },
  };
  for (const [name, cursor] of Object.entries(cursors)) {
    await pool.query('INSERT INTO polls (tenant, connection, name, cursor) VALUES ($1, $2, $3, $4)', [
      't',
      'm3',
      name,
      cursor,
    ]);
  }
  await pool.query(text.slice(text.indexOf('UPDATE links')));
  expect(await store.find(status, ['M00001', 'M00002'])).toMatchObject([{ seen: { lowest: '22', n: 2 } }, {}]);
  expect(await store.find({ ...status, poll: 'deliveries' }, ['M00001'])).toMatchObject([
    { seen: { D1: { shipped: true } } },
  ]);
  const { rows } = await pool.query('SELECT name, cursor FROM polls ORDER BY name');
  expect(rows).toEqual([
    { name: 'deliveries', cursor: {} },
    { name: 'order-status', cursor: { watermark: 5 } },
    { name: 'receivables', cursor: { seen: { M00002: {} } } },
  ]);
});
