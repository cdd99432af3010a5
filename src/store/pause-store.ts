import type pg from 'pg';
import type { Pause, PauseStore } from '../engine/away-ports.ts';

/** Paused flows and stores on PostgreSQL. */
export function createPauseStore(pool: pg.Pool): PauseStore {
  return {
    list: async () => {
      const { rows } = await pool.query<Omit<Pause, 'since'> & { since: Date }>({
        name: 'list-pauses',
        text: 'SELECT tenant, kind, name, reason, paused_by AS by, since FROM pauses ORDER BY since',
      });
      return rows.map((row) => ({ ...row, since: row.since.getTime() }));
    },
    pause: async ({ tenant, kind, name, reason, by }) => {
      const { rowCount } = await pool.query(
        `INSERT INTO pauses (tenant, kind, name, reason, paused_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [tenant, kind, name, reason, by],
      );
      return rowCount === 1;
    },
    resume: async ({ tenant, kind, name }) => {
      const { rowCount } = await pool.query('DELETE FROM pauses WHERE tenant = $1 AND kind = $2 AND name = $3', [
        tenant,
        kind,
        name,
      ]);
      return rowCount === 1;
    },
  };
}
