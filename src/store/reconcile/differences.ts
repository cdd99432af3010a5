import type pg from 'pg';
import type { CauseCode } from '../../core/reconcile/causes.ts';
import type { RepairVerb } from '../../core/reconcile/repairs.ts';
import type { SideRecord } from '../../core/reconcile/model.ts';
import type { DifferenceDetail, DifferenceFilter, DifferenceRecord } from '../../engine/reconcile-ports.ts';
import type { Page } from '../../engine/read-ports.ts';

interface Row {
  id: string;
  reconciliation: string;
  subject: DifferenceRecord['subject'];
  key: string;
  kind: DifferenceRecord['kind'];
  field: string;
  left_value: string | null;
  right_value: string | null;
  day: string;
  state: DifferenceRecord['state'];
  cause: CauseCode | null;
  cause_text: string | null;
  run_id: string | null;
  linked: boolean;
  repair: RepairVerb | null;
  reason: string | null;
  settled_by: string | null;
  settled_at: Date | null;
  found_at: Date;
}

const COLUMNS = `d.id, d.reconciliation, d.subject, d.key, d.kind, d.field, d.left_value, d.right_value, d.day, d.state, d.cause,
  d.cause_text, d.run_id, d.linked, d.repair, d.reason, d.settled_by, d.settled_at, d.found_at`;

type Conditions = Omit<DifferenceFilter, 'limit' | 'cursor'>;

/** What is asked for, as SQL over `d`. What a comparison under way only suspects is nobody's business yet. */
function conditionsOf(tenant: string, filter: Conditions): { where: string; values: unknown[] } {
  const values: unknown[] = [tenant];
  const parts = ['d.tenant = $1', `d.state NOT IN ('suspect', 'confirmed')`];
  const add = (sql: string, value: unknown): void => {
    if (value !== undefined) parts.push(sql.replace('?', `$${values.push(value)}`));
  };
  add('d.reconciliation = ?::uuid', filter.reconciliation);
  add('d.subject = ?', filter.subject);
  add('d.kind = ?', filter.kind);
  add('d.field = ?', filter.field);
  add('d.state = ?', filter.state);
  add('d.cause = ?', filter.cause);
  add('starts_with(d.key, ?)', filter.search?.trim().toUpperCase());
  return { where: parts.join(' AND '), values };
}

export async function listDifferences(
  pool: pg.Pool,
  tenant: string,
  { limit, cursor, ...filter }: DifferenceFilter,
): Promise<Page<DifferenceRecord>> {
  const { where, values } = conditionsOf(tenant, filter);
  const behind = cursor === undefined ? '' : ` AND d.id > $${values.push(cursor)}::uuid`;
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM differences d WHERE ${where}${behind} ORDER BY d.id LIMIT $${values.push(limit + 1)}`,
    values,
  );
  const items = rows.slice(0, limit).map(recordOf);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, next: last.id } : { items };
}

export async function countDifferences(pool: pg.Pool, tenant: string, filter: Conditions): Promise<number> {
  const { where, values } = conditionsOf(tenant, filter);
  const { rows } = await pool.query<{ n: string }>(`SELECT count(*) AS n FROM differences d WHERE ${where}`, values);
  return Number(rows[0]?.n ?? 0);
}

export async function difference(pool: pg.Pool, tenant: string, id: string): Promise<DifferenceDetail | undefined> {
  const { rows } = await pool.query<
    Row & { left_record: SideRecord | null; right_record: SideRecord | null; left: string; right: string }
  >(
    `SELECT ${COLUMNS}, d.left_record, d.right_record, r.left_connection AS left, r.right_connection AS right
    FROM differences d JOIN reconciliations r ON r.id = d.reconciliation
    WHERE d.tenant = $1 AND d.id = $2 AND d.state NOT IN ('suspect', 'confirmed')`,
    [tenant, id],
  );
  const [row] = rows;
  return (
    row && {
      ...recordOf(row),
      left: row.left,
      right: row.right,
      ...(row.left_record ? { leftRecord: row.left_record } : {}),
      ...(row.right_record ? { rightRecord: row.right_record } : {}),
    }
  );
}

function recordOf(row: Row): DifferenceRecord {
  return {
    id: row.id,
    reconciliation: row.reconciliation,
    subject: row.subject,
    key: row.key,
    kind: row.kind,
    ...(row.field === '' ? {} : { field: row.field }),
    ...(row.left_value === null ? {} : { leftValue: row.left_value }),
    ...(row.right_value === null ? {} : { rightValue: row.right_value }),
    ...(row.day === '' ? {} : { day: row.day }),
    state: row.state,
    cause: row.cause ?? 'unknown',
    causeText: row.cause_text ?? '',
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    linked: row.linked,
    ...(row.repair === null ? {} : { repair: row.repair }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.settled_by === null ? {} : { settledBy: row.settled_by }),
    ...(row.settled_at === null ? {} : { settledAt: row.settled_at.toISOString() }),
    foundAt: row.found_at.toISOString(),
  };
}
