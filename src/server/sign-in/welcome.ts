import type pg from 'pg';
import type { Role } from '../../api/permissions.ts';
import type { WelcomeLink } from '../../api/types.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { findPasswordFault, hashPassword } from './password.ts';
import { normalEmail } from './people.ts';
import { hashToken, newToken } from './tokens.ts';

const LINK_HOURS = 24;
/** Advisory lock under which the first admin is made. */
const FIRST_ADMIN_LOCK = 4_600_010;

type LinkPurpose = 'first-admin' | 'new-user' | 'new-password';

/** Whom a link is for. */
interface WelcomeTarget {
  readonly purpose: LinkPurpose;
  readonly role: Role;
  readonly name?: string;
  readonly email?: string;
  readonly validUntil: string;
}

export interface WelcomeRequest {
  readonly token: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly password: string;
}

/** One-time links by which people set their password. */
export interface WelcomeLinks {
  /** A link for the first admin, or undefined when an admin can sign in already. */
  forFirstAdmin(): Promise<WelcomeLink | undefined>;
  /** A link for a person who is there; earlier ones of that person end. */
  forUser(userId: string): Promise<WelcomeLink>;
  check(token: string): Promise<WelcomeTarget | Refusal>;
  /** Uses the link up and sets the password; answers the e-mail address to sign in with. */
  accept(request: WelcomeRequest): Promise<{ readonly userId: string; readonly email: string } | Refusal>;
}

interface LinkRow {
  purpose: LinkPurpose;
  user_id: string | null;
  name: string | null;
  email: string | null;
  role: Role | null;
  valid_until: Date;
}

const FIND = `SELECT l.purpose, l.user_id, u.name, u.email, u.role, l.valid_until
  FROM welcome_links l LEFT JOIN users u ON u.id = l.user_id
  WHERE l.tenant = $1 AND l.token_hash = $2 AND l.used_at IS NULL AND l.valid_until > now()
    AND (u.id IS NULL OR u.disabled_at IS NULL)`;

const ADMIN_EXISTS = `SELECT FROM users u JOIN credentials c ON c.user_id = u.id AND c.password IS NOT NULL
  WHERE u.tenant = $1 AND u.role = 'admin' LIMIT 1`;

type Queries = Pick<pg.Pool | pg.PoolClient, 'query'>;

/** Links on PostgreSQL; only their hashes are stored. */
export function createWelcomeLinks(pool: pg.Pool, tenant: string): WelcomeLinks {
  const adminExists = async (client: Queries): Promise<boolean> =>
    (await client.query(ADMIN_EXISTS, [tenant])).rowCount !== 0;

  const make = async (purpose: LinkPurpose, userId: string | null): Promise<WelcomeLink> => {
    const token = newToken();
    const { rows } = await pool.query<{ valid_until: Date }>(
      `INSERT INTO welcome_links (token_hash, tenant, purpose, user_id, valid_until)
       VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5)) RETURNING valid_until`,
      [hashToken(token), tenant, purpose, userId, LINK_HOURS],
    );
    const validUntil = rows[0]?.valid_until ?? new Date();
    return { path: `/welcome?token=${token}`, validUntil: validUntil.toISOString() };
  };

  return {
    async forFirstAdmin() {
      if (await adminExists(pool)) return undefined;
      return await make('first-admin', null);
    },

    async forUser(userId) {
      await pool.query('DELETE FROM welcome_links WHERE tenant = $1 AND user_id = $2 AND used_at IS NULL', [
        tenant,
        userId,
      ]);
      const known = await pool.query('SELECT FROM credentials WHERE user_id = $1 AND password IS NOT NULL', [userId]);
      return await make(known.rowCount === 0 ? 'new-user' : 'new-password', userId);
    },

    async check(token) {
      const row = (await pool.query<LinkRow>(FIND, [tenant, hashToken(token)])).rows[0];
      if (row === undefined || (row.purpose === 'first-admin' && (await adminExists(pool))))
        return refuse('welcome.gone');
      return {
        purpose: row.purpose,
        role: row.role ?? 'admin',
        ...(row.name === null ? {} : { name: row.name }),
        ...(row.email === null ? {} : { email: row.email }),
        validUntil: row.valid_until.toISOString(),
      };
    },

    async accept(request) {
      const hash = hashToken(request.token);
      const row = (await pool.query<LinkRow>(FIND, [tenant, hash])).rows[0];
      if (row === undefined) return refuse('welcome.gone');
      const email = normalEmail(row.email ?? request.email ?? '');
      const name = row.name ?? request.name ?? '';
      if (email === '' || name === '') return refuse('welcome.incomplete');
      const fault = findPasswordFault(request.password, { email });
      if (fault !== undefined) {
        return refuse('password.weak', { message: fault, errors: [{ pointer: '/password', detail: fault }] });
      }
      const password = await hashPassword(request.password);
      return await transaction(pool, async (client) => {
        if (row.purpose === 'first-admin') {
          await client.query('SELECT pg_advisory_xact_lock($1)', [FIRST_ADMIN_LOCK]);
          if (await adminExists(client)) return refuse('welcome.gone');
        }
        const used = await client.query(
          'UPDATE welcome_links SET used_at = now() WHERE tenant = $1 AND token_hash = $2 AND used_at IS NULL',
          [tenant, hash],
        );
        if (used.rowCount !== 1) return refuse('welcome.gone');
        const userId = row.user_id ?? (await createAdmin(client, tenant, name, email));
        if (userId === undefined) return refuse('user.email-taken', { record: email });
        await setPassword(client, tenant, userId, password);
        return { userId, email };
      });
    },
  };
}

async function createAdmin(client: Queries, tenant: string, name: string, email: string): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO users (tenant, name, email, role) VALUES ($1, $2, $3, 'admin') ON CONFLICT (email) DO NOTHING RETURNING id`,
    [tenant, name, email],
  );
  return rows[0]?.id;
}

/** Sets the password and ends every sign-in made with the old one. */
async function setPassword(client: Queries, tenant: string, userId: string, password: string): Promise<void> {
  await client.query(
    `INSERT INTO credentials (tenant, user_id, provider_id, account_id, password)
     VALUES ($1, $2, 'credential', $3, $4)
     ON CONFLICT (provider_id, account_id) DO UPDATE SET password = excluded.password, updated_at = now()`,
    [tenant, userId, userId, password],
  );
  await client.query('DELETE FROM sign_ins WHERE user_id = $1', [userId]);
}

/** A refusal rolls back, so that a link that could not be used stays usable. */
async function transaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    const refused = typeof result === 'object' && result !== null && 'failure' in result;
    await client.query(refused ? 'ROLLBACK' : 'COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
