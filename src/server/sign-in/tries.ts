import { createHash } from 'node:crypto';
import type pg from 'pg';

interface Limit {
  readonly tries: number;
  readonly windowSeconds: number;
  readonly lockSeconds: number;
}

/** PCI DSS 8.3.4: at most ten tries, then 30 minutes. By address only a brake: many people may share one. */
const LIMITS: Readonly<Record<'account' | 'address', Limit>> = {
  account: { tries: 10, windowSeconds: 1_800, lockSeconds: 1_800 },
  address: { tries: 60, windowSeconds: 600, lockSeconds: 60 },
};

/** Counts tries to sign in, whether or not the account exists, so that the answer gives nothing away. */
export interface SignInTries {
  /** Counts one try before it is made. Answers how many seconds to wait when there were too many, else undefined. */
  begin(email: string, address: string): Promise<number | undefined>;
  /** Forgets the account's tries after a good one, or after a person got a new link. */
  forgive(email: string): Promise<void>;
}

/** Keeps the counts in the database, so that all processes count together. */
export function createSignInTries(pool: pg.Pool, tenant: string): SignInTries {
  const count = async (key: string, limit: Limit): Promise<number | undefined> => {
    const { rows } = await pool.query<{ wait: number | null }>(
      `INSERT INTO sign_in_tries AS t (tenant, key, tries, first_at) VALUES ($1, $2, 1, now())
       ON CONFLICT (tenant, key) DO UPDATE SET
         tries = CASE WHEN t.locked_until > now() THEN t.tries
           WHEN t.locked_until IS NOT NULL OR t.first_at < now() - make_interval(secs => $4) THEN 1
           ELSE t.tries + 1 END,
         first_at = CASE WHEN t.locked_until > now() THEN t.first_at
           WHEN t.locked_until IS NOT NULL OR t.first_at < now() - make_interval(secs => $4) THEN now()
           ELSE t.first_at END,
         locked_until = CASE WHEN t.locked_until > now() THEN t.locked_until
           WHEN t.locked_until IS NULL AND t.first_at >= now() - make_interval(secs => $4) AND t.tries >= $3
             THEN now() + make_interval(secs => $5)
           ELSE NULL END
       RETURNING ceil(extract(epoch FROM locked_until - now()))::int AS wait`,
      [tenant, key, limit.tries, limit.windowSeconds, limit.lockSeconds],
    );
    return rows[0]?.wait ?? undefined;
  };
  return {
    async begin(email, address) {
      const waits = [
        await count(`address:${address}`, LIMITS.address),
        await count(accountKey(email), LIMITS.account),
      ].filter((wait) => wait !== undefined);
      return waits.length === 0 ? undefined : Math.max(1, ...waits);
    },
    async forgive(email) {
      await pool.query('DELETE FROM sign_in_tries WHERE tenant = $1 AND key = $2', [tenant, accountKey(email)]);
    },
  };
}

function accountKey(email: string): string {
  return `account:${createHash('sha256').update(email.trim().toLowerCase()).digest('hex')}`;
}
