import type pg from 'pg';
import type { RuleKind, RuleValues } from '../../core/alert/kinds.ts';
import type { AlertRule, Severity } from '../../core/alert/model.ts';

interface RuleRow {
  name: string;
  kind: RuleKind;
  title: string;
  enabled: boolean;
  severity: Severity;
  settings: RuleValues;
  channels: string[] | null;
}

/** All rules of a tenant, by name. */
export async function listRules(pool: Pick<pg.PoolClient, 'query'>, tenant: string): Promise<AlertRule[]> {
  const { rows } = await pool.query<RuleRow>(
    'SELECT name, kind, title, enabled, severity, settings, channels FROM alert_rules WHERE tenant = $1 ORDER BY name',
    [tenant],
  );
  return rows.map(({ settings, channels, ...rule }) => ({
    ...rule,
    values: settings,
    ...(channels === null ? {} : { channels }),
  }));
}

/** Creates or replaces a rule. */
export async function saveRule(pool: pg.Pool, tenant: string, rule: AlertRule, by: string): Promise<void> {
  await pool.query(
    `INSERT INTO alert_rules (tenant, name, kind, title, enabled, severity, settings, channels, updated_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (tenant, name) DO UPDATE SET kind = excluded.kind, title = excluded.title, enabled = excluded.enabled,
      severity = excluded.severity, settings = excluded.settings, channels = excluded.channels,
      updated_by = excluded.updated_by, updated_at = now()`,
    [tenant, ...ruleColumns(rule), by],
  );
}

/** Puts the first rules there, once for a tenant: while it has none and nobody has ever changed any. */
export async function prepareRules(pool: pg.Pool, tenant: string, rules: readonly AlertRule[]): Promise<void> {
  const items = rules.map(({ values, ...rule }) => ({ ...rule, settings: values }));
  await pool.query(
    `INSERT INTO alert_rules (tenant, name, kind, title, enabled, severity, settings, updated_by)
    SELECT $1, x.name, x.kind, x.title, x.enabled, x.severity, x.settings, 'landbridge'
    FROM jsonb_to_recordset($2::jsonb) AS x(name text, kind text, title text, enabled boolean, severity text, settings jsonb)
    WHERE NOT EXISTS (SELECT 1 FROM alert_rules WHERE tenant = $1)
      AND NOT EXISTS (SELECT 1 FROM audit WHERE tenant = $1 AND action = 'alert-rule.remove')
    ON CONFLICT DO NOTHING`,
    [tenant, JSON.stringify(items)],
  );
}

function ruleColumns({ name, kind, title, enabled, severity, values, channels }: AlertRule): unknown[] {
  return [name, kind, title, enabled, severity, JSON.stringify(values), channels ? JSON.stringify(channels) : null];
}
