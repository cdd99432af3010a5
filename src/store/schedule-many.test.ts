import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScheduleTrigger } from '../core/flow/model.ts';
import type { IntakeRequest } from '../engine/ports.ts';
import { decideTick, nextTick } from '../engine/schedule-ticks.ts';
import { migrateJobs } from './job-runner.ts';
import { createScheduleStore } from './schedule-store.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/**
 * Three schedulers on one database look at one schedule while their clocks jump. The whole form is 10,000 ticks:
 * `LANDBRIDGE_SCHEDULE_TICKS=10000 npx vitest run src/store/schedule-many.test.ts`.
 */

const TICKS = Number(process.env['LANDBRIDGE_SCHEDULE_TICKS'] ?? 300);
const STEP_MS = 60_000;
const SCHEDULERS = 3;
const START = Date.parse('2026-10-24T23:00:00Z');
const everyMinute: ScheduleTrigger = { schedule: '* * * * *', zone: 'Europe/Stockholm' };

let database: TestDatabase;
const pools: pg.Pool[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  for (let each = 0; each < SCHEDULERS; each += 1) {
    const pool = new pg.Pool({ connectionString: database.connectionString, max: 2 });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    pools.push(pool);
  }
  const [pool] = pools;
  if (pool) await migrateJobs(pool);
  await pool?.query('SELECT ensure_day_partitions(current_date, 2)');
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

const request = (plannedAt: number): IntakeRequest => ({
  event: {
    tenant: 't',
    connection: 'landbridge',
    id: `nightly@${new Date(plannedAt).toISOString()}`,
    type: 'landbridge.schedule',
    subject: 'nightly',
    time: new Date(plannedAt).toISOString(),
    data: {},
    via: 'schedule',
  },
  runs: [],
});

test(`A08 O03: ${SCHEDULERS} schedulers and ${TICKS} ticks with clock jumps: each tick is taken once, none twice`, async () => {
  const schedule = { tenant: 't', flow: 'nightly', spec: { ...everyMinute } };
  const [first] = pools;
  if (!first) throw new Error('no pool');
  await createScheduleStore(first).tick(schedule, (last) => ({ last }), request);
  await first.query('UPDATE schedules SET last_planned_at = to_timestamp($1::double precision / 1000)', [START]);
  let time = START;
  let turn = 0;
  const look = async (pool: pg.Pool, jumpMs: number): Promise<void> => {
    await createScheduleStore(pool).tick(schedule, (last) => decideTick(everyMinute, last, time + jumpMs), request);
  };
  // The time goes on by one tick a round; some clocks are half an hour behind in it. Summer time ends on the way.
  while (time < START + TICKS * STEP_MS) {
    time += STEP_MS;
    turn += 1;
    const jumps = pools.map((_, index) => ((turn * 7 + index * 13) % 5 === 0 ? -30 * STEP_MS : 0));
    await Promise.all(pools.map((pool, index) => look(pool, jumps[index] ?? 0)));
    await look(first, 0);
  }
  const { rows } = await first.query<{ source_id: string }>('SELECT source_id FROM events ORDER BY source_id');
  const stored = rows.map(({ source_id: id }) => Date.parse(id.slice(id.indexOf('@') + 1)));
  expect(new Set(stored).size).toBe(stored.length);
  const expected: number[] = [];
  for (let tick = nextTick(everyMinute, START); tick !== undefined && tick <= time; tick = nextTick(everyMinute, tick))
    expected.push(tick);
  expect(stored.toSorted((left, right) => left - right)).toEqual(expected);
}, 600_000);
