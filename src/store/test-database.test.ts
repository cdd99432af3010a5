import pg from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from './test-database.ts';

test('a test database has all tables, is its own, and goes when dropped', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const client = new pg.Client({ connectionString: first.connectionString });
  client.on('error', () => {});
  await client.connect();
  const seen = await client.query<{ user: string; tables: string | null }>(
    `select current_user as user, to_regclass('schema_migrations')::text as tables`,
  );
  expect(seen.rows[0]).toEqual({ user: 'landbridge', tables: 'schema_migrations' });
  expect(first.connectionString).not.toBe(second.connectionString);
  await first.drop();
  await expect(client.query('select 1')).rejects.toThrow();
  await second.drop();
  const gone = new pg.Client({ connectionString: second.connectionString });
  await expect(gone.connect()).rejects.toMatchObject({ code: '3D000' });
});
