import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatherBurst } from '../bench/gather-burst.ts';
import { openPool } from '../src/store/database.ts';
import { silentLog } from '../src/store/log.ts';
import { createTestDatabase, type TestDatabase } from '../src/store/test-database.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ connectionString: database.connectionString, log: silentLog, maxConnections: 8 });
  await runMigrations({ pgPool: pool });
  await pool.query('SELECT ensure_day_partitions(current_date, 2)');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('W05 W06 C02: a burst three times over, out of order, with takers that die, ends equal with few writes', async () => {
  const burst = { changes: 3_000, subjects: 100, copies: 3, disorder: 2_000, size: 40, deaths: 0.2, seed: 7 };
  const result = await gatherBurst(pool, { ...burst, spacing: '4s' });
  expect(result).toMatchObject({ deliveries: 9_000, wrong: 0, wentBack: 0 });
  // Thirty changes of each subject: at most three of them are written.
  expect(result.mostWrites).toBeLessThanOrEqual(3);
  expect(result.runs).toBeLessThan(60);
}, 60_000);
