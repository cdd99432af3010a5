import type pg from 'pg';
import type { CursorStore, PollRequests } from '../engine/ports.ts';
import { DEAD_AFTER } from './run-store.ts';
import type { JsonObject } from '../core/json.ts';

/** A poll that has run for this long without an end hangs, even if its process lives. */
const abandonedAfter = "interval '5 minutes'";

/** How long M3's Event Hub keeps events (docs.infor.com bsb1506676600497). A poll silent for longer may have missed some. */
const KEPT_FOR = "interval '5 days'";

/** Polls that an event asked to look at once, on PostgreSQL. One that has never run is due by itself. */
export function createPollRequests(pool: pg.Pool): PollRequests {
  return {
    requestPoll: async (tenant, connection, name) => {
      await pool.query({
        name: 'request-poll',
        text: 'UPDATE polls SET asked_at = now() WHERE tenant = $1 AND connection = $2 AND name = $3',
        values: [tenant, connection, name],
      });
    },
    requestedPolls: async () => {
      const { rows } = await pool.query<{ tenant: string; connection: string; name: string }>({
        name: 'requested-polls',
        text: 'SELECT tenant, connection, name FROM polls WHERE asked_at IS NOT NULL AND running_since IS NULL',
      });
      return rows;
    },
  };
}

/**
 * Polls on PostgreSQL: one process runs a poll at a time, and a late one cannot move the cursor back.
 * @param incarnation id of this life of this process, registered in `workers`.
 */
export function createPollStore(pool: pg.Pool, incarnation: string): CursorStore {
  return {
    claimPoll: async ({ tenant, connection, name, everySeconds, now }) => {
      const { rows } = await pool.query<{ cursor: JsonObject | null; token: string }>({
        name: 'claim-poll',
        text: `INSERT INTO polls AS p (tenant, connection, name, token, running_since, due_at, owner)
          VALUES ($1, $2, $3, 1, now(), now() + make_interval(secs => $4), $5)
          ON CONFLICT (tenant, connection, name) DO UPDATE
            SET token = p.token + 1, running_since = now(), due_at = now() + make_interval(secs => $4), owner = $5,
              asked_at = NULL
            WHERE (p.running_since IS NULL AND (p.due_at <= now() OR $6)) OR p.running_since < now() - ${abandonedAfter}
              OR (p.running_since IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM workers w WHERE w.incarnation = p.owner AND w.beat_at > now() - ${DEAD_AFTER}))
          RETURNING p.cursor, p.token`,
        values: [tenant, connection, name, everySeconds, incarnation, now ?? false],
      });
      const row = rows[0];
      return row && { cursor: row.cursor ?? undefined, token: Number(row.token) };
    },
    savePoll: async ({ tenant, connection, name, token, cursor, failure, again }) => {
      await pool.query({
        name: 'save-poll',
        text: `UPDATE polls SET running_since = NULL, cursor = coalesce($5, cursor), failure = $6,
            last_ok_at = CASE WHEN $6::jsonb IS NULL THEN now() ELSE last_ok_at END,
            gap_since = CASE WHEN $6::jsonb IS NULL AND last_ok_at < now() - ${KEPT_FOR} THEN coalesce(gap_since, last_ok_at)
              ELSE gap_since END,
            due_at = CASE WHEN $7 THEN now() ELSE due_at END
          WHERE tenant = $1 AND connection = $2 AND name = $3 AND token = $4`,
        values: [
          tenant,
          connection,
          name,
          token,
          cursor === undefined ? null : JSON.stringify(cursor),
          failure === undefined ? null : JSON.stringify(failure),
          again ?? false,
        ],
      });
    },
  };
}
