import { afterAll, beforeEach, expect, test } from 'vitest';
import { hourOfWeek } from '../../core/alert/silence.ts';
import { dayOfId, newId } from '../ids.ts';
import { openTestStore } from '../test-store.ts';
import { createSightReads } from './sight-reads.ts';

const HOUR = 3_600_000;
const { pool, close } = await openTestStore({ maxConnections: 6 });
afterAll(close);

async function run(parts: {
  state: string;
  flow: string;
  key?: string;
  failure?: object;
  hold?: object;
  amount?: string;
}) {
  const id = newId();
  const json = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value));
  await pool.query(
    `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state, order_key, failure, hold, facts)
    VALUES ($1, 't', $2, $1, $1, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      dayOfId(id),
      parts.flow,
      parts.state,
      parts.key ?? null,
      json(parts.failure),
      json(parts.hold),
      json(parts.amount === undefined ? {} : { amount: parts.amount, currency: 'EUR' }),
    ],
  );
}

beforeEach(() => pool.query('DELETE FROM runs; DELETE FROM rollups; DELETE FROM connections; DELETE FROM breakers'));

// Zones without summer time: a change of it within the weeks of the test would be another story.
test.each(['UTC', 'America/Phoenix', 'Asia/Kolkata'])(
  'a sight tells what is late, what stands still, what is usual, and which system is away, in %s',
  async (zone) => {
    const now = Date.now();
    const thisHour = Math.floor(now / HOUR) * HOUR;
    await pool.query(
      `INSERT INTO rollups (tenant, grain, measure, from_at, subject, count)
    SELECT 't', 'hour', 'arrived', h, 'orders', 12 FROM generate_series($1::timestamptz, $2::timestamptz, interval '7 days') h`,
      [new Date(thisHour - 28 * 24 * HOUR).toISOString(), new Date(thisHour - 24 * HOUR).toISOString()],
    );
    const held = { queue: 'items', failure: { kind: 'missing', code: 'm3.a', message: 'm' } };
    await run({ state: 'held', flow: 'orders', key: 'k', hold: held, amount: '10.10' });
    await run({ state: 'held', flow: 'orders', hold: held, amount: '0.20' });
    await run({ state: 'queued', flow: 'orders', key: 'k' });
    await run({ state: 'queued', flow: 'stock' });
    await run({ state: 'waiting', flow: 'customers' });
    await run({ state: 'waiting', flow: 'payments', failure: { kind: 'unreachable', code: 'x', message: 'm' } });
    await pool.query(
      `INSERT INTO connections (tenant, name, connector, title, settings, paused, paused_reason, updated_by) VALUES
      ('t', 'm3', 'm3', 'Infor M3', '{}', true, 'HTTP 401', 'landbridge'), ('t', 'store', 'clarity', 'Store', '{}', false, NULL, 'ann')`,
    );
    await pool.query(
      `INSERT INTO breakers (tenant, connection, operation, mode, reason) VALUES ('t', 'store', 'order.read', 'open', 'HTTP 503')`,
    );

    const sight = await createSightReads(pool, zone).look('t');
    expect(sight.flows.map(({ flow, open }) => `${flow} ${open}`).toSorted()).toEqual(['payments 1', 'stock 1']);
    expect(sight.troubles).toMatchObject([
      {
        flow: 'orders',
        state: 'held',
        queue: 'items',
        kind: 'missing',
        code: 'm3.a',
        count: 2,
        lastHour: 2,
        amounts: [{ currency: 'EUR', amount: '10.30' }],
      },
    ]);
    const orders = sight.arrivals.find(({ flow }) => flow === 'orders');
    expect(orders?.usual[String(hourOfWeek(thisHour, zone))]).toBe(12);
    expect(orders?.usual[String(hourOfWeek(thisHour + 2 * HOUR, zone))]).toBe(0);
    expect(sight.connections.toSorted((a, b) => a.name.localeCompare(b.name))).toMatchObject([
      { name: 'm3', paused: true, refused: true, pausedReason: 'HTTP 401', breaker: 'closed' },
      { name: 'store', paused: false, refused: false, breaker: 'open', breakerReason: 'HTTP 503' },
    ]);
  },
);
