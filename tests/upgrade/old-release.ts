import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';

/** The last migration that the old release knows. */
export const LAST_OLD = '053';

const folder = new URL('statements-of-053/', import.meta.url);
const oldStatements = new Map(
  readdirSync(folder).map((file) => [file.replace('.sql', ''), readFileSync(new URL(file, folder), 'utf8')]),
);

/** A pool that says what the old release said, wherever the new one says it otherwise. */
export function speakOld(pool: pg.Pool): pg.Pool {
  const query = pool.query.bind(pool) as (...given: unknown[]) => unknown;
  pool.query = ((first: { name?: string } | string, ...rest: unknown[]) => {
    const text = typeof first === 'object' && first.name !== undefined ? oldStatements.get(first.name) : undefined;
    return query(text === undefined ? first : { ...(first as object), text }, ...rest);
  }) as typeof pool.query;
  return pool;
}
