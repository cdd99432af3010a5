import type pg from 'pg';
import type { WorkerStore } from '../engine/ports.ts';
import { ADVANCE_TASK } from './inbox-store.ts';
import { AHEAD, DEAD_AFTER } from './run-store.ts';

/** What the worker store needs of graphile-worker: it keeps a dead pool's locks for four hours unless told. */
export interface JobUnlocker {
  forceUnlockWorkers(poolIds: string[]): Promise<void>;
}

/** Jobs for runs that could go on but that nobody is told of: the net under every other wake-up. */
const wakeStatement = `
WITH stuck AS (
  SELECT r.id, CASE WHEN r.state = 'waiting' THEN r.wait_until END AS run_at FROM runs r
  WHERE (r.state = 'running' AND NOT EXISTS (
      SELECT 1 FROM workers w WHERE w.incarnation = r.lease_owner AND w.beat_at > now() - ${DEAD_AFTER}))
    OR (r.state = 'waiting' AND r.wait_until < now() - interval '30 seconds' AND r.parked_on IS NULL)
    OR (r.state = 'waiting' AND r.parked_on IS NOT NULL AND r.wait_until < now() - interval '10 minutes')
    OR (r.state = 'queued' AND r.updated_at < now() - interval '10 seconds' AND NOT EXISTS (
      SELECT 1 FROM graphile_worker.jobs j WHERE j.key = r.id::text AND j.attempts < j.max_attempts)
      AND (r.order_key IS NULL OR NOT EXISTS (
        SELECT 1 FROM runs p WHERE ${AHEAD})))
  LIMIT 1000
)
SELECT count(*)::int AS woken FROM graphile_worker.add_jobs((
  SELECT array_agg(('${ADVANCE_TASK}', json_build_object('run', id), NULL, run_at, 25, id::text, NULL, NULL)::graphile_worker.job_spec)
  FROM stuck)) WHERE EXISTS (SELECT 1 FROM stuck)`;

/**
 * Pools that hold jobs but belong to no living worker. A process that is killed before its first sign of life with a
 * pool leaves locks under a name nobody knows; $1 is how old such a lock must be.
 */
const orphanPoolsStatement = `
SELECT DISTINCT j.locked_by AS pool FROM graphile_worker.jobs j
WHERE j.locked_by IS NOT NULL AND j.locked_at < now() - $1::interval AND NOT EXISTS (
  SELECT 1 FROM workers w WHERE j.locked_by = ANY (w.pool_ids) AND w.beat_at > now() - ${DEAD_AFTER})`;

/**
 * A try that failed because the database went away says nothing about the run, and the queue's pauses grow from seconds
 * to hours: what waits for its next try for longer is tried at the next sign of life.
 */
const trySoonerStatement = `
UPDATE graphile_worker._private_jobs SET run_at = now()
WHERE attempts > 0 AND attempts < max_attempts AND locked_at IS NULL AND run_at > now() + interval '5 seconds'`;

/** Jobs that ran out of tries belong to runs that have a newer job, or get one by {@link wakeStatement}. */
const clearSpentStatement = `
DELETE FROM graphile_worker._private_jobs WHERE attempts >= max_attempts AND locked_at IS NULL`;

/** Registration and heartbeats of processes on PostgreSQL; the database's clock is the only clock. */
export function createWorkerStore(pool: pg.Pool, unlocker: JobUnlocker): WorkerStore {
  const bury = async (condition: string, values: unknown[]): Promise<void> => {
    const { rows } = await pool.query<{ pool_ids: string[] }>(
      `DELETE FROM workers WHERE ${condition} RETURNING pool_ids`,
      values,
    );
    const pools = rows.flatMap((row) => row.pool_ids);
    if (pools.length > 0) await unlocker.forceUnlockWorkers(pools);
  };
  const freeOrphans = async (age: string): Promise<void> => {
    const { rows } = await pool.query<{ pool: string }>(orphanPoolsStatement, [age]);
    if (rows.length > 0) await unlocker.forceUnlockWorkers(rows.map((row) => row.pool));
    await pool.query(clearSpentStatement);
    await pool.query(trySoonerStatement);
  };
  return {
    start: async ({ instance, incarnation, role }) => {
      await bury('instance = $1', [instance]);
      await pool.query('INSERT INTO workers (incarnation, instance, roles) VALUES ($1, $2, $3)', [
        incarnation,
        instance,
        role,
      ]);
      const others = await pool.query(
        `SELECT 1 FROM workers WHERE incarnation <> $1 AND beat_at > now() - ${DEAD_AFTER} LIMIT 1`,
        [incarnation],
      );
      await freeOrphans(others.rowCount === 0 ? '0 seconds' : '15 seconds');
      await pool.query(wakeStatement);
    },
    beat: async ({ incarnation, instance, role, poolIds }) => {
      const { rows } = await pool.query<{ now: string; dead: boolean }>({
        name: 'beat',
        text: `INSERT INTO workers (incarnation, instance, roles, pool_ids) VALUES ($1, $3, $4, $2)
          ON CONFLICT (incarnation) DO UPDATE SET beat_at = now(), pool_ids = excluded.pool_ids
          RETURNING extract(epoch FROM clock_timestamp()) * 1000 AS now,
            EXISTS (SELECT 1 FROM workers WHERE beat_at < now() - ${DEAD_AFTER}) AS dead`,
        values: [incarnation, poolIds, instance, role],
      });
      if (rows[0]?.dead) await bury(`beat_at < now() - ${DEAD_AFTER}`, []);
      await freeOrphans('15 seconds');
      const woken = await pool.query<{ woken: number }>({ name: 'wake-stuck', text: wakeStatement });
      return { now: Math.round(Number(rows[0]?.now)), freedRuns: woken.rows[0]?.woken ?? 0 };
    },
    stop: (incarnation) => bury('incarnation = $1', [incarnation]),
  };
}
