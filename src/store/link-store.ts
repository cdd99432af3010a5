import type pg from 'pg';
import type { LinkKey } from '../core/operation.ts';

type Queries = Pick<pg.Pool, 'query'>;

/** A question for the id of a linked record. */
export interface LinkQuestion {
  readonly tenant: string;
  readonly key: LinkKey;
  /** System whose id is wanted. */
  readonly to: string;
}

/** The ids in the systems asked for, in the order of the questions; undefined where nothing is linked. */
export async function findLinks(pool: Queries, questions: readonly LinkQuestion[]): Promise<(string | undefined)[]> {
  const { rows } = await pool.query<{ n: string; id: string | null }>({
    name: 'find-links',
    // One look at an index for each question: as a join it would be planned, once and for all, for an empty table.
    text: `SELECT q.n, coalesce(
        (SELECT l.right_id FROM links l WHERE l.tenant = q.tenant AND l.kind = q.kind
          AND l.left_system = q.system AND l.left_id = q.id AND l.right_system = q.target),
        (SELECT l.left_id FROM links l WHERE l.tenant = q.tenant AND l.kind = q.kind
          AND l.right_system = q.system AND l.right_id = q.id AND l.left_system = q.target)) AS id
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
        AS q(tenant, kind, system, id, target, n)`,
    values: [
      questions.map((question) => question.tenant),
      questions.map((question) => question.key.kind),
      questions.map((question) => question.key.system),
      questions.map((question) => question.key.id),
      questions.map((question) => question.to),
    ],
  });
  const found = new Map(rows.map((row) => [Number(row.n), row.id]));
  return questions.map((_, index) => found.get(index + 1) ?? undefined);
}
