import type pg from 'pg';
import type { AlertChange, AlertRule } from '../../core/alert/model.ts';
import { channelsOf, type ToldChange } from '../../core/alert/tell.ts';
import type { AlertWork, DueMessage } from '../../engine/alert-ports.ts';
import { newId } from '../ids.ts';
import { jsonbText } from '../jsonb.ts';
import { inTransaction } from '../transaction.ts';
import { ALERT_COLUMNS, alertOf, type AlertRow } from './alert-rows.ts';
import { listRules, prepareRules } from './rules.ts';

/** Changes within this time share a message. */
const GATHER_SECONDS = 5;
/** A process that took a message and died leaves it to others after this time. */
const LEASE_SECONDS = 90;

/** What evaluates and tells, on PostgreSQL. */
export function createAlertWork(pool: pg.Pool): AlertWork {
  return {
    prepare: (tenant, rules) => prepareRules(pool, tenant, rules),
    look: (tenant, decide) =>
      inTransaction(pool, async (client) => {
        const lock = await client.query<{ mine: boolean }>(
          `SELECT pg_try_advisory_xact_lock(hashtext('landbridge.alerts'), hashtext($1)) AS mine`,
          [tenant],
        );
        if (lock.rows[0]?.mine !== true) return undefined;
        const rules = await listRules(client, tenant);
        const { rows } = await client.query<AlertRow>(
          `SELECT ${ALERT_COLUMNS} FROM alerts WHERE tenant = $1 AND state <> 'ended' FOR UPDATE`,
          [tenant],
        );
        const changes = decide(rules, rows.map(alertOf), newId);
        await writeAlerts(client, tenant, changes);
        await writeMessages(client, tenant, changes, rules);
        return changes;
      }),
    takeDue: async (limit) => {
      const { rows } = await pool.query<DueMessage>(
        `UPDATE alert_messages m SET tries = tries + 1, due_at = now() + interval '${LEASE_SECONDS} seconds'
        WHERE id IN (SELECT id FROM alert_messages WHERE state = 'queued' AND due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING id, tenant, channel, changes, tries, CASE WHEN tries < 2 THEN '{}' ELSE ARRAY(
          SELECT c.change->'alert'->>'id' FROM alert_messages later CROSS JOIN jsonb_array_elements(later.changes) AS c(change)
          WHERE later.tenant = m.tenant AND later.channel = m.channel AND later.id <> m.id AND later.created_at >= m.created_at
            AND later.state IN ('queued', 'sent') AND c.change->>'do' = 'end') END AS ended`,
        [limit],
      );
      return rows;
    },
    settle: async (id, outcome) => {
      if (outcome.sent) {
        await pool.query(`UPDATE alert_messages SET state = 'sent', sent_at = now(), problem = NULL WHERE id = $1`, [
          id,
        ]);
        return;
      }
      await pool.query(
        `UPDATE alert_messages SET problem = $2, state = CASE WHEN $3::bigint IS NULL THEN 'failed' ELSE 'queued' END,
          due_at = now() + coalesce($3::bigint, 0) * interval '1 millisecond' WHERE id = $1`,
        [id, outcome.problem, outcome.retryInMs === undefined ? null : Math.round(outcome.retryInMs)],
      );
    },
    hurry: async (tenant, channel) => {
      // What another process sends just now is due sooner than that.
      await pool.query(
        `UPDATE alert_messages SET due_at = now() WHERE tenant = $1 AND channel = $2 AND state = 'queued'
          AND due_at > now() + interval '${LEASE_SECONDS} seconds'`,
        [tenant, channel],
      );
    },
    forget: async (days) => {
      await pool.query(`DELETE FROM alerts WHERE state = 'ended' AND ended_at < now() - $1 * interval '1 day'`, [days]);
      await pool.query(
        `DELETE FROM alert_messages WHERE state <> 'queued' AND created_at < now() - $1 * interval '1 day'`,
        [days],
      );
    },
  };
}

async function writeAlerts(client: pg.PoolClient, tenant: string, changes: readonly AlertChange[]): Promise<void> {
  const rows = changes.map(({ alert }) => ({
    ...alert,
    fired_at: new Date(alert.firedAt).toISOString(),
    seen_at: new Date(alert.seenAt).toISOString(),
    ended_at: alert.endedAt === undefined ? null : new Date(alert.endedAt).toISOString(),
  }));
  if (rows.length === 0) return;
  await client.query(
    `INSERT INTO alerts (id, tenant, rule, subject, title, severity, state, summary, link, fired_at, seen_at, ended_at)
    SELECT x.id, $1, x.rule, x.subject, x.title, x.severity, x.state, x.summary, x.link, x.fired_at, x.seen_at, x.ended_at
    FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, rule text, subject text, title text, severity text, state text,
      summary text, link text, fired_at timestamptz, seen_at timestamptz, ended_at timestamptz)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, severity = excluded.severity, summary = excluded.summary,
      link = excluded.link, seen_at = excluded.seen_at, state = excluded.state, ended_at = excluded.ended_at`,
    [tenant, jsonbText(rows)],
  );
}

/** Told are those that fire and those that end, to the channels of their rule; a message not yet taken is added to. */
async function writeMessages(
  client: pg.PoolClient,
  tenant: string,
  changes: readonly AlertChange[],
  rules: readonly AlertRule[],
): Promise<void> {
  const told = changes.filter((change) => change.do !== 'see');
  if (told.length === 0) return;
  const { rows: channels } = await client.query<{ name: string; enabled: boolean }>(
    'SELECT name, enabled FROM alert_channels WHERE tenant = $1',
    [tenant],
  );
  const names = channels.map(({ name }) => name);
  for (const { name, enabled } of channels) {
    if (!enabled) continue;
    const mine: ToldChange[] = told
      .filter(({ alert }) => channelsOf(rules.find((rule) => rule.name === alert.rule)?.channels, names).includes(name))
      .map(({ do: what, alert }) => ({ do: what === 'end' ? 'end' : 'fire', alert }));
    if (mine.length === 0) continue;
    const { rowCount } = await client.query(
      `UPDATE alert_messages SET changes = changes || $3::jsonb
      WHERE id = (SELECT id FROM alert_messages WHERE tenant = $1 AND channel = $2 AND state = 'queued' AND tries = 0 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)`,
      [tenant, name, jsonbText(mine)],
    );
    if (rowCount === 0) {
      await client.query(
        `INSERT INTO alert_messages (id, tenant, channel, changes, due_at) VALUES ($1, $2, $3, $4, now() + interval '${GATHER_SECONDS} seconds')`,
        [newId(), tenant, name, jsonbText(mine)],
      );
    }
  }
}
