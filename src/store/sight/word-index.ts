import type pg from 'pg';
import type { Json, JsonObject } from '../../core/json.ts';
import { wordsOf } from '../../core/sight/words.ts';
import type { WordIndexer } from '../../engine/sight-ports.ts';
import { dayOfId, newId } from '../ids.ts';
import { jsonbText } from '../jsonb.ts';
import { inTransaction } from '../transaction.ts';

/** Messages in one transaction: few enough that what arrives meanwhile does not wait for them. */
const BATCH = 40;
/** Runs of this age are surely committed: the mark does not pass younger ones, they are looked at again. */
const SETTLED_MS = 60_000;
/** A message may be no more than a number; what it is about is read by the first steps. They get this time. */
const RIPE_SECONDS = 15;
const MOST_STEPS = 30;
/** How far back a first indexing goes at most. */
const FIRST_MS = 90 * 24 * 3_600_000;

/** Indexes messages behind the runs, one process at a time. A message that is seen twice is indexed once. */
export function createWordIndexer(pool: pg.Pool): WordIndexer {
  return { indexNext: (tenant) => inTransaction(pool, (client) => indexNext(client, tenant)) };
}

async function indexNext(client: pg.PoolClient, tenant: string): Promise<boolean> {
  await client.query('INSERT INTO run_word_marks (tenant, done_until) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    tenant,
    newId(Date.now() - FIRST_MS),
  ]);
  const mark = await client.query<{ done_until: string }>(
    'SELECT done_until FROM run_word_marks WHERE tenant = $1 FOR UPDATE SKIP LOCKED',
    [tenant],
  );
  const after = mark.rows[0]?.done_until;
  if (after === undefined) return false;
  const { rows } = await client.query<{ id: string; day: string; data: JsonObject | null; steps: Json | null }>(
    `SELECT r.id, r.day::text AS day, e.data, (
        SELECT jsonb_agg(coalesce(s.entry->'input', s.entry->'output') ORDER BY s.seq) FROM (
          SELECT seq, entry FROM journal j WHERE j.day = r.day AND j.run_id = r.id
            AND j.entry->>'type' IN ('step-started', 'step-completed') ORDER BY seq LIMIT ${MOST_STEPS}) s) AS steps
    FROM (
      (SELECT id, day, event_id FROM runs r WHERE tenant = $1 AND id > $2 AND arrived_at < now() - interval '${RIPE_SECONDS} seconds'
        AND NOT EXISTS (SELECT 1 FROM run_words w WHERE w.day = r.day AND w.run_id = r.id) ORDER BY id LIMIT $3)
      UNION ALL
      (SELECT id, day, event_id FROM run_history r WHERE tenant = $1 AND id > $2 AND day >= $4::date
        AND NOT EXISTS (SELECT 1 FROM run_words w WHERE w.day = r.day AND w.run_id = r.id) ORDER BY id LIMIT $3)
      ORDER BY id LIMIT $3) r
    LEFT JOIN events e ON e.day = r.day AND e.id = r.event_id ORDER BY r.id`,
    [tenant, after, BATCH, dayOfId(after)],
  );
  if (rows.length > 0) {
    const items = rows.map(({ id, day, data, steps }) => ({ id, day, words: wordsOf([data, steps]) }));
    await client.query(
      `INSERT INTO run_words (day, run_id, tenant, words)
      SELECT x.day, x.id, $1, array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(x.words)))
      FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, day date, words jsonb) ON CONFLICT DO NOTHING`,
      [tenant, jsonbText(items)],
    );
  }
  const full = rows.length === BATCH;
  const settled = newId(Date.now() - SETTLED_MS);
  const last = rows.at(-1)?.id ?? settled;
  // A batch that is not full has seen everything to the end.
  const done = full && last < settled ? last : settled;
  if (done > after) await client.query('UPDATE run_word_marks SET done_until = $2 WHERE tenant = $1', [tenant, done]);
  return full;
}
