import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { MaintenanceWindow, WindowStore } from '../engine/away-ports.ts';

/** A window as the statements give it. */
export interface WindowRow {
  id: string;
  connection: string;
  reason: string;
  starts_at: Date | string | null;
  cron: string | null;
  zone: string;
  minutes: number;
  drain_minutes: number;
  created_by: string;
}

export function windowOf(row: WindowRow): MaintenanceWindow {
  return {
    id: row.id,
    connection: row.connection,
    reason: row.reason,
    ...(row.starts_at === null ? {} : { startsAt: new Date(row.starts_at).getTime() }),
    ...(row.cron === null ? {} : { cron: row.cron }),
    zone: row.zone,
    minutes: row.minutes,
    drainMinutes: row.drain_minutes,
    createdBy: row.created_by,
  };
}

/** The calendar on PostgreSQL. */
export function createWindowStore(pool: pg.Pool): WindowStore {
  return {
    list: async (tenant) => {
      const { rows } = await pool.query<WindowRow>(
        'SELECT * FROM maintenance_windows WHERE tenant = $1 ORDER BY connection, created_at',
        [tenant],
      );
      return rows.map(windowOf);
    },
    add: async (tenant, window) => {
      const id = randomUUID();
      const { connection, reason, startsAt, cron, zone, minutes, drainMinutes, createdBy } = window;
      await pool.query(
        `INSERT INTO maintenance_windows
          (tenant, id, connection, reason, starts_at, cron, zone, minutes, drain_minutes, created_by)
        VALUES ($1, $2, $3, $4, to_timestamp($5::double precision / 1000), $6, $7, $8, $9, $10)`,
        [tenant, id, connection, reason, startsAt ?? null, cron ?? null, zone, minutes, drainMinutes, createdBy],
      );
      return { ...window, id };
    },
    remove: async (tenant, connection, id) => {
      const { rowCount } = await pool.query(
        'DELETE FROM maintenance_windows WHERE tenant = $1 AND connection = $2 AND id = $3',
        [tenant, connection, id],
      );
      return rowCount === 1;
    },
  };
}
