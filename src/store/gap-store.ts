import type pg from 'pg';
import type { GapStore } from '../engine/gap-ports.ts';

/** Gaps on PostgreSQL, beside the cursors of their polls. */
export function createGapStore(pool: pg.Pool): GapStore {
  return {
    list: async () => {
      const { rows } = await pool.query<{
        tenant: string;
        connection: string;
        name: string;
        gap_since: Date;
        gap_asked_at: Date | null;
      }>({
        name: 'list-gaps',
        text: `SELECT tenant, connection, name, gap_since, gap_asked_at FROM polls WHERE gap_since IS NOT NULL
          ORDER BY tenant, connection, name`,
      });
      return rows.map(({ name, gap_since, gap_asked_at, ...row }) => ({
        ...row,
        poll: name,
        since: gap_since.getTime(),
        ...(gap_asked_at === null ? {} : { askedAt: gap_asked_at.getTime() }),
      }));
    },
    asked: async ({ tenant, connection, poll }) => {
      await pool.query(
        'UPDATE polls SET gap_asked_at = now() WHERE tenant = $1 AND connection = $2 AND name = $3 AND gap_since IS NOT NULL',
        [tenant, connection, poll],
      );
    },
    close: async ({ tenant, connection, poll }) => {
      await pool.query(
        'UPDATE polls SET gap_since = NULL, gap_asked_at = NULL WHERE tenant = $1 AND connection = $2 AND name = $3',
        [tenant, connection, poll],
      );
    },
  };
}
