import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from './log.ts';
import { migrate } from './migrate.ts';
import { type Migration, loadMigrations, migrationFrom } from './migrations/index.ts';
import { type TestDatabase, createTestDatabase } from './test-database.ts';

let database: TestDatabase;
let client: pg.Client;
const tables: Migration[] = [
  migrationFrom('901-orders', 'create table t_orders (id int primary key); insert into t_orders values (1);'),
  migrationFrom(
    '902-amounts',
    'alter table t_orders add amount numeric(18,4) not null default 0; select pg_sleep(0.1);',
  ),
];

beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.connectionString });
  client.on('error', () => {});
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

/** The tables of the release plus these, so that the template's own record is known. */
const run = (migrations: readonly Migration[], more: Partial<Parameters<typeof migrate>[0]> = {}) =>
  migrate({
    connectionString: database.connectionString,
    log: silentLog,
    migrations: [...loadMigrations(), ...migrations],
    ...more,
  });

test('migrations run once each, in order', async () => {
  expect(await run(tables)).toEqual(['901-orders', '902-amounts']);
  expect(await run(tables)).toEqual([]);
  const rows = await client.query('select id, amount::text as amount from t_orders');
  expect(rows.rows).toEqual([{ id: 1, amount: '0.0000' }]);
});

test.each([2, 5])('O01 %i starters at once: each migration runs exactly once, all end well', async (starters) => {
  const ran = await Promise.all(Array.from({ length: starters }, () => run(tables)));
  expect(ran.flat().toSorted()).toEqual(['901-orders', '902-amounts']);
  const rows = await client.query('select count(*)::int as n from t_orders');
  expect(rows.rows).toEqual([{ n: 1 }]);
});

test('starters on an empty database make the record of migrations together', async () => {
  for (let round = 0; round < 4; round += 1) {
    await client.query('drop table schema_migrations');
    await client.query('drop table if exists t_orders');
    const starters = Array.from({ length: 8 }, () =>
      migrate({ connectionString: database.connectionString, log: silentLog, migrations: tables }),
    );
    expect((await Promise.all(starters)).flat().toSorted()).toEqual(['901-orders', '902-amounts']);
  }
});

test('a migration that fails leaves nothing behind and names itself', async () => {
  const broken = migrationFrom('903-broken', 'create table t_half (id int); select 1 / 0;');
  await expect(run([...tables, broken])).rejects.toMatchObject({
    code: 'database.migration.failed',
    message: expect.stringMatching(/903-broken failed: division by zero/),
  });
  const left = await client.query<{ half: string | null }>(`select to_regclass('t_half')::text as half`);
  expect(left.rows[0]?.half).toBeNull();
  expect(await run([...tables, migrationFrom('903-broken', 'create table t_half (id int);')])).toEqual(['903-broken']);
});

test('O09 a database of a newer release is refused, with the migration named and nothing changed', async () => {
  await run(tables);
  await expect(run([migrationFrom('900-early', 'create table t_early (id int);')])).rejects.toMatchObject({
    code: 'database.migration.unknown',
    message: expect.stringContaining('901-orders, 902-amounts'),
  });
  const left = await client.query<{ early: string | null }>(`select to_regclass('t_early')::text as early`);
  expect(left.rows[0]?.early).toBeNull();
});

test('a migration that was edited after it ran is refused', async () => {
  await run(tables);
  const edited = [migrationFrom('901-orders', 'create table t_orders (id bigint);'), ...tables.slice(1)];
  await expect(run(edited)).rejects.toMatchObject({ code: 'database.migration.changed' });
});

test('C24 a busy table makes the migration step back and come again, not queue everybody', async () => {
  await run(tables.slice(0, 1));
  await client.query('begin; lock table t_orders in access share mode');
  const waiting = run(tables, { lockTimeoutMs: 100 });
  const reader = new pg.Client({ connectionString: database.connectionString });
  await reader.connect();
  const begin = performance.now();
  for (let read = 0; read < 10; read += 1) await reader.query('select * from t_orders');
  expect(performance.now() - begin).toBeLessThan(2_000);
  await reader.end();
  await client.query('commit');
  expect(await waiting).toEqual(['902-amounts']);
});

test('C24 a table that stays busy ends in a clear error', async () => {
  await run(tables.slice(0, 1));
  await client.query('begin; lock table t_orders in access share mode');
  await expect(run(tables, { lockTimeoutMs: 50, retries: 1 })).rejects.toMatchObject({
    code: 'database.migration.failed',
    message: expect.stringContaining('lock timeout'),
  });
});

test('C12 the connection dies in the middle of a migration: rolled back, and the next starter runs it', async () => {
  const slow = migrationFrom('901-slow', 'create table t_slow (id int); select pg_sleep(5);');
  const cut = run([slow]);
  const failed = expect(cut).rejects.toThrow();
  const killer = new pg.Client({ connectionString: database.adminConnectionString });
  await killer.connect();
  for (let killed = 0; killed === 0; ) {
    const answer = await killer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'landbridge migrate' and query like '%pg_sleep(5)%' and datname = current_database()
         and pid <> pg_backend_pid()`,
    );
    killed = answer.rowCount ?? 0;
  }
  await killer.end();
  await failed;
  expect(await run([migrationFrom('901-slow', 'create table t_slow (id int);')])).toEqual(['901-slow']);
});

test('migration files must be numbered once each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lb-migrations-'));
  const url = pathToFileURL(`${folder}/`);
  writeFileSync(join(folder, '002-b.sql'), 'select 2;\r\n');
  writeFileSync(join(folder, '001-a.sql'), 'select 1;');
  expect(loadMigrations(url).map((migration) => [migration.id, migration.sql])).toEqual([
    ['001-a', 'select 1;'],
    ['002-b', 'select 2;\n'],
  ]);
  writeFileSync(join(folder, '002-c.sql'), '');
  expect(() => loadMigrations(url)).toThrow(/number 002/);
  writeFileSync(join(folder, 'x.sql'), '');
  expect(() => loadMigrations(url)).toThrow(/002-c|x\.sql/);
  rmSync(folder, { recursive: true });
});
