import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, openPool } from './database.ts';
import { isUnavailable, withSerializationRetry } from './database-errors.ts';
import { silentLog } from './log.ts';
import { type TestDatabase, createTestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

test('statements, Kysely and settings of a connection', async () => {
  const opened = openDatabase({
    connectionString: database.connectionString,
    log: silentLog,
    applicationName: 'landbridge test',
    statementTimeoutMs: 1_234,
    lockTimeoutMs: 567,
  });
  const settings = await opened.pool.query(
    `select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
       current_setting('lock_timeout') as lock`,
  );
  expect(settings.rows).toEqual([{ name: 'landbridge test', statement: '1234ms', lock: '567ms' }]);
  expect(await opened.kysely.selectNoFrom((make) => make.lit(1).as('one')).execute()).toEqual([{ one: 1 }]);
  await opened.close();
});

test('C24 a statement and a lock that take too long end, and that is not taken for a database that is away', async () => {
  const pool = openPool({
    connectionString: database.connectionString,
    log: silentLog,
    statementTimeoutMs: 100,
    lockTimeoutMs: 50,
  });
  const slow = await errorOf(pool.query('select pg_sleep(5)'));
  expect(slow).toMatchObject({ code: '57014' });
  expect(isUnavailable(slow)).toBe(false);
  await pool.query('create table busy (id int)');
  const holder = new pg.Client({ connectionString: database.connectionString });
  await holder.connect();
  await holder.query('begin; lock table busy');
  const locked = await errorOf(pool.query('select * from busy'));
  expect(locked).toMatchObject({ code: '55P03' });
  expect(isUnavailable(locked)).toBe(false);
  await holder.end();
  await pool.end();
});

test('C12 connections cut while idle and in the middle of a statement end no process; the pool goes on', async () => {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_fields: object, message: string) => void warnings.push(message) };
  const pool = openPool({ connectionString: database.connectionString, log });
  const killer = new pg.Client({ connectionString: database.adminConnectionString });
  await killer.connect();
  const cut = () =>
    killer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
  await pool.query('select 1');
  await cut();
  await pause();
  expect(warnings).toEqual(['an idle database connection broke']);
  const inUse = await pool.connect();
  await cut();
  await pause();
  const dead = await errorOf(inUse.query('select 1'));
  expect(isUnavailable(dead)).toBe(true);
  inUse.release(true);
  const sleeping = errorOf(pool.query('select pg_sleep(10)'));
  await pause();
  await cut();
  const broken = await sleeping;
  expect(broken).toMatchObject({ code: '57P01' });
  expect(isUnavailable(broken)).toBe(true);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await killer.end();
  await pool.end();
});

test('C23 a database that was closed for connections is away, a statement at the wrong moment is a fault', () => {
  const refused = Object.assign(new Error('database "x" is not currently accepting connections'), { code: '55000' });
  expect(isUnavailable(Object.assign(refused, { severity: 'FATAL' }))).toBe(true);
  expect(isUnavailable(Object.assign(refused, { severity: 'ERROR' }))).toBe(false);
});

test('C23 a caller that gets no free connection in time is told so, and the pool recovers alone', async () => {
  const pool = openPool({
    connectionString: database.connectionString,
    log: silentLog,
    maxConnections: 1,
    connectTimeoutMs: 100,
  });
  const only = await pool.connect();
  const waiting = await errorOf(pool.query('select 1'));
  expect(isUnavailable(waiting)).toBe(true);
  only.release();
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test('a server that is not there, that hangs up and that says nothing are all unavailable', async () => {
  const rude = createServer((socket) => socket.destroy());
  const mute = createServer(() => {});
  const port = (server: ReturnType<typeof createServer>) =>
    new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  const ports = [await port(rude), await port(mute)];
  for (const target of [
    `127.0.0.1:${ports[0]}`,
    `127.0.0.1:${ports[1]}`,
    '127.0.0.1:1',
    'localhost:1',
    'no-such-host.invalid:5432',
  ]) {
    const pool = openPool({ connectionString: `postgresql://u:p@${target}/d`, log: silentLog, connectTimeoutMs: 200 });
    const error = await errorOf(pool.query('select 1'));
    expect([target, isUnavailable(error)]).toEqual([target, true]);
    await pool.end();
  }
  rude.close();
  mute.close();
});

test.each<[string, unknown, boolean]>([
  ['shutting down', { code: '57P01' }, true],
  ['starting up', { code: '57P03' }, true],
  ['too many connections', { code: '53300' }, true],
  ['disk full', { code: '53100' }, true],
  ['connection failure', { code: '08006' }, true],
  ['standby after a failover', { code: '25006' }, true],
  ['socket missing', { code: 'ENOENT', syscall: 'connect' }, true],
  ['some file missing', { code: 'ENOENT', syscall: 'open' }, false],
  ['wrapped', new Error('intake failed', { cause: { code: 'ECONNREFUSED' } }), true],
  ['unique violation', { code: '23505' }, false],
  ['wrong password', { code: '28P01' }, false],
  ['syntax error', { code: '42601' }, false],
  ['deadlock', { code: '40P01' }, false],
  ['somebody else’s error', new TypeError('x is undefined'), false],
  ['nothing', undefined, false],
])('%s', (_name, error, unavailable) => {
  expect(isUnavailable(error)).toBe(unavailable);
});

test('transactions that collide are done again until each has had its turn', async () => {
  const pool = openPool({ connectionString: database.connectionString, log: silentLog });
  await pool.query('create table counter (n int); insert into counter values (0)');
  let tries = 0;
  const addOne = () =>
    withSerializationRetry(async () => {
      tries += 1;
      const client = await pool.connect();
      try {
        await client.query('begin isolation level serializable');
        const now = await client.query<{ n: number }>('select n from counter');
        await new Promise((resolve) => setTimeout(resolve, 5));
        await client.query('update counter set n = $1', [(now.rows[0]?.n ?? 0) + 1]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    });
  // Several at once, and again until two of them met.
  let turns = 0;
  do {
    await Promise.all([addOne(), addOne(), addOne()]);
    turns += 3;
  } while (tries === turns && turns < 60);
  expect((await pool.query('select n from counter')).rows).toEqual([{ n: turns }]);
  expect(tries).toBeGreaterThan(turns);
  await expect(withSerializationRetry(() => pool.query('select 1 / 0'))).rejects.toMatchObject({ code: '22012' });
  await pool.end();
});
