import type pg from 'pg';
import type { JsonObject } from '../core/json.ts';
import type { LinkedRecord } from '../core/linked-record.ts';
import type { Watcher, WatchStore } from '../engine/watch-ports.ts';
import { jsonbText } from './jsonb.ts';

interface Row {
  id: string;
  at: string;
  since: string;
  seen: JsonObject | null;
  busy: boolean;
  over: boolean;
}

/** $1 tenant, $2 kind, $3 system, $4 key of the poll in `watch`. */
const columns = `
  CASE WHEN l.right_system = $3 THEN l.right_id ELSE l.left_id END AS id, l.created_at::text AS at,
  extract(epoch FROM l.created_at) * 1000 AS since, l.watch->$4::text->'seen' AS seen,
  coalesce(jsonb_path_exists(l.watch, '$.*.closed'), false) AS over`;
/** The links whose id in the polled system is one of those: `matches` is said of the id. */
const linksOf = (matches: string): string => `l.tenant = $1 AND l.kind = $2
  AND ((l.right_system = $3 AND l.right_id ${matches}) OR (l.left_system = $3 AND l.left_id ${matches}))`;
/** What all polls have seen, without that any of them has closed the record. */
const REOPENED = `(SELECT jsonb_object_agg(key, value - 'closed') FROM jsonb_each(l.watch))`;
const BUSY = `EXISTS (SELECT 1 FROM runs r WHERE r.id = l.run_id AND r.state <> 'failed')`;

/** Watched records on PostgreSQL: with their link, so that there may be any number of them. */
export function createWatchStore(pool: pg.Pool): WatchStore {
  return {
    list: async (watcher, { after, limit, only }) => {
      const all = only === 'all';
      const { rows } = await pool.query<Row>(
        `SELECT * FROM (
          SELECT ${columns}, false AS busy, l.created_at FROM links l
          WHERE l.tenant = $1 AND l.kind = $2 AND (l.right_system = $3 OR l.left_system = $3)
            ${all ? '' : `AND l.closed_at IS NULL AND l.watch->$4::text->'closed' IS NULL`}
            ${only === 'unseen' ? 'AND l.watch->$4::text IS NULL' : ''}
            AND ($5::timestamptz IS NULL OR l.created_at >= $5::timestamptz) AND NOT ${BUSY}) w
        WHERE $5::timestamptz IS NULL OR (w.created_at, w.id) > ($5::timestamptz, $6::text)
        ORDER BY w.created_at, w.id LIMIT $7`,
        [...keysOf(watcher), after?.at ?? null, after?.id ?? null, limit],
      );
      const records = rows.map((row) => recordOf(all ? { ...row, seen: null } : row));
      const last = rows.at(-1);
      return { records, ...(rows.length === limit && last ? { next: { at: last.at, id: last.id } } : {}) };
    },
    find: async (watcher, ids) => {
      const { rows } = await pool.query<Row>(
        `SELECT ${columns}, ${BUSY} AS busy FROM links l
        WHERE ${linksOf('= ANY($5::text[])')}`,
        [...keysOf(watcher), ids],
      );
      return rows.map(recordOf);
    },
    hint: async (watcher, ids) => {
      const { rowCount } = await pool.query(
        `UPDATE links l SET hinted = coalesce(l.hinted, '{}') || jsonb_build_object($4::text, clock_timestamp())
        WHERE ${linksOf('= ANY($5::text[])')}`,
        [...keysOf(watcher), ids],
      );
      return rowCount ?? 0;
    },
    hinted: async (watcher, limit) => {
      const { rows } = await pool.query<Row & { mark: string }>(
        `SELECT ${columns}, false AS busy, l.hinted->>$4::text AS mark FROM links l
        WHERE l.tenant = $1 AND l.kind = $2 AND (l.right_system = $3 OR l.left_system = $3)
          AND l.hinted IS NOT NULL AND l.hinted->$4::text IS NOT NULL AND NOT ${BUSY}
        ORDER BY l.created_at LIMIT $5`,
        [...keysOf(watcher), limit],
      );
      return { records: rows.map(recordOf), marks: Object.fromEntries(rows.map(({ id, mark }) => [id, mark])) };
    },
    forget: async (watcher, marks) => {
      await pool.query(
        `UPDATE links l SET hinted = nullif(l.hinted - $4::text, '{}')
        FROM jsonb_each_text($5::jsonb) AS x(id, mark)
        WHERE l.hinted->>$4::text = x.mark AND ${linksOf('= x.id')}`,
        [...keysOf(watcher), jsonbText(marks)],
      );
    },
    save: async (watcher, changes, together) => {
      const keys = together.map((poll) => keyOf({ ...watcher, poll }));
      await pool.query(
        `UPDATE links l SET
          watch = jsonb_set(CASE WHEN x.closed IS NULL AND l.watch->$4::text->'closed' IS NOT NULL THEN ${REOPENED} ELSE coalesce(l.watch, '{}') END,
            ARRAY[$4::text], (coalesce(l.watch->$4::text, '{}') - 'closed') || jsonb_strip_nulls(to_jsonb(x) - 'id')),
          closed_at = CASE WHEN x.closed AND NOT EXISTS (SELECT 1 FROM unnest($6::text[]) AS other(key)
            WHERE other.key <> $4::text AND l.watch->other.key->'closed' IS NULL) THEN now() END
        FROM jsonb_to_recordset($5::jsonb) AS x(id text, seen jsonb, closed boolean)
        WHERE ${linksOf('= x.id')}`,
        [...keysOf(watcher), jsonbText(changes), keys],
      );
    },
  };
}

const keyOf = ({ system, poll }: Pick<Watcher, 'system' | 'poll'>): string => `${system}/${poll}`;

function keysOf(watcher: Watcher): [tenant: string, kind: string, system: string, key: string] {
  return [watcher.tenant, watcher.kind, watcher.system, keyOf(watcher)];
}

function recordOf({ id, since, seen, busy, over }: Row): LinkedRecord {
  return {
    id,
    since: Math.round(Number(since)),
    ...(seen === null ? {} : { seen }),
    ...(busy ? { busy } : {}),
    ...(over ? { over } : {}),
  };
}
