import type pg from 'pg';
import { authOptions, type AuthSettings } from './auth-options.ts';
import { withHashedTokens } from './hashed-tokens.ts';

/** Name of the header in which we tell better-auth the address that we believe, see client-address.ts. */
const ADDRESS_HEADER = 'x-landbridge-address';

/**
 * Loads better-auth and sets it up on our tables. It takes some 0.2 s and 20 MB, so a process loads it when the first
 * person comes, not when it starts.
 */
export async function loadAuth(pool: pg.Pool, settings: AuthSettings) {
  const [{ betterAuth }, { getAdapter }] = await Promise.all([import('better-auth'), import('better-auth/db/adapter')]);
  const options = authOptions(settings);
  const adapter = await getAdapter({ ...options, database: pool });
  const isDisabled = async (userId: string): Promise<boolean> => {
    const { rows } = await pool.query<{ out: boolean }>(
      'SELECT disabled_at IS NOT NULL AS out FROM users WHERE id = $1 AND tenant = $2',
      [userId, settings.tenant],
    );
    return rows[0]?.out !== false;
  };
  return betterAuth({
    ...options,
    advanced: { ...options.advanced, ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] } },
    database: () => withHashedTokens(adapter),
    databaseHooks: {
      session: { create: { before: async (session) => ((await isDisabled(session.userId)) ? false : undefined) } },
    },
  });
}

export type LoadedAuth = Awaited<ReturnType<typeof loadAuth>>;

/** The headers of a request that better-auth may see: nothing of what a client says about its own address. */
export function authHeaders(headers: Headers, address?: string): Headers {
  const passed = new Headers();
  for (const name of ['cookie', 'user-agent']) {
    const value = headers.get(name);
    if (value !== null) passed.set(name, value.slice(0, 4_000));
  }
  if (address !== undefined) passed.set(ADDRESS_HEADER, address);
  return passed;
}
