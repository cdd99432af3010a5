import type pg from 'pg';
import type { AlertDesk } from '../../engine/alert-ports.ts';
import type { KeyRing } from '../secrets/master-key.ts';
import { ALERT_COLUMNS, alertOf, type AlertRow } from './alert-rows.ts';
import { listChannels, openChannel, saveChannel } from './channels.ts';
import { listRules, saveRule } from './rules.ts';

/** Rules, channels and alerts on PostgreSQL; secrets of channels are sealed like those of connections. */
export function createAlertDesk(pool: pg.Pool, ring: KeyRing): AlertDesk {
  return {
    listRules: (tenant) => listRules(pool, tenant),
    saveRule: (tenant, rule, by) => saveRule(pool, tenant, rule, by),
    removeRule: async (tenant, name) => {
      const { rowCount } = await pool.query('DELETE FROM alert_rules WHERE tenant = $1 AND name = $2', [tenant, name]);
      return rowCount === 1;
    },
    listChannels: (tenant) => listChannels(pool, tenant),
    saveChannel: (tenant, channel, secrets, by) => saveChannel(pool, ring, tenant, channel, secrets, by),
    removeChannel: async (tenant, name) => {
      const { rows } = await pool.query<{ named_by: string[]; gone: boolean }>(
        `WITH naming AS (SELECT name FROM alert_rules WHERE tenant = $1 AND channels ? $2),
        gone AS (DELETE FROM alert_channels WHERE tenant = $1 AND name = $2 AND NOT EXISTS (SELECT 1 FROM naming) RETURNING 1)
        SELECT ARRAY(SELECT name FROM naming ORDER BY name) AS named_by, EXISTS (SELECT 1 FROM gone) AS gone
        WHERE EXISTS (SELECT 1 FROM alert_channels WHERE tenant = $1 AND name = $2)`,
        [tenant, name],
      );
      const [row] = rows;
      if (!row) return 'missing';
      // In between another process may have removed it.
      if (row.named_by.length === 0) return row.gone ? 'removed' : 'missing';
      return { namedBy: row.named_by };
    },
    openChannel: (tenant, name) => openChannel(pool, ring, tenant, name),
    saveResult: async (tenant, name, result) => {
      await pool.query('UPDATE alert_channels SET last_result = $3 WHERE tenant = $1 AND name = $2', [
        tenant,
        name,
        JSON.stringify(result),
      ]);
    },
    listAlerts: async (tenant, { states, rule, limit, cursor }) => {
      const { rows } = await pool.query<AlertRow>(
        `SELECT ${ALERT_COLUMNS} FROM alerts WHERE tenant = $1 AND ($2::text[] IS NULL OR state = ANY($2))
          AND ($3::text IS NULL OR rule = $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
        [tenant, states ?? null, rule ?? null, cursor ?? null, limit + 1],
      );
      const items = rows.slice(0, limit).map(alertOf);
      const last = items.at(-1);
      return rows.length > limit && last ? { items, next: last.id } : { items };
    },
    acknowledge: async (tenant, id, by, note) => {
      const { rowCount } = await pool.query(
        `UPDATE alerts SET state = 'acknowledged', acknowledged_at = now(), acknowledged_by = $3, note = $4
        WHERE tenant = $1 AND id = $2 AND state <> 'ended'`,
        [tenant, id, by, note ?? null],
      );
      return rowCount === 1;
    },
    countLost: async (tenant) => {
      const { rows } = await pool.query<{ n: string }>(
        `SELECT count(*) AS n FROM alert_messages WHERE tenant = $1 AND state = 'failed' AND created_at > now() - interval '1 day'`,
        [tenant],
      );
      return Number(rows[0]?.n ?? 0);
    },
  };
}
