import type pg from 'pg';
import type { EventVersions } from '../engine/ports.ts';

/** Newest versions by subject on PostgreSQL. */
export function createEventVersions(pool: pg.Pool): EventVersions {
  return {
    newest: async ({ tenant, connection, type, subject }) => {
      const { rows } = await pool.query<{ version: string }>({
        name: 'newest-event-version',
        text: `SELECT version FROM event_versions
          WHERE tenant = $1 AND connection = $2 AND type = $3 AND subject = $4`,
        values: [tenant, connection, type, subject],
      });
      return rows[0] && Number(rows[0].version);
    },
    remember: async ({ tenant, connection, type, subject, version }) => {
      await pool.query({
        name: 'remember-event-version',
        text: `INSERT INTO event_versions AS e (tenant, connection, type, subject, version)
          VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (tenant, connection, type, subject) DO UPDATE SET version = excluded.version
            WHERE e.version < excluded.version`,
        values: [tenant, connection, type, subject, version],
      });
    },
  };
}
