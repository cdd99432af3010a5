import type pg from 'pg';
import { ADVANCE_TASK } from './inbox-store.ts';

/** By then every process has seen that the connection was changed. */
const SEEN_BY_ALL = "interval '1.5 seconds'";

/** The journal is what a run goes by, so the new time stands there too. */
const wakeStatement = `
WITH woken AS (
  UPDATE runs SET wait_until = now() + ${SEEN_BY_ALL}, updated_at = now()
  WHERE tenant = $1 AND state = 'waiting' AND failure->>'code' = 'connection.paused'
    AND failure->>'record' = 'connection ' || $2
  RETURNING id, tenant, day, seq, step, wait_until
), noted AS (
  INSERT INTO journal (day, run_id, seq, tenant, entry)
  SELECT w.day, w.id,
    (SELECT coalesce(max(j.seq), 0) + 1 FROM journal j WHERE j.day = w.day AND j.run_id = w.id), w.tenant,
    jsonb_build_object('type', 'waiting', 'at', round(extract(epoch FROM now()) * 1000), 'step', w.step,
      'until', round(extract(epoch FROM w.wait_until) * 1000), 'why', $3::text)
  FROM woken w
)
SELECT count(*) FROM graphile_worker.add_jobs((
  SELECT array_agg((
    '${ADVANCE_TASK}', json_build_object('run', id), NULL, wait_until, 25, id::text, NULL, NULL
  )::graphile_worker.job_spec ORDER BY seq) FROM woken)) WHERE EXISTS (SELECT 1 FROM woken)`;

/** Lets the runs go on, in order of arrival, that wait because a connection was paused; `why` is for people. */
export async function wakeRunsOf(
  client: Pick<pg.Pool | pg.PoolClient, 'query'>,
  waiting: { readonly tenant: string; readonly connection: string; readonly why: string },
): Promise<void> {
  await client.query(wakeStatement, [waiting.tenant, waiting.connection, waiting.why]);
}
