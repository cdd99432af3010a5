import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { IntakeRequest, TickDecision } from '../engine/ports.ts';
import { createScheduleStore } from './schedule-store.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 8 });

beforeEach(async () => {
  await pool.query('TRUNCATE runs, run_history, events, dedupe_keys, run_keys, schedules');
});
afterAll(close);

const FLOW = 'nightly';
const SPEC = { schedule: '* * * * *' };
const MINUTE = 60_000;
const deployment = randomUUID();
const plan = (plannedAt: number): IntakeRequest => {
  const time = new Date(plannedAt).toISOString();
  const id = `${FLOW}@${time}`;
  return {
    event: {
      tenant: 't',
      connection: 'landbridge',
      id,
      type: 'landbridge.schedule',
      subject: FLOW,
      time,
      data: { plannedAt: time },
      via: 'schedule',
    },
    runs: [{ deployment, flow: FLOW, dedupeKey: id, orderKey: 'schedule', facts: {} }],
  };
};
/** Every minute, by the rules of the engine in small. */
const everyMinute = (last: number, now: number): TickDecision => {
  if (last > now) return { last: now };
  const tick = Math.floor(now / MINUTE) * MINUTE;
  return tick > last ? { last: tick, plannedAt: tick } : { last };
};
const begin = (at: number) =>
  pool.query('INSERT INTO schedules VALUES ($1, $2, $3, to_timestamp($4))', [
    't',
    FLOW,
    JSON.stringify(SPEC),
    at / 1_000,
  ]);

test.each([
  ['set back now and then', [0, 0, 0, 0, -2 * MINUTE, 0, -60 * MINUTE], 0],
  // A tick that was passed by in a leap forward is one of those that are made up for by one run.
  ['leaping both ways', [0, 0, 0, 0, -2 * MINUTE, 0, 3 * MINUTE, 0, 0, -60 * MINUTE, 0], 60],
])('O03 A08: three schedulers, a hundred minutes and a clock %s: each tick once', async (_, jumps, mostMissed) => {
  const start = Date.UTC(2026, 9, 25, 0, 0, 0);
  await begin(start);
  const schedulers = Array.from({ length: 3 }, () => createScheduleStore(pool));
  let started = 0;
  for (let minute = 1; minute <= 100; minute += 1) {
    const now = start + minute * MINUTE + 1_000;
    const looks = await Promise.all(
      schedulers.map((scheduler, index) => {
        const mine = now + (jumps[(minute + index * 3) % jumps.length] ?? 0);
        return scheduler.tick({ tenant: 't', flow: FLOW, spec: SPEC }, (last) => everyMinute(last, mine), plan);
      }),
    );
    started += looks.filter((look) => look?.started).length;
    await pool.query('DELETE FROM runs');
    // One with the right clock looks last, as it would within seconds.
    const { started: late } = (await schedulers[0]?.tick(
      { tenant: 't', flow: FLOW, spec: SPEC },
      (last) => everyMinute(last, now),
      plan,
    )) ?? { started: false };
    started += late ? 1 : 0;
    await pool.query('DELETE FROM runs');
  }
  const { rows } = await pool.query<{ source_id: string }>('SELECT source_id FROM events');
  const planned = new Set(rows.map((row) => row.source_id));
  expect(planned.size).toBe(rows.length);
  expect(started).toBe(rows.length);
  const wanted = Array.from({ length: 100 }, (_each, index) => new Date(start + (index + 1) * MINUTE).toISOString());
  expect(wanted.filter((time) => !planned.has(`${FLOW}@${time}`)).length).toBeLessThanOrEqual(mostMissed);
});

test('C01: killed while a tick is stored, it is stored by the next look', async () => {
  const start = Date.UTC(2026, 0, 1);
  await begin(start);
  const scheduler = createScheduleStore(pool);
  const look = (make: (at: number) => IntakeRequest) =>
    scheduler.tick({ tenant: 't', flow: FLOW, spec: SPEC }, (last) => everyMinute(last, start + MINUTE), make);
  await expect(
    look(() => {
      throw new Error('the process ends here');
    }),
  ).rejects.toThrow('ends here');
  expect(await look(plan)).toMatchObject({ started: true, plannedAt: start + MINUTE });
  expect(await look(plan)).toMatchObject({ started: false });
});

test('a schedule that is new or was changed begins now; a tick whose forerunner waits is left out', async () => {
  const scheduler = createScheduleStore(pool);
  const lasts: number[] = [];
  const look = (spec: Record<string, string>, at: (last: number) => TickDecision) =>
    scheduler.tick({ tenant: 't', flow: FLOW, spec }, (last, now) => (lasts.push(now - last), at(last)), plan);
  await look(SPEC, (last) => ({ last: last - 3_600_000 }));
  await look(SPEC, (last) => ({ last }));
  await look({ schedule: '0 5 * * *' }, (last) => ({ last }));
  expect(lasts.map((late) => late > 3_000_000)).toEqual([false, true, false]);
  expect(await look(SPEC, () => ({ last: MINUTE, plannedAt: MINUTE }))).toMatchObject({ started: true });
  expect(await look(SPEC, () => ({ last: 2 * MINUTE, plannedAt: 2 * MINUTE }))).toMatchObject({ started: false });
});
