import type pg from 'pg';
import type { Role } from '../../api/permissions.ts';
import type { User } from '../../api/types.ts';
import { refuse, type Refusal } from '../refusal.ts';

interface UserRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  disabled_at: Date | null;
  last_sign_in_at: Date | null;
  created_at: Date;
  has_password: boolean;
}

const COLUMNS = `u.id, u.name, u.email, u.role, u.disabled_at, u.last_sign_in_at, u.created_at,
  EXISTS (SELECT FROM credentials c WHERE c.user_id = u.id AND c.password IS NOT NULL) AS has_password`;

/** The people who may sign in. */
export interface People {
  list(): Promise<readonly User[]>;
  get(id: string): Promise<User | undefined>;
  findByEmail(email: string): Promise<User | undefined>;
  create(person: { name: string; email: string; role: Role }): Promise<User | Refusal>;
  /** Ends the person's sign-ins, so that the new rights hold at once. */
  setRole(id: string, role: Role): Promise<User | Refusal>;
  /** Ends the person's sign-ins. */
  disable(id: string): Promise<User | Refusal>;
  enable(id: string): Promise<User | Refusal>;
}

/** People on PostgreSQL. */
export function createPeople(pool: pg.Pool, tenant: string): People {
  const find = async (condition: string, value: string): Promise<User | undefined> => {
    const text = `SELECT ${COLUMNS} FROM users u WHERE u.tenant = $1 AND ${condition}`;
    const { rows } = await pool.query<UserRow>(text, [tenant, value]);
    return rows[0] === undefined ? undefined : toUser(rows[0]);
  };
  const get = (id: string): Promise<User | undefined> => find('u.id = $2', id);

  /** Changes one person in a statement that refuses to take the last admin away. */
  const change = async (id: string, assignment: string, keepsAdmin: boolean, values: readonly string[]) => {
    const text = `WITH admins AS (
        SELECT id FROM users a WHERE tenant = $1 AND role = 'admin' AND disabled_at IS NULL
          AND EXISTS (SELECT FROM credentials c WHERE c.user_id = a.id AND c.password IS NOT NULL) FOR UPDATE
      ), changed AS (
        UPDATE users SET ${assignment}, updated_at = now()
        WHERE tenant = $1 AND id = $2 AND ($3 OR EXISTS (SELECT FROM admins WHERE id <> $2)
          OR NOT EXISTS (SELECT FROM admins WHERE id = $2))
        RETURNING id
      ), ended AS (DELETE FROM sign_ins WHERE user_id IN (SELECT id FROM changed))
      SELECT id FROM changed`;
    const { rowCount } = await pool.query(text, [tenant, id, keepsAdmin, ...values]);
    const person = await get(id);
    if (person === undefined) return refuse('user.not-found');
    return rowCount === 1 ? person : refuse('user.last-admin', { record: person.email });
  };

  return {
    get,
    findByEmail: (email) => find('u.email = $2', normalEmail(email)),
    async list() {
      const text = `SELECT ${COLUMNS} FROM users u WHERE u.tenant = $1 ORDER BY u.name, u.email LIMIT 1000`;
      return (await pool.query<UserRow>(text, [tenant])).rows.map(toUser);
    },
    async create({ name, email, role }) {
      const { rows } = await pool.query<{ id: string }>(
        'INSERT INTO users (tenant, name, email, role) VALUES ($1, $2, $3, $4) ON CONFLICT (email) DO NOTHING RETURNING id',
        [tenant, name, normalEmail(email), role],
      );
      const created = rows[0] === undefined ? undefined : await get(rows[0].id);
      return created ?? refuse('user.email-taken', { record: normalEmail(email) });
    },
    setRole: (id, role) => change(id, 'role = $4', role === 'admin', [role]),
    disable: (id) => change(id, 'disabled_at = coalesce(disabled_at, now())', false, []),
    enable: (id) => change(id, 'disabled_at = NULL', true, []),
  };
}

/** E-mail addresses are kept and compared in lower case. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

function toUser(row: UserRow): User {
  const open = row.has_password ? 'active' : 'invited';
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    state: row.disabled_at === null ? open : 'disabled',
    createdAt: row.created_at.toISOString(),
    ...(row.last_sign_in_at === null ? {} : { lastSignInAt: row.last_sign_in_at.toISOString() }),
  };
}
