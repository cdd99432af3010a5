import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool } from './database.ts';
import { createEventVersions } from './event-versions.ts';
import { silentLog } from './log.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ connectionString: database.connectionString, log: silentLog });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('the newest version of a subject stays, in whatever order they come', async () => {
  const versions = createEventVersions(pool);
  const item = { tenant: 't', connection: 'm3', type: 'm3.item.changed', subject: 'PUMP-1001' };
  expect(await versions.newest(item)).toBeUndefined();
  await Promise.all([3, 7, 5].map((version) => versions.remember({ ...item, version })));
  expect(await versions.newest(item)).toBe(7);
  expect(await versions.newest({ ...item, subject: 'PUMP-1007' })).toBeUndefined();
  expect(await versions.newest({ ...item, connection: 'other' })).toBeUndefined();
});
