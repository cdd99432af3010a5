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
  parkedOn?: string;
  letsPass?: boolean;
  /** When it arrived; it was touched just now. */
  hoursAgo?: number;
}) {
  const id = newId();
  const json = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value));
  await pool.query(
    `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state, order_key, failure, hold, facts, parked_on, lets_pass, arrived_at)
    VALUES ($1, 't', $2, $1, $1, $3, $4, $5, $6, $7, $8, $9, $10, now() - $11 * interval '1 hour')`,
    [
      id,
      dayOfId(id),
      parts.flow,
      parts.state,
      parts.key ?? null,
      json(parts.failure),
      json(parts.hold),
      json(parts.amount === undefined ? {} : { amount: parts.amount, currency: 'EUR' }),
      parts.parkedOn ?? null,
      parts.letsPass ?? false,
      parts.hoursAgo ?? 0,
    ],
  );
}

beforeEach(() =>
  pool.query(
    'DELETE FROM runs; DELETE FROM rollups; DELETE FROM connections; DELETE FROM breakers; DELETE FROM reconciliations',
  ),
);

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

/** Runs of each flow that are on their way, and for how many hours. */
async function onTheWay(): Promise<string[]> {
  const { flows, now } = await createSightReads(pool, 'UTC').look('t');
  return flows
    .map(({ flow, open, oldestAt = now }) => `${flow} ${open}, ${Math.round((now - oldestAt) / HOUR)} h`)
    .toSorted();
}

test('work that could not go on is not late: what is laid aside, what follows it, and what was woken only just', async () => {
  const away = { kind: 'unreachable', code: 'connection.breaker-open', message: 'm' };
  const busy = { kind: 'throttled', code: 'connection.throttled', message: 'm' };
  const old = { key: 'k', hoursAgo: 2 };
  await run({ state: 'waiting', flow: 'parked', failure: away, parkedOn: 'operation:m3/x', ...old });
  await run({ state: 'waiting', flow: 'planned', ...old });
  await run({ state: 'held', flow: 'held', hold: {}, ...old });
  await run({ state: 'waiting', flow: 'woken', failure: away, ...old });
  await run({ state: 'running', flow: 'tried', failure: away, ...old });
  for (const flow of ['parked', 'planned', 'held', 'woken', 'tried']) await run({ state: 'queued', flow, ...old });
  expect(await onTheWay()).toEqual(['tried 1, 0 h', 'woken 1, 0 h']);
  // What was tried and turned away is late, and so is what nothing holds back.
  await run({ state: 'waiting', flow: 'turned-away', failure: busy, ...old });
  await run({ state: 'queued', flow: 'turned-away', ...old });
  await run({ state: 'held', flow: 'let-past', hold: {}, letsPass: true, ...old });
  await run({ state: 'queued', flow: 'let-past', ...old });
  expect(await onTheWay()).toEqual(['let-past 1, 2 h', 'tried 1, 0 h', 'turned-away 2, 2 h', 'woken 1, 0 h']);
});

test('a connection that was paused after a restore does not refuse our credentials', async () => {
  await pool.query(
    `INSERT INTO connections (tenant, name, connector, title, settings, paused, careful_until, updated_by) VALUES
    ('t', 'restored', 'm3', 'M3', '{}', true, 'infinity', 'landbridge'),
    ('t', 'careful', 'm3', 'M3', '{}', true, now() + interval '1 day', 'landbridge'),
    ('t', 'by-hand', 'm3', 'M3', '{}', true, NULL, 'ann')`,
  );
  const { connections } = await createSightReads(pool, 'UTC').look('t');
  expect(connections.filter(({ refused }) => refused).map(({ name }) => name)).toEqual(['careful']);
});

test('every open difference of a completed reconciliation counts, whichever stores it compared and however far back', async () => {
  const reconciliation = async (left: string, state: string, differences: readonly string[]) => {
    const id = newId();
    await pool.query(
      `INSERT INTO reconciliations (id, tenant, subject, left_connection, right_connection, state, via, started_by, ended_at)
      VALUES ($1, 't', 'orders', $2, 'm3', $3, 'manual', 'ann', now())`,
      [id, left, state],
    );
    for (const [index, each] of differences.entries())
      await pool.query(
        `INSERT INTO differences (id, tenant, reconciliation, subject, key, kind, fingerprint, state)
        VALUES ($1, 't', $2, 'orders', $3, 'field', 'f', $4)`,
        [newId(), id, String(index), each],
      );
  };
  await reconciliation('shop', 'completed', ['open', 'open', 'healed', 'superseded', 'known', 'ignored']);
  await reconciliation('outlet', 'completed', []);
  await reconciliation('shop', 'running', ['open', 'confirmed']);
  const { differences } = await createSightReads(pool, 'UTC').look('t');
  expect(differences.filter(({ open }) => open > 0)).toEqual([{ subject: 'orders', open: 2 }]);
});
