import type pg from 'pg';
import { wordsOfText } from '../../core/sight/words.ts';
import { newId } from '../ids.ts';
import { normalizeKey } from '../run-keys.ts';

const DAY_MS = 86_400_000;

/**
 * Ids of the runs that a text may mean, newest first: those with a number, address or name that begins with it, and those
 * whose message has all of its words; the last word may be begun. At most `most`. `before` is the id of a run.
 */
export async function candidatesOf(
  pool: pg.Pool,
  tenant: string,
  search: string,
  before: string | undefined,
  most: number,
): Promise<string[]> {
  const key = normalizeKey(search).replace(/[\\%_]/g, '\\$&');
  const { rows } = await pool.query<{ run_id: string }>({
    name: 'find-runs',
    text: 'SELECT run_id FROM find_runs($1, $2, $3::tsquery, $4::uuid, $5)',
    values: [tenant, `${key}%`, queryOf(search), before ?? newId(Date.now() + DAY_MS), most],
  });
  return rows.map(({ run_id: id }) => id);
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
