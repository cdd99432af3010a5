import type pg from 'pg';
import type { Suspect } from '../../core/reconcile/looks.ts';
import type { DayTotals, Finding } from '../../core/reconcile/model.ts';
import type { ClaimedReconciliation, LookResult } from '../../engine/reconcile-ports.ts';
import { newId } from '../ids.ts';
import { jsonbText } from '../jsonb.ts';
import { inTransaction } from '../transaction.ts';

type Claim = ClaimedReconciliation;

/** Whether this process still owns it; locks the row, so that nobody takes it over in between. */
async function owns(client: pg.PoolClient, { id, token }: Claim): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM reconciliations WHERE id = $1 AND token = $2 AND state = 'running' FOR UPDATE`,
    [id, token],
  );
  return (rowCount ?? 0) > 0;
}

/** A first comparison that was broken off begins anew. */
export function clearFindings(pool: pg.Pool, claim: Claim): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    if (!(await owns(client, claim))) return false;
    await client.query('DELETE FROM differences WHERE reconciliation = $1', [claim.id]);
    await client.query('DELETE FROM reconcile_days WHERE reconciliation = $1', [claim.id]);
    return true;
  });
}

export async function saveSuspects(pool: pg.Pool, claim: Claim, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return;
  await inTransaction(pool, async (client) => {
    if (!(await owns(client, claim))) return;
    await insertFindings(
      client,
      claim,
      findings.map((finding) => ({ finding, stale: 0 })),
      'suspect',
    );
  });
}

async function insertFindings(
  client: pg.PoolClient,
  { id, tenant, subject }: Claim,
  findings: LookResult['moving'],
  state: 'suspect' | 'confirmed',
): Promise<void> {
  if (findings.length === 0) return;
  const rows = findings.map(({ finding, stale }) => ({ ...rowOf(finding, stale), id: newId() }));
  await client.query({
    name: 'insert-differences',
    text: `INSERT INTO differences (id, tenant, reconciliation, subject, key, kind, field, left_value, right_value,
        fingerprint, left_record, right_record, day, currency, stale, state)
      SELECT (d->>'id')::uuid, $1, $2, $3, d->>'key', d->>'kind', d->>'field', d->>'leftValue', d->>'rightValue',
        d->>'fingerprint', d->'left', d->'right', d->>'day', d->>'currency', (d->>'stale')::integer, $4
      FROM jsonb_array_elements($5::jsonb) AS d
      ON CONFLICT (reconciliation, key, kind, field) DO UPDATE SET state = excluded.state, stale = excluded.stale,
        left_value = excluded.left_value, right_value = excluded.right_value, fingerprint = excluded.fingerprint,
        left_record = excluded.left_record, right_record = excluded.right_record`,
    values: [tenant, id, subject, state, jsonbText(rows)],
  });
}

function rowOf(finding: Finding, stale: number) {
  const { key, kind, field = '', leftValue, rightValue, fingerprint, left, right } = finding;
  return {
    key,
    kind,
    field,
    leftValue,
    rightValue,
    fingerprint,
    left,
    right,
    stale,
    day: left?.day ?? right?.day ?? '',
    currency: left?.currency ?? right?.currency ?? '',
  };
}

export async function saveDays(pool: pg.Pool, { id, tenant }: Claim, days: readonly DayTotals[]): Promise<void> {
  await pool.query(
    `INSERT INTO reconcile_days (reconciliation, tenant, day, currency, left_count, right_count, left_amount, right_amount)
    SELECT $1, $2, d->>'day', d->>'currency', (d->>'leftCount')::bigint, (d->>'rightCount')::bigint,
      (d->>'leftAmount')::numeric, (d->>'rightAmount')::numeric FROM jsonb_array_elements($3::jsonb) AS d
    ON CONFLICT (reconciliation, day, currency) DO NOTHING`,
    [id, tenant, jsonbText(days)],
  );
}

interface SuspectRow {
  key: string;
  kind: Suspect['kind'];
  field: string;
  fingerprint: string;
  left_value: string | null;
  right_value: string | null;
  stale: number;
}

export async function suspects(pool: pg.Pool, { id }: Claim): Promise<Suspect[]> {
  const { rows } = await pool.query<SuspectRow>(
    `SELECT key, kind, field, fingerprint, left_value, right_value, stale FROM differences
    WHERE reconciliation = $1 AND state = 'suspect' ORDER BY key`,
    [id],
  );
  return rows.map(({ key, kind, field, fingerprint, left_value, right_value, stale }) => ({
    key,
    kind,
    ...(field === '' ? {} : { field }),
    fingerprint,
    ...(left_value === null ? {} : { leftValue: left_value }),
    ...(right_value === null ? {} : { rightValue: right_value }),
    stale,
  }));
}

/** What a further look has shown; the caller's transaction moves the reconciliation on with it. */
export async function saveLook(
  client: pg.PoolClient,
  claim: Claim,
  { gone, confirmed, moving }: LookResult,
): Promise<void> {
  await client.query(
    `DELETE FROM differences d USING jsonb_array_elements($2::jsonb) AS g
    WHERE d.reconciliation = $1 AND d.key = g->>'key' AND d.kind = g->>'kind' AND d.field = g->>'field'`,
    [claim.id, jsonbText(gone.map(({ key, kind, field = '' }) => ({ key, kind, field })))],
  );
  await insertFindings(
    client,
    claim,
    confirmed.map((finding) => ({ finding, stale: 0 })),
    'confirmed',
  );
  await insertFindings(client, claim, moving, 'suspect');
}

/**
 * Ends it well. A difference of before that stands as it stood is told by the new one alone; one that was looked for and
 * not found is healed. What read nothing of it, a look at later days, leaves it open.
 */
export function finish(pool: pg.Pool, claim: Claim): Promise<boolean> {
  const { id, tenant, subject, left, right, since } = claim;
  return inTransaction(pool, async (client) => {
    if (!(await owns(client, claim))) return false;
    await client.query(
      `UPDATE differences o SET settled_at = now(), settled_by = 'landbridge',
        state = CASE WHEN EXISTS (SELECT 1 FROM differences n WHERE n.reconciliation = $1 AND n.key = o.key
          AND n.kind = o.kind AND n.field = o.field) THEN 'superseded' ELSE 'healed' END
      FROM reconciliations r
      WHERE r.id = o.reconciliation AND o.tenant = $2 AND o.subject = $3 AND o.state IN ('open', 'known') AND o.reconciliation <> $1
        AND r.left_connection = $4 AND r.right_connection = $5
        AND ($6::timestamptz IS NULL OR o.day >= ($6::timestamptz AT TIME ZONE 'UTC')::date::text)`,
      [id, tenant, subject, left, right, since ?? null],
    );
    await client.query('DELETE FROM reconcile_records WHERE reconciliation = $1', [id]);
    await client.query(
      `UPDATE reconciliations SET state = 'completed', owner = NULL, failure = NULL, ended_at = now(), updated_at = now() WHERE id = $1`,
      [id],
    );
    return true;
  });
}
