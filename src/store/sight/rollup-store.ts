import type pg from 'pg';
import { GRAINS, type Grain, KEPT_DAYS } from '../../core/sight/series.ts';
import type { CallMinute, RollupStore } from '../../engine/sight-ports.ts';
import { jsonbText } from '../jsonb.ts';
import { inTransaction } from '../transaction.ts';
import { coarser, minutesOfCalls, minutesOfEnds, minutesOfRuns, sampleOfNow } from './rollup-statements.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Minutes that are written again each time: what ended in them may be committed later. */
const AGAIN_MS = 3 * MINUTE;
/** Most minutes in one transaction when there is much to make up for. */
const MOST_MS = 6 * HOUR;
/** How far back the first one goes. */
const FIRST_MS = KEPT_DAYS.minute * DAY;

/** The smallest id that could have been made at a moment (UUID version 7: the time comes first). */
function firstIdAt(at: number): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** Rollups on PostgreSQL. */
export function createRollupStore(pool: pg.Pool, process: string): RollupStore {
  return {
    saveCalls: async (tenant, minutes) => {
      if (minutes.length > 0) await pool.query(saveCallsStatement, [tenant, process, jsonbText(rowsOf(minutes))]);
    },
    rollUp: (tenant) => inTransaction(pool, (client) => rollUp(client, tenant)),
    forget: () => forget(pool),
  };
}

const saveCallsStatement = `
INSERT INTO call_minutes (tenant, from_at, connection, operation, process, calls, failures, histogram)
SELECT $1, x.from_at, x.connection, x.operation, $2, x.calls, x.failures, x.histogram
FROM jsonb_to_recordset($3::jsonb) AS x(from_at timestamptz, connection text, operation text, calls bigint, failures bigint, histogram jsonb)
ON CONFLICT (tenant, from_at, connection, operation, process) DO UPDATE
  SET calls = excluded.calls, failures = excluded.failures, histogram = excluded.histogram`;

function rowsOf(minutes: readonly CallMinute[]): object[] {
  return minutes.map(({ from, ...rest }) => ({ ...rest, from_at: new Date(from).toISOString() }));
}

async function rollUp(client: pg.PoolClient, tenant: string): Promise<{ behind: boolean } | undefined> {
  await client.query(
    `INSERT INTO rollup_marks (tenant, done_until) VALUES ($1, now() - $2 * interval '1 millisecond') ON CONFLICT DO NOTHING`,
    [tenant, FIRST_MS],
  );
  const mark = await client.query<{ done: string; now: string }>(
    `SELECT extract(epoch FROM done_until) * 1000 AS done, extract(epoch FROM now()) * 1000 AS now
    FROM rollup_marks WHERE tenant = $1 FOR UPDATE SKIP LOCKED`,
    [tenant],
  );
  const [row] = mark.rows;
  if (!row) return undefined;
  const now = Number(row.now);
  const from = floorTo(Math.max(Number(row.done) - AGAIN_MS, now - FIRST_MS), MINUTE);
  const until = Math.min(floorTo(now, MINUTE) + MINUTE, from + MOST_MS);
  await writeMinutes(client, tenant, from, until);
  const behind = until < now;
  if (!behind) await client.query(sampleOfNow, [tenant]);
  await writeCoarser(client, tenant, 'hour', 'minute', floorTo(from, HOUR), floorTo(until - 1, HOUR) + HOUR);
  await writeCoarser(client, tenant, 'day', 'hour', floorTo(from, DAY), floorTo(until - 1, DAY) + DAY);
  await client.query('UPDATE rollup_marks SET done_until = $2 WHERE tenant = $1', [
    tenant,
    new Date(Math.min(until, now)).toISOString(),
  ]);
  return { behind };
}

async function writeMinutes(client: pg.PoolClient, tenant: string, from: number, until: number): Promise<void> {
  const span = [tenant, new Date(from).toISOString(), new Date(until).toISOString()];
  await client.query(
    `DELETE FROM rollups WHERE tenant = $1 AND grain = 'minute' AND measure IN ('arrived', 'ended', 'calls') AND from_at >= $2 AND from_at < $3`,
    span,
  );
  // The database sets the time of arrival a moment after the process made the id: a minute of margin on both sides.
  await client.query(minutesOfRuns, [...span, firstIdAt(from - MINUTE), firstIdAt(until + MINUTE)]);
  await client.query(minutesOfEnds, span);
  await client.query(minutesOfCalls, span);
}

/** Units of which finer rows are there; what is older than those is left as it was. */
async function writeCoarser(
  client: pg.PoolClient,
  tenant: string,
  grain: 'hour' | 'day',
  finer: 'minute' | 'hour',
  from: number,
  until: number,
): Promise<void> {
  const span = [tenant, new Date(from).toISOString(), new Date(until).toISOString()];
  await client.query(
    `DELETE FROM rollups WHERE tenant = $1 AND grain = '${grain}' AND from_at >= $2 AND from_at < $3`,
    span,
  );
  await client.query(coarser(grain, finer), span);
}

/** Whole units only: half an hour whose finer rows are gone must not be written anew from the other half. */
async function forget(pool: pg.Pool): Promise<number> {
  let gone = 0;
  const unit: Readonly<Record<Grain, string>> = { minute: 'day', hour: 'month', day: 'month' };
  for (const grain of GRAINS) {
    const { rowCount } = await pool.query(
      `DELETE FROM rollups WHERE grain = $1 AND from_at < date_trunc('${unit[grain]}', now() - $2 * interval '1 day', 'UTC')`,
      [grain, KEPT_DAYS[grain]],
    );
    gone += rowCount ?? 0;
  }
  const { rowCount } = await pool.query(`DELETE FROM call_minutes WHERE from_at < now() - $1 * interval '1 day'`, [
    KEPT_DAYS.minute,
  ]);
  return gone + (rowCount ?? 0);
}

function floorTo(at: number, unit: number): number {
  return Math.floor(at / unit) * unit;
}
