import type pg from 'pg';
import type { SideRecord } from '../../core/reconcile/model.ts';
import type {
  ClaimedReconciliation,
  NextPhase,
  ReconcileRequest,
  ReconcileWork,
} from '../../engine/reconcile-ports.ts';
import { newId } from '../ids.ts';
import { jsonbText } from '../jsonb.ts';
import { DEAD_AFTER } from '../run-store.ts';
import { inTransaction } from '../transaction.ts';
import { behind, evidence, linkedIds, saveCauses, unexplained } from './explain.ts';
import { clearFindings, finish, saveDays, saveLook, saveSuspects, suspects } from './findings.ts';

/** A page that has taken this long hangs, even if its process lives. */
const ABANDONED_AFTER = "interval '10 minutes'";
const PAGE = 1_000;

interface ClaimRow {
  id: string;
  tenant: string;
  subject: ClaimedReconciliation['subject'];
  left_connection: string;
  right_connection: string;
  since: Date | null;
  phase: ClaimedReconciliation['phase'];
  look: number;
  cursor: ClaimedReconciliation['cursor'] | null;
  token: string;
  tries: number;
  despite_fewer: boolean;
  looked_at: Date;
}

/**
 * Reconciliations on PostgreSQL. Each statement that changes one checks its token, so a process that was taken over
 * changes nothing.
 * @param incarnation id of this life of this process, registered in `workers`.
 */
export function createReconcileWork(pool: pg.Pool, incarnation: string): ReconcileWork {
  return {
    plan: (request) => plan(pool, request),
    lastPlanned: async (tenant) => {
      const { rows } = await pool.query<{ at: Date | null }>(
        'SELECT max(planned_at) AS at FROM reconciliations WHERE tenant = $1',
        [tenant],
      );
      return rows[0]?.at?.getTime();
    },
    claim: () => claim(pool, incarnation),
    savePage: (claimed, side, records, next) =>
      inTransaction(pool, async (client) => {
        if (!(await move(client, claimed, next))) return false;
        await insertRecords(client, claimed, side, records);
        return true;
      }),
    move: (claimed, next, failure) => move(pool, claimed, next, failure),
    records: (claimed, side) => readRecords(pool, claimed, side),
    countsBefore: async ({ tenant, subject, left, right, since }) => {
      if (since !== undefined) return undefined;
      const { rows } = await pool.query<{ left_count: string; right_count: string }>(
        `SELECT left_count, right_count FROM reconciliations
        WHERE tenant = $1 AND subject = $2 AND left_connection = $3 AND right_connection = $4
          AND state = 'completed' AND since IS NULL ORDER BY ended_at DESC LIMIT 1`,
        [tenant, subject, left, right],
      );
      const [row] = rows;
      return row && { left: Number(row.left_count), right: Number(row.right_count) };
    },
    countNow: async ({ id, look, token }) => {
      const { rows } = await pool.query<{ side: 'left' | 'right'; n: string }>(
        'SELECT side, count(*) AS n FROM reconcile_records WHERE reconciliation = $1 AND look = $2 GROUP BY side',
        [id, look],
      );
      const of = (side: 'left' | 'right'): number => Number(rows.find((row) => row.side === side)?.n ?? 0);
      const counts = { left: of('left'), right: of('right') };
      await pool.query('UPDATE reconciliations SET left_count = $3, right_count = $4 WHERE id = $1 AND token = $2', [
        id,
        token,
        counts.left,
        counts.right,
      ]);
      return counts;
    },
    clearFindings: (claimed) => clearFindings(pool, claimed),
    saveSuspects: (claimed, findings) => saveSuspects(pool, claimed, findings),
    saveDays: (claimed, days) => saveDays(pool, claimed, days),
    suspects: (claimed) => suspects(pool, claimed),
    saveLook: (claimed, result, next) =>
      inTransaction(pool, async (client) => {
        if (!(await move(client, claimed, next))) return false;
        await saveLook(client, claimed, result);
        return true;
      }),
    linkedIds: (tenant, kind, system, ids) => linkedIds(pool, tenant, kind, system, ids),
    unexplained: (claimed, limit) => unexplained(pool, claimed, limit),
    evidence: (claimed, findings, asked) => evidence(pool, claimed, findings, asked),
    behind: (tenant, connections) => behind(pool, tenant, connections),
    saveCauses: (claimed, explained) => saveCauses(pool, claimed, explained),
    finish: (claimed) => finish(pool, claimed),
    end: async ({ id, token }, state, failure) => {
      const { rowCount } = await pool.query(
        `UPDATE reconciliations SET state = $3, failure = $4, owner = NULL, ended_at = now(), updated_at = now()
        WHERE id = $1 AND token = $2 AND state = 'running'`,
        [id, token, state, jsonbText(failure)],
      );
      await pool.query('DELETE FROM reconcile_records WHERE reconciliation = $1', [id]);
      await pool.query(`DELETE FROM differences WHERE reconciliation = $1 AND state IN ('suspect', 'confirmed')`, [id]);
      return (rowCount ?? 0) > 0;
    },
  };
}

async function plan(pool: pg.Pool, request: ReconcileRequest): Promise<{ id: string; isNew: boolean } | undefined> {
  const { tenant, subject, left, right, since, despiteFewer, via, by, plannedAt } = request;
  const id = newId();
  const planned = plannedAt === undefined ? null : new Date(plannedAt);
  const { rowCount } = await pool.query(
    `INSERT INTO reconciliations (id, tenant, subject, left_connection, right_connection, since, despite_fewer, via, started_by, planned_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [id, tenant, subject, left, right, since ?? null, despiteFewer ?? false, via, by, planned],
  );
  if (rowCount) return { id, isNew: true };
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM reconciliations WHERE tenant = $1 AND subject = $2 AND left_connection = $3 AND right_connection = $4
      AND state IN ('queued', 'running')`,
    [tenant, subject, left, right],
  );
  return rows[0] && { id: rows[0].id, isNew: false };
}

async function claim(pool: pg.Pool, incarnation: string): Promise<ClaimedReconciliation | undefined> {
  const { rows } = await pool.query<ClaimRow>({
    name: 'claim-reconciliation',
    text: `UPDATE reconciliations SET state = 'running', token = token + 1, owner = $1, updated_at = now()
      WHERE id = (
        SELECT id FROM reconciliations r WHERE r.state IN ('queued', 'running') AND r.due_at <= now()
          AND (r.owner IS NULL OR r.updated_at < now() - ${ABANDONED_AFTER} OR NOT EXISTS (
            SELECT 1 FROM workers w WHERE w.incarnation = r.owner AND w.beat_at > now() - ${DEAD_AFTER}))
        ORDER BY r.due_at, r.id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, tenant, subject, left_connection, right_connection, since, phase, look, cursor, token, tries, despite_fewer, looked_at`,
    values: [incarnation],
  });
  const [row] = rows;
  return (
    row && {
      id: row.id,
      tenant: row.tenant,
      subject: row.subject,
      left: row.left_connection,
      right: row.right_connection,
      ...(row.since === null ? {} : { since: row.since.toISOString() }),
      phase: row.phase,
      look: row.look,
      ...(row.cursor ? { cursor: row.cursor } : {}),
      token: Number(row.token),
      tries: row.tries,
      despiteFewer: row.despite_fewer,
      lookedAt: row.looked_at.getTime(),
    }
  );
}

/** Moves on, and gives it back to whoever is free when there is a pause. A try that failed is counted. */
async function move(
  client: Pick<pg.Pool, 'query'>,
  { id, token }: ClaimedReconciliation,
  { phase, look, cursor, afterMs = 0 }: NextPhase,
  failure?: unknown,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'move-reconciliation',
    text: `UPDATE reconciliations SET looked_at = CASE WHEN look <> $4 THEN now() + make_interval(secs => $6 / 1000.0) ELSE looked_at END,
        phase = $3, look = $4, cursor = $5, updated_at = now(),
        due_at = now() + make_interval(secs => $6 / 1000.0), owner = CASE WHEN $6 > 0 THEN NULL ELSE owner END,
        failure = $7, tries = CASE WHEN $7::jsonb IS NULL THEN 0 ELSE tries + 1 END
      WHERE id = $1 AND token = $2 AND state = 'running'`,
    values: [
      id,
      token,
      phase,
      look,
      cursor === undefined ? null : jsonbText(cursor),
      afterMs,
      failure === undefined ? null : jsonbText(failure),
    ],
  });
  return (rowCount ?? 0) > 0;
}

/** A record that two overlapping pages gave stays one: its own id tells. */
async function insertRecords(
  client: pg.PoolClient,
  { id, tenant, look }: ClaimedReconciliation,
  side: string,
  records: readonly SideRecord[],
): Promise<void> {
  const unique = [...new Map(records.map((record) => [JSON.stringify([record.key, record.id]), record])).values()];
  if (unique.length === 0) return;
  await client.query({
    name: 'insert-reconcile-records',
    text: `INSERT INTO reconcile_records (reconciliation, look, side, key, id, tenant, record)
      SELECT $1, $2, $3, r->>'key', r->>'id', $4, r FROM jsonb_array_elements($5::jsonb) AS r
      ON CONFLICT (reconciliation, look, side, key, id) DO UPDATE SET record = excluded.record`,
    values: [id, look, side, tenant, jsonbText(unique)],
  });
}

async function* readRecords(
  pool: pg.Pool,
  { id, look }: ClaimedReconciliation,
  side: string,
): AsyncGenerator<SideRecord> {
  let [key, own] = ['', ''];
  for (;;) {
    const { rows } = await pool.query<{ key: string; id: string; record: SideRecord }>({
      name: 'read-reconcile-records',
      text: `SELECT key, id, record FROM reconcile_records
        WHERE reconciliation = $1 AND look = $2 AND side = $3 AND (key, id) > ($4 COLLATE "C", $5 COLLATE "C")
        ORDER BY key, id LIMIT ${PAGE}`,
      values: [id, look, side, key, own],
    });
    for (const row of rows) yield row.record;
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    [key, own] = [last.key, last.id];
  }
}
