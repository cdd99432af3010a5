import type pg from 'pg';
import { wordsOfText } from '../../core/sight/words.ts';
import { dayOfId, newId } from '../ids.ts';
import { normalizeKey } from '../run-keys.ts';

const DAY_MS = 86_400_000;

/** No key begins like this. */
const NO_KEY = '\u0001';

/**
 * Ids of runs, newest first, at most `most`: those with a number, address or name that begins with the text, or those
 * whose message has all of its words, of which the last may be begun. `before` is the id of a run.
 */
export async function candidatesOf(
  pool: pg.Pool,
  tenant: string,
  search: string,
  by: 'beginning' | 'words',
  before: string | undefined,
  most: number,
): Promise<string[]> {
  const key = by === 'words' ? NO_KEY : normalizeKey(search).replace(/[\\%_]/g, '\\$&');
  const words = by === 'words' ? queryOf(search) : '';
  if (by === 'words' && words === '') return [];
  const { rows } = await pool.query<{ run_id: string }>({
    name: 'find-runs',
    text: 'SELECT run_id FROM find_runs($1, $2, $3::tsquery, $4::uuid, $5)',
    values: [tenant, `${key}%`, words, before ?? newId(Date.now() + DAY_MS), most],
  });
  return rows.map(({ run_id: id }) => id);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids of the runs of which a number, an address or a name is exactly the text, newest first; the run of which it is the id. */
export async function exactRuns(
  pool: pg.Pool,
  tenant: string,
  search: string,
  before: string | undefined,
  most: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ run_id: string }>({
    name: 'exact-runs',
    text: `SELECT DISTINCT run_id FROM run_keys WHERE tenant = $1 AND key = $2 AND ($3::uuid IS NULL OR run_id < $3)
      ORDER BY run_id DESC LIMIT $4`,
    values: [tenant, normalizeKey(search), before ?? null, most],
  });
  const id = search.trim().toLowerCase();
  const own = UUID.test(id) && (before === undefined || id < before) ? [id] : [];
  return [...own, ...rows.map(({ run_id: found }) => found).filter((found) => found !== id)];
}

/** Which of these runs have a number, address or name that is the text, or that begins with it. */
export async function runsWithKey(
  pool: pg.Pool,
  tenant: string,
  search: string,
  how: 'exactly' | 'begun',
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const key = normalizeKey(search);
  const { rows } = await pool.query<{ run_id: string }>(
    `SELECT DISTINCT run_id FROM run_keys WHERE tenant = $1 AND ${how === 'exactly' ? 'key = $2' : 'key LIKE $2'}
      AND run_id = ANY($3::uuid[]) AND day = ANY($4::date[])`,
    [tenant, how === 'exactly' ? key : `${key.replace(/[\\%_]/g, '\\$&')}%`, ids, [...new Set(ids.map(dayOfId))]],
  );
  return new Set(rows.map(({ run_id: id }) => id));
}

/** Ids of the newest runs about exactly this number or address. */
export async function runsOfKey(pool: pg.Pool, tenant: string, key: string): Promise<string[]> {
  const { rows } = await pool.query<{ run_id: string }>(
    'SELECT DISTINCT run_id FROM run_keys WHERE tenant = $1 AND key = $2 ORDER BY run_id DESC LIMIT 100',
    [tenant, normalizeKey(key)],
  );
  return rows.map(({ run_id: id }) => id);
}

/** All words, the last one as a beginning. Words are letters, digits and signs inside quotes: nothing can be smuggled in. */
function queryOf(search: string): string {
  const words = wordsOfText(search).map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`);
  if (words.length === 0) return '';
  return words.map((word, index) => (index === words.length - 1 ? `${word}:*` : word)).join(' & ');
}
