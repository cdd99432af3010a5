import type pg from 'pg';
import type { LinkKey, NewLink } from '../core/operation.ts';

type Queries = Pick<pg.Pool, 'query'>;

/** Who changed a link, and why. */
export interface LinkChange {
  readonly tenant: string;
  readonly link: NewLink;
  readonly by: string;
  readonly reason?: string;
  readonly runId?: string;
}

const INSERT_HISTORY = `INSERT INTO link_history
        (tenant, kind, left_system, left_id, right_system, right_id, what, by, run_id, reason, at)
      SELECT tenant, kind, left_system, left_id, right_system, right_id, what, by, run_id, reason, at FROM (`;

/** Of each link that ends: how it was made, when that is not in the history yet, and that it ended. */
const ENDED_STORY = `SELECT 1 AS place, tenant, kind, left_system, left_id, right_system, right_id, 'made' AS what,
        'landbridge' AS by, run_id, NULL AS reason, created_at AS at FROM ended e
      WHERE NOT EXISTS (SELECT 1 FROM link_history h WHERE h.tenant = e.tenant AND h.kind = e.kind AND h.what = 'made'
        AND h.left_id = e.left_id AND h.left_system = e.left_system AND h.right_id = e.right_id
        AND h.right_system = e.right_system)
      UNION ALL
      SELECT 2, tenant, kind, left_system, left_id, right_system, right_id, 'ended', $7, $9::uuid, $8, clock_timestamp()
      FROM ended`;

const IN_ORDER = ') AS story ORDER BY place';

/**
 * Links two records by the word of a person or a repair. Another link of either record is ended first; what stood
 * there and what is new are in the history, written by the same statement.
 */
export async function setLink(pool: Queries, change: LinkChange): Promise<void> {
  await pool.query({
    name: 'set-link',
    text: `WITH ended AS (
        DELETE FROM links WHERE tenant = $1 AND kind = $2
          AND ((left_system = $3 AND left_id = $4 AND right_system = $5 AND right_id <> $6)
            OR (right_system = $5 AND right_id = $6 AND left_system = $3 AND left_id <> $4))
        RETURNING *
      ), made AS (
        INSERT INTO links (tenant, kind, left_system, left_id, right_system, right_id, run_id)
        SELECT $1, $2, $3, $4, $5, $6, $9::uuid WHERE (SELECT count(*) FROM ended) >= 0
        ON CONFLICT DO NOTHING RETURNING *
      )
      ${INSERT_HISTORY}
      ${ENDED_STORY}
      UNION ALL
      SELECT 3, tenant, kind, left_system, left_id, right_system, right_id, 'made', $7, $9::uuid, $8, clock_timestamp()
      FROM made${IN_ORDER}`,
    values: valuesOf(change),
  });
}

/** Ends a link; its history keeps who did it and why. False when there was none. */
export async function endLink(pool: Queries, change: LinkChange): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'end-link',
    text: `WITH ended AS (
        DELETE FROM links WHERE tenant = $1 AND kind = $2 AND left_system = $3 AND left_id = $4
          AND right_system = $5 AND right_id = $6 RETURNING *
      )
      ${INSERT_HISTORY}
      ${ENDED_STORY}${IN_ORDER}`,
    values: valuesOf(change),
  });
  return (rowCount ?? 0) > 0;
}

function valuesOf({ tenant, link: { kind, left, right }, by, reason, runId }: LinkChange): (string | null)[] {
  return [tenant, kind, left.system, left.id, right.system, right.id, by, reason ?? null, runId ?? null];
}

/** One event in the life of a link. */
export interface LinkEvent {
  readonly what: 'made' | 'ended';
  readonly link: NewLink;
  /** A person, or `landbridge` for a run. */
  readonly by: string;
  readonly runId?: string;
  readonly reason?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface LinkEventRow {
  kind: string;
  left_system: string;
  left_id: string;
  right_system: string;
  right_id: string;
  what: 'made' | 'ended';
  by: string;
  run_id: string | null;
  reason: string | null;
  at: string;
}

/**
 * What became of the links of one record, oldest first. A link that a run made and that still stands has no row of
 * history: its own row says which run made it, and when.
 */
export async function readLinkHistory(pool: Queries, tenant: string, key: LinkKey): Promise<LinkEvent[]> {
  const { rows } = await pool.query<LinkEventRow>({
    name: 'link-history',
    text: `WITH past AS (
        SELECT kind, left_system, left_id, right_system, right_id, what, by, run_id, reason, at, seq FROM link_history
        WHERE tenant = $1 AND kind = $2 AND ((left_system = $3 AND left_id = $4) OR (right_system = $3 AND right_id = $4))
      )
      SELECT kind, left_system, left_id, right_system, right_id, what, by, run_id, reason,
        extract(epoch FROM at) * 1000 AS at FROM (
        SELECT * FROM past
        UNION ALL
        SELECT l.kind, l.left_system, l.left_id, l.right_system, l.right_id, 'made', 'landbridge', l.run_id, NULL,
          l.created_at, 0 FROM links l
        WHERE l.tenant = $1 AND l.kind = $2
          AND ((l.left_system = $3 AND l.left_id = $4) OR (l.right_system = $3 AND l.right_id = $4))
          AND NOT EXISTS (SELECT 1 FROM past p WHERE p.what = 'made' AND p.left_system = l.left_system
            AND p.left_id = l.left_id AND p.right_system = l.right_system AND p.right_id = l.right_id)
      ) AS all_of_it ORDER BY at, seq`,
    values: [tenant, key.kind, key.system, key.id],
  });
  return rows.map((row) => ({
    what: row.what,
    link: {
      kind: row.kind,
      left: { system: row.left_system, id: row.left_id },
      right: { system: row.right_system, id: row.right_id },
    },
    by: row.by,
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    at: Math.round(Number(row.at)),
  }));
}
