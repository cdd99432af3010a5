import type pg from 'pg';
import type { ParkedCounts, ParkedStore } from '../engine/away-ports.ts';
import { ADVANCE_TASK } from './inbox-store.ts';
import { inTransaction } from './transaction.ts';

/** One process wakes at a time: a portion is a portion of all processes together. */
const WAKE_LOCK = 4_600_070;

const wakeStatement = `
WITH sources AS (
  SELECT DISTINCT parked_source AS source FROM runs WHERE tenant = $1 AND parked_on = $2 AND state = 'waiting'
), chosen AS (
  SELECT r.id, r.n FROM sources s CROSS JOIN LATERAL (
    SELECT id, seq, row_number() OVER (ORDER BY seq) AS n FROM runs
    WHERE tenant = $1 AND parked_on = $2 AND state = 'waiting' AND parked_source IS NOT DISTINCT FROM s.source
    ORDER BY seq LIMIT $3) r
  ORDER BY r.n, r.seq LIMIT $3
), woken AS (
  UPDATE runs r SET wait_until = now(), parked_on = NULL, updated_at = now()
  FROM chosen WHERE r.id = chosen.id AND r.state = 'waiting' AND r.parked_on = $2
  RETURNING r.id, r.tenant, r.day, r.step, r.wait_until, r.seq, chosen.n
), noted AS (
  INSERT INTO journal (day, run_id, seq, tenant, entry)
  SELECT w.day, w.id,
    (SELECT coalesce(max(j.seq), 0) + 1 FROM journal j WHERE j.day = w.day AND j.run_id = w.id), w.tenant,
    jsonb_build_object('type', 'waiting', 'at', round(extract(epoch FROM now()) * 1000), 'step', w.step,
      'until', round(extract(epoch FROM w.wait_until) * 1000), 'why', 'The way is free again.')
  FROM woken w
), jobs AS (
  SELECT count(*) AS added FROM graphile_worker.add_jobs((
    SELECT array_agg((
      '${ADVANCE_TASK}', json_build_object('run', id), NULL, NULL, 25, id::text, NULL, NULL
    )::graphile_worker.job_spec ORDER BY n, seq) FROM woken)) WHERE EXISTS (SELECT 1 FROM woken)
)
SELECT (SELECT count(*) FROM woken)::int AS woken, (SELECT added FROM jobs) AS jobs`;

/** Whether the front of the queue of jobs has room; looks at no more jobs than it must. */
const backlogStatement = `
SELECT count(*)::int AS due FROM (
  SELECT 1 FROM graphile_worker._private_jobs WHERE is_available AND priority = 0 AND run_at <= now() LIMIT $1) AS due`;

/** Runs that are parked until their way is free, on PostgreSQL. */
export function createParkedStore(pool: pg.Pool): ParkedStore & ParkedCounts {
  return {
    groups: async () => {
      const { rows } = await pool.query<{ tenant: string; on: string }>({
        name: 'parked-groups',
        text: `SELECT DISTINCT tenant, parked_on AS on FROM runs WHERE parked_on IS NOT NULL AND state = 'waiting'`,
      });
      return rows;
    },
    wake: ({ tenant, on }, most, backlog) =>
      inTransaction(pool, async (client) => {
        const lock = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [WAKE_LOCK]);
        if (lock.rows[0]?.mine !== true) return 0;
        if (backlog < Number.MAX_SAFE_INTEGER) {
          const { rows } = await client.query<{ due: number }>(backlogStatement, [backlog]);
          if ((rows[0]?.due ?? 0) >= backlog) return 0;
        }
        const { rows } = await client.query<{ woken: number }>(wakeStatement, [tenant, on, most]);
        return rows[0]?.woken ?? 0;
      }),
    count: async (tenant) => {
      const { rows } = await pool.query<{ on: string; count: number; oldest: Date }>(
        `SELECT parked_on AS on, count(*)::int AS count, min(arrived_at) AS oldest FROM runs
        WHERE tenant = $1 AND parked_on IS NOT NULL AND state = 'waiting' GROUP BY parked_on`,
        [tenant],
      );
      return rows.map(({ on, count, oldest }) => ({ on, count, oldestAt: oldest.getTime() }));
    },
  };
}
