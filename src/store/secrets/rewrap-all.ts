import type pg from 'pg';
import { inTransaction } from '../transaction.ts';
import { rewrap, type SecretPlace } from './envelope.ts';
import type { KeyRing } from './master-key.ts';

/** Where sealed secrets are kept, and what each is bound to. */
const TABLES = [
  {
    table: 'connection_secrets',
    key: ['tenant', 'connection', 'name'],
    place: (row: SealedRow): SecretPlace => ({
      tenant: row.tenant,
      connection: row['connection'] ?? '',
      field: row.name,
      version: row.version,
    }),
  },
  {
    table: 'alert_channels',
    key: ['tenant', 'name'],
    place: (row: SealedRow): SecretPlace => ({
      tenant: row.tenant,
      connection: `alert-channel:${row.name}`,
      field: 'secrets',
      version: row.version,
    }),
  },
] as const;

interface SealedRow {
  readonly tenant: string;
  readonly connection?: string;
  readonly name: string;
  readonly version: number;
  readonly sealed: string;
}

/**
 * Seals every stored secret under the ring's current key, one row in one transaction: stopped at any point, what was
 * done stays done and everything opens. Secrets themselves, their versions and who set them stay. Answers how many moved.
 * @throws StoreError when a secret does not open
 */
export async function rewrapAll(pool: pg.Pool, ring: KeyRing): Promise<number> {
  let moved = 0;
  for (const { table, key, place } of TABLES) {
    const { rows } = await pool.query<SealedRow>(
      `SELECT ${key.join(', ')} FROM ${table} WHERE sealed IS NOT NULL AND split_part(sealed, '.', 2) <> $1`,
      [ring.current.id],
    );
    for (const found of rows) {
      const where = key.map((column, index) => `${column} = $${index + 1}`).join(' AND ');
      const values = key.map((column) => found[column as keyof SealedRow]);
      moved += await inTransaction(pool, async (client) => {
        const locked = await client.query<SealedRow>(`SELECT * FROM ${table} WHERE ${where} FOR UPDATE`, values);
        const row = locked.rows[0];
        if (!row) return 0;
        const sealed = rewrap(ring, place(row), row.sealed);
        if (sealed === row.sealed) return 0;
        await client.query(`UPDATE ${table} SET sealed = $${key.length + 1} WHERE ${where}`, [...values, sealed]);
        return 1;
      });
    }
  }
  return moved;
}

/** How many stored secrets need one of these keys. */
export async function countSealed(pool: pg.Pool, keyIds: readonly string[]): Promise<number> {
  let count = 0;
  for (const { table } of TABLES) {
    const { rows } = await pool.query<{ n: string }>(
      `SELECT count(*) AS n FROM ${table} WHERE split_part(sealed, '.', 2) = ANY($1)`,
      [keyIds],
    );
    count += Number(rows[0]?.n ?? 0);
  }
  return count;
}
