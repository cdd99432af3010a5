import type pg from 'pg';
import type { Crosswalk } from '../core/flow/model.ts';

/** The tenant's value tables. */
export async function listCrosswalks(pool: Pick<pg.Pool, 'query'>, tenant: string): Promise<Crosswalk[]> {
  const { rows } = await pool.query<Crosswalk>(
    'SELECT crosswalk, title, from_system AS "from", to_system AS "to", rows FROM crosswalks WHERE tenant = $1',
    [tenant],
  );
  return rows;
}

/** Adds tables that the tenant does not have yet; rows that people have entered are never overwritten. */
export async function addCrosswalks(
  pool: Pick<pg.Pool, 'query'>,
  tenant: string,
  crosswalks: readonly Crosswalk[],
  by: string,
): Promise<void> {
  for (const { crosswalk, title, from, to, rows } of crosswalks) {
    await pool.query(
      `INSERT INTO crosswalks AS c (tenant, crosswalk, title, from_system, to_system, rows, updated_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (tenant, crosswalk) DO UPDATE SET rows = excluded.rows || c.rows, updated_at = now()
      WHERE NOT c.rows @> excluded.rows AND NOT (c.rows ?& (SELECT array_agg(k) FROM jsonb_object_keys(excluded.rows) AS k))`,
      [tenant, crosswalk, title, from, to, JSON.stringify(rows), by],
    );
  }
}

/**
 * Writes one row by the word of a person; answers what stood there before. Undefined when the tenant has no such table.
 * The time grows with each change, so that every process takes the new table up within a second.
 */
export async function setCrosswalkRow(
  pool: Pick<pg.Pool, 'query'>,
  tenant: string,
  row: { readonly crosswalk: string; readonly from: string; readonly to: string },
  by: string,
): Promise<{ readonly before?: string } | undefined> {
  const { rows } = await pool.query<{ before: string | null }>(
    `UPDATE crosswalks c SET rows = c.rows || jsonb_build_object($3::text, $4::text), updated_by = $5,
      updated_at = greatest(clock_timestamp(), c.updated_at + interval '1 microsecond')
    FROM (SELECT rows->>$3 AS before FROM crosswalks WHERE tenant = $1 AND crosswalk = $2 FOR UPDATE) AS old
    WHERE c.tenant = $1 AND c.crosswalk = $2 RETURNING old.before`,
    [tenant, row.crosswalk, row.from, row.to, by],
  );
  const [changed] = rows;
  if (changed === undefined) return undefined;
  return changed.before === null ? {} : { before: changed.before };
}
