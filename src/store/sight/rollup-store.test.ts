import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Grain, Measure } from '../../core/sight/series.ts';
import { dayOfId, newId } from '../ids.ts';
import { openTestStore } from '../test-store.ts';
import { createRollupStore } from './rollup-store.ts';
import { createSeriesReads } from './series-reads.ts';

const MINUTE = 60_000;
const { pool, close } = await openTestStore({ maxConnections: 6 });
beforeAll(async () => {
  await pool.query('SELECT ensure_day_partitions(current_date - 2, 4)');
});
beforeEach(() => pool.query('TRUNCATE runs, run_history, rollups, rollup_marks, call_minutes'));
afterAll(close);

async function endRun(at: number, tookMs: number, flow = 'orders', state = 'completed') {
  const id = newId(at);
  await pool.query(
    `INSERT INTO run_history (id, tenant, day, event_id, deployment, flow, state, attempts, facts, warnings, arrived_at, ended_at)
    VALUES ($1, 't', $2, $1, $1, $3, $4, 0, '{}', '[]', $5, $6)`,
    [id, dayOfId(id), flow, state, new Date(at).toISOString(), new Date(at + tookMs).toISOString()],
  );
}
async function openRun(at: number, state: string, parts: { hold?: object; failure?: object } = {}) {
  const id = newId(at);
  await pool.query(
    `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state, hold, failure, arrived_at) VALUES ($1, 't', $2, $1, $1, 'orders', $3, $4, $5, $6)`,
    [
      id,
      dayOfId(id),
      state,
      parts.hold ? JSON.stringify(parts.hold) : null,
      parts.failure ? JSON.stringify(parts.failure) : null,
      new Date(at).toISOString(),
    ],
  );
}
const read = async (measure: Measure, grain: Grain) =>
  await createSeriesReads(pool).rows('t', { measure, grain, from: 0, until: Date.now() + 86_400_000 });
const sum = (rows: readonly { count: number }[]): number => rows.reduce((all, { count }) => all + count, 0);
async function rollUp() {
  const store = createRollupStore(pool, randomUUID());
  for (let more = true; more; ) more = (await store.rollUp('t'))?.behind ?? false;
}

test('minutes, hours and days tell the same, however often they are written', async () => {
  const now = Date.now();
  for (let n = 0; n < 50; n += 1) await endRun(now - n * 30 * MINUTE, 1_000 + n);
  await endRun(now - 2 * MINUTE, 5, 'orders', 'canceled');
  await rollUp();
  await rollUp();
  for (const grain of ['minute', 'hour', 'day'] as const) {
    const ended = await read('ended', grain);
    const completed = ended.filter(({ part }) => part === 'completed');
    expect([grain, sum(await read('arrived', grain)), sum(completed), sum(ended)]).toEqual([grain, 51, 50, 51]);
    const buckets = completed.flatMap(({ histogram }) => Object.values(histogram ?? {}));
    expect(buckets.reduce((all, n) => all + n, 0)).toBe(50);
  }
});

test('after a stop in the middle the rest is made up for, and nothing is counted twice', async () => {
  const now = Date.now();
  for (let n = 0; n < 10; n += 1) await endRun(now - n * 4 * 60 * MINUTE, 10);
  const store = createRollupStore(pool, randomUUID());
  expect(await store.rollUp('t')).toEqual({ behind: true });
  await rollUp();
  await endRun(now - MINUTE, 10);
  await rollUp();
  expect([sum(await read('ended', 'minute')), sum(await read('ended', 'day'))]).toEqual([11, 11]);
});

test('three processes at once write what one would', async () => {
  const now = Date.now();
  for (let n = 0; n < 30; n += 1) await endRun(now - n * MINUTE, 10);
  await Promise.all([rollUp(), rollUp(), rollUp()]);
  await rollUp();
  expect(sum(await read('arrived', 'hour'))).toBe(30);
});

test('calls are totals of a process and minute: told again they stay, and processes add up', async () => {
  const from = Math.floor(Date.now() / MINUTE) * MINUTE;
  const minute = { from, connection: 'm3', operation: 'order.create', failures: 1, histogram: { 40: 2, 60: 1 } };
  const one = createRollupStore(pool, randomUUID());
  await one.saveCalls('t', [{ ...minute, calls: 2 }]);
  await one.saveCalls('t', [{ ...minute, calls: 3 }]);
  await createRollupStore(pool, randomUUID()).saveCalls('t', [{ ...minute, calls: 4 }]);
  await rollUp();
  expect(await read('calls', 'hour')).toMatchObject([
    { subject: 'm3', part: 'order.create', count: 7, total: 2, histogram: { 40: 4, 60: 2 } },
  ]);
});

test('what is open is sampled: the highest of a minute stays, causes of held work are told apart', async () => {
  const now = Date.now();
  await openRun(now - 90_000, 'waiting');
  await openRun(now, 'held', { hold: { queue: 'item-setup', failure: { code: 'm3.item-not-found' } } });
  await openRun(now, 'failed', { failure: { code: 'engine.poison' } });
  await rollUp();
  await pool.query('DELETE FROM runs');
  await rollUp();
  const held = await read('held', 'minute');
  expect(held.map(({ subject, part, highest }) => `${subject} ${part} ${highest}`).toSorted()).toEqual([
    'engine.poison dead-letter 1',
    'm3.item-not-found item-setup 1',
  ]);
  expect((await read('oldest', 'hour'))[0]?.highest).toBeGreaterThan(89);
});

test('rows past their time go', async () => {
  for (const [grain, days, kept] of [
    ['minute', 6, false],
    ['minute', 1, true],
    ['hour', 100, false],
    ['day', 390, true],
    ['day', 440, false],
  ] as const) {
    await pool.query(
      `INSERT INTO rollups (tenant, grain, measure, from_at, subject, count) VALUES ('t', $1, 'arrived', now() - $2 * interval '1 day', $3, 1)`,
      [grain, days, String(kept)],
    );
  }
  await createRollupStore(pool, randomUUID()).forget();
  const { rows } = await pool.query<{ subject: string }>('SELECT subject FROM rollups');
  expect(rows.map(({ subject }) => subject)).toEqual(['true', 'true']);
});
