import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { readPage } from '../engine/read-full.ts';
import type { InboundEvent, PollSource } from '../engine/ports.ts';
import type { ClaimedReading } from '../engine/sync-ports.ts';
import { createInboxStore } from './inbox-store.ts';
import { createPollStore } from './poll-store.ts';
import { createReadingStore, createSyncStore } from './sync-store.ts';
import { createWatchStore } from './watch-store.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 5 });
const me = randomUUID();

beforeEach(async () => {
  await pool.query('TRUNCATE runs, events, dedupe_keys, gathered_subjects, readings, polls, workers');
  await live(me);
});
afterAll(close);

const live = (incarnation: string) =>
  pool.query(`INSERT INTO workers (incarnation, instance, roles) VALUES ($1::uuid, $2, 'work')`, [
    incarnation,
    incarnation,
  ]);
const sources = [{ connection: 'm3', poll: 'items', title: 'Items', events: ['m3.item.changed'] }];
const ask = (more: { full?: boolean; dryRun?: boolean } = {}) =>
  createSyncStore(pool).start({
    tenant: 't',
    subject: 'items',
    full: true,
    dryRun: false,
    by: 'a person',
    sources,
    ...more,
  });
const claimed = (reading: ClaimedReading | undefined): ClaimedReading => {
  if (!reading) throw new Error('nothing to claim');
  return reading;
};

/** A system with twelve items, read in pages of five; it tells changes since a number. */
function items(): PollSource & { asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    tenant: 't',
    connection: 'm3',
    name: 'items',
    title: 'Items',
    events: ['m3.item.changed'],
    everySeconds: 60,
    subject: 'items',
    poll: ({ cursor, full }) => {
      asked.push({ cursor, full });
      const from = Number(cursor?.['next'] ?? 0);
      const numbers = Array.from({ length: 12 }, (_, i) => i).slice(from, from + 5);
      return Promise.resolve({
        events: numbers.map((i) => ({
          type: 'm3.item.changed',
          id: `item:${i}`,
          subject: `A${i}`,
          time: '2026-11-21T10:00:00Z',
          data: { itemNumber: `A${i}` },
        })),
        cursor: { next: from + numbers.length },
        more: from + numbers.length < 12,
        total: 12,
      });
    },
  };
}

function depsFor(source: PollSource, incarnation = me) {
  const inbox = createInboxStore(pool);
  return {
    connections: {
      polls: () => Promise.resolve([source]),
      get: () => Promise.reject(new Error()),
      pause: () => Promise.resolve(),
      closing: () => undefined,
    },
    cursors: createPollStore(pool, incarnation),
    watch: createWatchStore(pool),
    intake: { accept: (event: InboundEvent) => inbox.accept({ event, runs: [] }) },
    clock: { now: () => Date.now() },
    log: () => undefined,
    readings: createReadingStore(pool, incarnation),
  };
}

async function readAll(source: PollSource, incarnation = me): Promise<void> {
  const deps = depsFor(source, incarnation);
  for (let reading = await deps.readings.claim(); reading; reading = await deps.readings.claim()) {
    await readPage(deps, reading);
  }
}
const progress = async (id: string) => {
  const sync = await createSyncStore(pool).get('t', id);
  const [only] = sync?.readings ?? [];
  return only && { state: only.state, read: only.read, fresh: only.fresh, total: only.total, pages: only.pages };
};

test('a full reading tells everything again, and leaves the poll’s own cursor where it is', async () => {
  const source = items();
  const deps = depsFor(source);
  const changes = await ask({ full: false });
  await readAll(source);
  expect(await progress(changes.id)).toMatchObject({ state: 'done', read: 12, fresh: 12 });
  const store = createSyncStore(pool);
  expect(await store.newestFull('t', 'items')).toBeUndefined();
  const full = await ask();
  await readAll(source);
  await ask({ dryRun: true });
  expect((await store.newestFull('t', 'items'))?.id).toBe(full.id);
  expect(await progress(full.id)).toEqual({ state: 'done', read: 12, fresh: 12, total: 12, pages: 3 });
  expect(source.asked.slice(3)).toEqual([
    { cursor: undefined, full: true },
    { cursor: { next: 5 }, full: true },
    { cursor: { next: 10 }, full: true },
  ]);
  const { rows } = await pool.query('SELECT cursor FROM polls');
  expect(rows).toEqual([{ cursor: { next: 12 } }]);
  expect((await pool.query('SELECT 1 FROM events')).rowCount).toBe(24);
  // Nothing changed since: that is what the next reading of changes says.
  const again = await ask({ full: false });
  await readAll(source);
  expect(await progress(again.id)).toMatchObject({ state: 'done', read: 0, fresh: 0 });
  expect(await deps.readings.claim()).toBeUndefined();
});

test('what a reading has to say is told, page by page', async () => {
  const source = items();
  const said: unknown[] = [];
  const poll: PollSource['poll'] = async (context) => ({
    ...(await source.poll(context)),
    notes: ['one list is closed'],
  });
  const deps = { ...depsFor({ ...source, poll }), log: (_: string, fields: object) => said.push(fields) };
  await ask();
  await readPage(deps, claimed(await deps.readings.claim()));
  expect(said).toEqual([{ connection: 'm3', poll: 'items', note: 'one list is closed' }]);
});

test('C02: killed between the events and the count, a full reading goes on at the same page and doubles nothing', async () => {
  const source = items();
  const { id } = await ask();
  const dead = randomUUID();
  const deps = depsFor(source, dead);
  await live(dead);
  await readPage(deps, claimed(await deps.readings.claim()));
  const page = claimed(await deps.readings.claim());
  await readPage({ ...deps, readings: { ...deps.readings, savePage: () => Promise.resolve(false) } }, page);
  expect(await createReadingStore(pool, me).claim()).toBeUndefined();
  await pool.query('DELETE FROM workers WHERE incarnation = $1', [dead]);
  await readAll(source);
  expect(await progress(id)).toMatchObject({ state: 'done', read: 12, pages: 3 });
  expect((await pool.query('SELECT 1 FROM events')).rowCount).toBe(12);
  // C17: the dead one wakes up and writes nothing.
  expect(await deps.readings.savePage(page, { cursor: { next: 0 }, subjects: [], fresh: 0, done: false })).toBe(false);
});

test('a dry run counts and shows the first records, and stores no event', async () => {
  const source = items();
  await pool.query(`INSERT INTO polls (tenant, connection, name, cursor) VALUES ('t', 'm3', 'items', '{"next": 4}')`);
  const { id } = await ask({ full: false, dryRun: true });
  await readAll(source);
  expect(await progress(id)).toMatchObject({ state: 'done', read: 8, fresh: 0 });
  const sync = await createSyncStore(pool).get('t', id);
  expect(sync?.readings[0]?.sample.slice(0, 3)).toEqual(['A4', 'A5', 'A6']);
  expect((await pool.query('SELECT 1 FROM events')).rowCount).toBe(0);
  expect((await pool.query('SELECT cursor FROM polls')).rows).toEqual([{ cursor: { next: 4 } }]);
});

test('O14: who asks for the same again watches the one under way', async () => {
  const asked = await Promise.all([ask(), ask(), ask({ full: false })]);
  expect(new Set(asked.map((each) => each.id)).size).toBe(2);
  expect(asked.filter((each) => each.joined)).toHaveLength(1);
  await readAll(items());
  expect((await ask()).joined).toBe(false);
});

test('N04: what cannot be read now is read later, what is refused for good says so', async () => {
  const { id } = await ask();
  const failing = (kind: 'unreachable' | 'rejected'): PollSource => ({
    ...items(),
    poll: () => Promise.resolve({ failure: { kind, code: `m3.${kind}`, message: 'No.' } }),
  });
  await readAll(failing('unreachable'));
  const waiting = await createSyncStore(pool).get('t', id);
  expect(waiting?.readings[0]).toMatchObject({ state: 'running', failure: { code: 'm3.unreachable' } });
  await pool.query('UPDATE readings SET due_at = now()');
  await readAll(failing('rejected'));
  const ended = await createSyncStore(pool).get('t', id);
  expect(ended?.readings[0]).toMatchObject({ state: 'failed', failure: { code: 'm3.rejected' } });
});

test('the work that came of a sync is counted', async () => {
  const store = createSyncStore(pool);
  await pool.query(`INSERT INTO gathered_subjects (tenant, flow, by_value, subject, connection, type, happened_at, source_id, data, due_at)
    VALUES ('t', 'items', '', 'A', 'm3', 'm3.item.changed', now(), '1', '{}', now()), ('t', 'items', '', 'B', 'm3', 'm3.item.changed', now(), '2', '{}', NULL)`);
  const since = new Date(Date.now() - 60_000).toISOString();
  expect(await store.work('t', ['items'], since)).toEqual({ pending: 1, open: 0, held: 0, completed: 0, failed: 0 });
  expect(await store.work('t', [], since)).toMatchObject({ pending: 0 });
});
