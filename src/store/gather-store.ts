import type pg from 'pg';
import type { JsonObject } from '../core/json.ts';
import type { GatheredEvent, GatherStore, Gathering } from '../engine/gather-ports.ts';
import { acceptOn } from './inbox-store.ts';
import { inTransaction } from './transaction.ts';

const dueStatement = `
SELECT f.flow FROM unnest($2::text[]) AS f(flow)
WHERE EXISTS (
  SELECT 1 FROM gathered_subjects s WHERE s.tenant = $1 AND s.flow = f.flow AND s.due_at <= statement_timestamp())`;

/**
 * Takes due subjects, at most $3 for each value of `by` that has no run under way. One that became due while it rested
 * is a hot one, and rests twice as long this time: ten seconds of changes are then three runs. Rows that an event is
 * being put to at this moment are left for the next time. Goes from one value of `by` to the next by the index, and
 * back to a row by its place: the planner does not know how many rows are due, and a guess of few makes it compare
 * each with each.
 */
const takeStatement = `
WITH RECURSIVE lanes AS (
  (SELECT s.by_value FROM gathered_subjects s
    WHERE s.tenant = $1 AND s.flow = $2 AND s.due_at IS NOT NULL ORDER BY s.by_value LIMIT 1)
  UNION ALL
  SELECT (SELECT s.by_value FROM gathered_subjects s
    WHERE s.tenant = $1 AND s.flow = $2 AND s.due_at IS NOT NULL AND s.by_value > l.by_value ORDER BY s.by_value LIMIT 1)
  FROM lanes l WHERE l.by_value IS NOT NULL
), free AS MATERIALIZED (
  SELECT l.by_value FROM lanes l WHERE l.by_value IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM runs r WHERE r.tenant = $1 AND r.flow = $2 AND r.order_key = 'gather:' || l.by_value
      AND r.state <> 'failed' AND NOT (r.state = 'held' AND r.lets_pass))
), locked AS MATERIALIZED (
  SELECT t.place, t.events FROM free f CROSS JOIN LATERAL (
    SELECT s.ctid AS place, s.events FROM gathered_subjects s
    WHERE s.tenant = $1 AND s.flow = $2 AND s.by_value = f.by_value AND s.due_at <= statement_timestamp()
    ORDER BY s.due_at, s.subject LIMIT $3 FOR UPDATE OF s SKIP LOCKED) AS t
  LIMIT greatest(1000, $3 * 5)
)
UPDATE gathered_subjects s SET due_at = NULL, events = 0, rests_until = clock_timestamp()
    + $4 * interval '1 millisecond' * CASE WHEN s.due_at <= s.rests_until THEN 2 ELSE 1 END
FROM locked l WHERE s.ctid = l.place
RETURNING s.by_value, s.subject, s.connection, s.type, s.happened_at, s.source_id, s.data, l.events`;

interface TakenRow {
  by_value: string;
  subject: string;
  connection: string;
  type: string;
  happened_at: Date;
  source_id: string;
  data: JsonObject;
  events: number;
}

/** Gathered subjects on PostgreSQL. One process takes of a flow at a time; the others find it locked and come again. */
export function createGatherStore(pool: pg.Pool): GatherStore {
  return {
    due: async (tenant, flows) => {
      const { rows } = await pool.query<{ flow: string }>({
        name: 'gathered-due',
        text: dueStatement,
        values: [tenant, flows],
      });
      return rows.map((row) => row.flow);
    },
    take: ({ tenant, flow, size, spacingMs }, plan) =>
      inTransaction(pool, async (client) => {
        // In a statement of its own: what comes after must see the runs that another process has just stored.
        const { rows: lock } = await client.query<{ mine: boolean }>({
          name: 'gather-lock',
          text: `SELECT pg_try_advisory_xact_lock(hashtextextended('gather ' || $1 || ' ' || $2, 0)) AS mine`,
          values: [tenant, flow],
        });
        if (lock[0]?.mine !== true) return 0;
        const { rows } = await client.query<TakenRow>({
          name: 'gather-take',
          text: takeStatement,
          values: [tenant, flow, size, spacingMs],
        });
        if (rows.length === 0) return 0;
        await acceptOn(client, plan(gatheringsOf(rows)));
        return rows.length;
      }),
  };
}

function gatheringsOf(rows: readonly TakenRow[]): Gathering[] {
  const gatherings = new Map<string, GatheredEvent[]>();
  for (const row of rows) {
    const { connection, type, subject, data, events } = row;
    const event = {
      connection,
      type,
      subject,
      data,
      events,
      time: row.happened_at.toISOString(),
      sourceId: row.source_id,
    };
    const known = gatherings.get(row.by_value);
    if (known) known.push(event);
    else gatherings.set(row.by_value, [event]);
  }
  return [...gatherings].map(([by, events]) => ({ by, events }));
}

/** Forgets subjects that nothing was told of for a day; they come back with their next event. */
export async function forgetQuietSubjects(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM gathered_subjects WHERE due_at IS NULL AND rests_until < now() - interval '1 day'`,
  );
  return rowCount ?? 0;
}
