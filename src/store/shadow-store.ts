import type pg from 'pg';
import type { FieldShadow, FieldWrite, Shadow } from '../core/agree/model.ts';
import type { RunState } from '../core/run/states.ts';
import type { Pair, ShadowStore } from '../engine/shadow-ports.ts';
import { jsonbText } from './jsonb.ts';

interface ClaimRow {
  claimed: boolean;
  busy_run: string | null;
  busy_until: string | null;
  until: string | null;
  fields: Record<string, FieldShadow>;
  writes: FieldWrite[];
}

const keyOf = ({ tenant, kind, m3, store }: Pair): string[] => [tenant, kind, m3.system, m3.id, store.system, store.id];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** States of a run that goes on by itself. A held or failed one waits for a person, and nobody waits for it here. */
const AT_WORK: readonly RunState[] = ['queued', 'running', 'waiting'];

/**
 * Takes a pair over from a run that is no longer at work: held, failed, canceled, or ended without giving it back. No
 * commit has to give the pair back for that, so no crash can keep it from being given back. The claim must still be the
 * very one that was refused before: a run that came back to work since then has made a new one.
 */
async function takeOver(
  pool: Pick<pg.Pool, 'query'>,
  pair: Pair,
  run: string,
  forMs: number,
  refused: ClaimRow,
): Promise<Shadow | undefined> {
  if (refused.busy_run === null || !UUID.test(refused.busy_run)) return undefined;
  const { rows } = await pool.query<Shadow>({
    name: 'take-shadow-over',
    text: `UPDATE shadows SET busy_run = $7, busy_until = clock_timestamp() + make_interval(secs => $8::float8 / 1000)
      WHERE tenant = $1 AND kind = $2 AND m3_system = $3 AND m3_id = $4 AND store_system = $5 AND store_id = $6
        AND busy_run = $9 AND busy_until = $10::timestamptz
        AND NOT EXISTS (SELECT 1 FROM runs WHERE id = $9::uuid AND state = ANY($11::text[]))
      RETURNING fields, writes`,
    values: [...keyOf(pair), run, forMs, refused.busy_run, refused.busy_until, AT_WORK],
  });
  return rows[0];
}

/** Shadows of linked records on PostgreSQL. */
export function createShadowStore(pool: Pick<pg.Pool, 'query'>): ShadowStore {
  return {
    claim: async (pair, run, forMs) => {
      const { rows } = await pool.query<ClaimRow>({
        name: 'claim-shadow',
        // A row that another run holds is not updated, so nothing comes back; who holds it is then read.
        text: `WITH mine AS (
            INSERT INTO shadows AS s (tenant, kind, m3_system, m3_id, store_system, store_id, busy_run, busy_until)
            VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(secs => $8::float8 / 1000))
            ON CONFLICT (m3_id, store_id, m3_system, store_system, kind, tenant) DO UPDATE
              SET busy_run = $7, busy_until = clock_timestamp() + make_interval(secs => $8::float8 / 1000)
              WHERE s.busy_run IS NULL OR s.busy_run = $7 OR s.busy_until < clock_timestamp()
            RETURNING true AS claimed, busy_run, busy_until, fields, writes
          ), other AS (
            SELECT false AS claimed, busy_run, busy_until, fields, writes FROM shadows
            WHERE tenant = $1 AND kind = $2 AND m3_system = $3 AND m3_id = $4 AND store_system = $5 AND store_id = $6
              AND NOT EXISTS (SELECT 1 FROM mine)
          )
          SELECT claimed, busy_run, busy_until::text AS busy_until, extract(epoch FROM busy_until) * 1000 AS until, fields, writes
          FROM (SELECT * FROM mine UNION ALL SELECT * FROM other) AS either`,
        values: [...keyOf(pair), run, forMs],
      });
      const row = rows[0];
      if (row?.claimed) return { claimed: true, shadow: { fields: row.fields, writes: row.writes } };
      const shadow = row && (await takeOver(pool, pair, run, forMs, row));
      if (shadow) return { claimed: true, shadow };
      return { claimed: false, by: row?.busy_run ?? '', until: Math.round(Number(row?.until ?? 0)) };
    },

    remember: async (pair, run, { fields, writes, free }) => {
      const { rowCount } = await pool.query({
        name: 'remember-shadow',
        text: `UPDATE shadows SET fields = fields || $8::jsonb, writes = $9::jsonb, run_id = $7, written_at = clock_timestamp(),
            busy_run = CASE WHEN $10 THEN NULL ELSE busy_run END, busy_until = CASE WHEN $10 THEN NULL ELSE busy_until END
          WHERE tenant = $1 AND kind = $2 AND m3_system = $3 AND m3_id = $4 AND store_system = $5 AND store_id = $6
            AND (busy_run = $7 OR (busy_run IS NULL AND run_id = $7))`,
        values: [...keyOf(pair), run, jsonbText(fields), jsonbText(writes), free],
      });
      return rowCount === 1;
    },

    find: async (pair) => {
      const { rows } = await pool.query<Pick<ClaimRow, 'fields' | 'writes'>>({
        name: 'find-shadow',
        text: `SELECT fields, writes FROM shadows
          WHERE tenant = $1 AND kind = $2 AND m3_system = $3 AND m3_id = $4 AND store_system = $5 AND store_id = $6`,
        values: keyOf(pair),
      });
      return rows[0];
    },
  };
}
