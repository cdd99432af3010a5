import type pg from 'pg';
import type { Failure } from '../../core/failure.ts';
import type { DayTotals, DifferenceKind, Subject } from '../../core/reconcile/model.ts';
import type { ReconcileDetail, ReconcileReads, ReconcileSummary } from '../../engine/reconcile-ports.ts';
import { countDifferences, difference, listDifferences } from './differences.ts';

interface SummaryRow {
  id: string;
  subject: Subject;
  left_connection: string;
  right_connection: string;
  state: ReconcileSummary['state'];
  phase: ReconcileSummary['phase'];
  look: number;
  since: Date | null;
  left_count: string;
  right_count: string;
  via: string;
  started_by: string;
  created_at: Date;
  updated_at: Date;
  ended_at: Date | null;
  until: Date | null;
  failure: Failure | null;
  kinds: { kind: DifferenceKind; state: string; n: number }[] | null;
}

const summaries = `SELECT r.id, r.subject, r.left_connection, r.right_connection, r.state, r.phase, r.look, r.since, r.left_count,
    r.right_count, r.via, r.started_by, r.created_at, r.updated_at, r.ended_at, r.failure,
    CASE WHEN r.state = 'running' AND r.due_at > now() THEN r.due_at END AS until,
    (SELECT jsonb_agg(jsonb_build_object('kind', k.kind, 'state', k.state, 'n', k.n)) FROM (
      SELECT d.kind, d.state, count(*) AS n FROM differences d WHERE d.reconciliation = r.id AND r.state = 'completed'
      GROUP BY d.kind, d.state) k) AS kinds
  FROM reconciliations r`;

/** What screens and commands read of reconciliations, and how differences are settled. Pages by key. */
export function createReconcileReads(pool: pg.Pool): ReconcileReads {
  return {
    list: async (tenant, { subject, limit, cursor }) => {
      const { rows } = await pool.query<SummaryRow>(
        `${summaries} WHERE r.tenant = $1 AND ($2::text IS NULL OR r.subject = $2) AND ($3::uuid IS NULL OR r.id < $3)
        ORDER BY r.id DESC LIMIT $4`,
        [tenant, subject ?? null, cursor ?? null, limit + 1],
      );
      const items = rows.slice(0, limit).map(summaryOf);
      const last = items.at(-1);
      return rows.length > limit && last ? { items, next: last.id } : { items };
    },
    get: async (tenant, id) => await detailOf(pool, tenant, id),
    stop: async (tenant, id, by) => {
      const failure = {
        kind: 'conflict',
        code: 'reconcile.stopped',
        message: `${by} stopped it.`,
        remedy: 'Start it again when it suits.',
      };
      const { rowCount } = await pool.query(
        `UPDATE reconciliations SET state = 'stopped', token = token + 1, owner = NULL, failure = $3, ended_at = now(), updated_at = now()
        WHERE tenant = $1 AND id = $2 AND state IN ('queued', 'running')`,
        [tenant, id, JSON.stringify(failure)],
      );
      if (!rowCount) return false;
      await pool.query('DELETE FROM reconcile_records WHERE reconciliation = $1', [id]);
      await pool.query('DELETE FROM differences WHERE reconciliation = $1', [id]);
      return true;
    },
    differences: (tenant, filter) => listDifferences(pool, tenant, filter),
    countDifferences: (tenant, filter) => countDifferences(pool, tenant, filter),
    difference: (tenant, id) => difference(pool, tenant, id),
    settle: async (tenant, id, { state, repair, by, reason }) => {
      const { rowCount } = await pool.query(
        `UPDATE differences SET state = $3, repair = $4, settled_by = $5, reason = $6, settled_at = now()
        WHERE tenant = $1 AND id = $2 AND state IN ('open', 'known')`,
        [tenant, id, state, repair, by, reason ?? null],
      );
      return (rowCount ?? 0) > 0;
    },
    reopen: async (tenant, id, state) => {
      await pool.query(
        `UPDATE differences SET state = $3, repair = NULL, settled_by = NULL, reason = NULL, settled_at = NULL
        WHERE tenant = $1 AND id = $2 AND state IN ('repaired', 'ignored')`,
        [tenant, id, state],
      );
    },
    saveLink: async (tenant, { kind, left, leftId, right, rightId }) => {
      const { rowCount } = await pool.query(
        `INSERT INTO links (tenant, kind, left_system, left_id, right_system, right_id) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING`,
        [tenant, kind, left, leftId, right, rightId],
      );
      return (rowCount ?? 0) > 0;
    },
  };
}

async function detailOf(pool: pg.Pool, tenant: string, id: string): Promise<ReconcileDetail | undefined> {
  const { rows } = await pool.query<SummaryRow>(`${summaries} WHERE r.tenant = $1 AND r.id = $2`, [tenant, id]);
  const [row] = rows;
  if (!row) return undefined;
  const [days, causes] = await Promise.all([
    pool.query<DayRow>(
      `SELECT coalesce(t.day, d.day) AS day, coalesce(t.currency, d.currency) AS currency, t.left_count, t.right_count,
        t.left_amount::text, t.right_amount::text, coalesce(d.n, 0) AS n
      FROM (SELECT * FROM reconcile_days WHERE reconciliation = $1) t
      FULL JOIN (SELECT day, currency, count(*) AS n FROM differences
        WHERE reconciliation = $1 AND state NOT IN ('suspect', 'confirmed') GROUP BY day, currency) d
        ON d.day = t.day AND d.currency = t.currency
      ORDER BY 1 DESC, 2 LIMIT 1000`,
      [id],
    ),
    pool.query<{ cause: string; text: string; n: string }>(
      `SELECT cause, min(cause_text) AS text, count(*) AS n FROM differences WHERE reconciliation = $1 AND cause IS NOT NULL
      GROUP BY cause ORDER BY count(*) DESC`,
      [id],
    ),
  ]);
  return {
    ...summaryOf(row),
    days: days.rows.map(dayOf),
    causes: causes.rows.map(({ cause, text, n }) => ({ cause, text, count: Number(n) })),
  };
}

interface DayRow {
  day: string;
  currency: string;
  left_count: string | null;
  right_count: string | null;
  left_amount: string | null;
  right_amount: string | null;
  n: string;
}

function dayOf(row: DayRow): DayTotals {
  return {
    day: row.day,
    currency: row.currency,
    leftCount: Number(row.left_count ?? 0),
    rightCount: Number(row.right_count ?? 0),
    leftAmount: row.left_amount ?? '0',
    rightAmount: row.right_amount ?? '0',
    differences: Number(row.n),
  };
}

function summaryOf(row: SummaryRow): ReconcileSummary {
  const kinds = row.kinds ?? [];
  const count = (test: (kind: { kind: string; state: string }) => boolean): number =>
    kinds.filter(test).reduce((sum, { n }) => sum + n, 0);
  const byKind: Partial<Record<DifferenceKind, number>> = {};
  for (const { kind, n } of kinds) byKind[kind] = (byKind[kind] ?? 0) + n;
  return {
    id: row.id,
    subject: row.subject,
    left: row.left_connection,
    right: row.right_connection,
    state: row.state,
    phase: row.phase,
    look: row.look,
    ...(row.since === null ? {} : { since: row.since.toISOString() }),
    leftCount: Number(row.left_count),
    rightCount: Number(row.right_count),
    differences: count(() => true),
    open: count(({ state }) => state === 'open'),
    known: count(({ state }) => state === 'known'),
    byKind,
    via: row.via,
    startedBy: row.started_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
    ...(row.until === null ? {} : { until: row.until.toISOString() }),
    ...(row.failure === null ? {} : { failure: row.failure }),
  };
}

/** Forgets reconciliations that ended longer ago, a few at a time; the last good one of each kind stays. Answers how many. */
export async function dropOldReconciliations(pool: pg.Pool, retentionDays: number): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM reconciliations WHERE id IN (
      SELECT r.id FROM reconciliations r WHERE r.ended_at < now() - make_interval(days => $1)
        AND EXISTS (SELECT 1 FROM reconciliations n WHERE n.tenant = r.tenant AND n.subject = r.subject
          AND n.left_connection = r.left_connection AND n.right_connection = r.right_connection
          AND n.state = 'completed' AND n.ended_at > r.ended_at)
      ORDER BY r.ended_at LIMIT 20)`,
    [retentionDays],
  );
  return rowCount ?? 0;
}
