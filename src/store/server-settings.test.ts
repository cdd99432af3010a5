import { rmSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { openPool } from './database.ts';
import { startEmbeddedPostgres } from './embedded/start.ts';
import { silentLog } from './log.ts';
import { checkServerSettings, unsafeSettings } from './server-settings.ts';
import { createTestDatabase } from './test-database.ts';
import { makeScratch } from './test-scratch.ts';

async function check(connectionString: string): Promise<void> {
  const pool = openPool({ connectionString, log: silentLog, maxConnections: 1 });
  try {
    await checkServerSettings(pool);
  } finally {
    await pool.end();
  }
}

test('the embedded server passes as it is started', async () => {
  const database = await createTestDatabase();
  await expect(check(database.connectionString)).resolves.toBeUndefined();
  await database.drop();
});

test('O10 a setting that a connection string, a role or a database turns off is seen', async () => {
  const database = await createTestDatabase();
  const url = new URL(database.connectionString);
  url.searchParams.set('options', '-c synchronous_commit=off');
  await expect(check(url.href)).rejects.toMatchObject({
    code: 'database.settings.unsafe',
    message: expect.stringMatching(/synchronous_commit is off: .*take it out of the options in DATABASE_URL/),
  });
  const name = url.pathname.slice(1);
  const admin = new pg.Client({ connectionString: database.adminConnectionString });
  await admin.connect();
  await admin.query(`alter database ${name} set synchronous_commit = local`);
  await admin.end();
  await expect(check(database.connectionString)).rejects.toThrow(
    /synchronous_commit is local: .*alter database … reset synchronous_commit/,
  );
  await database.drop();
});

test('O10 a server that may lose or damage data is refused, every setting named at once', async () => {
  const folder = makeScratch('settings');
  const server = await startEmbeddedPostgres({
    folder,
    log: silentLog,
    endWithUs: true,
    settings: { fsync: 'off', full_page_writes: 'off', data_sync_retry: 'on' },
  });
  try {
    const refusal = await check(server.connectionString).catch((error: unknown) => String(error));
    expect(refusal).toMatch(/fsync is off: a power cut would damage the database/);
    expect(refusal).toMatch(/full_page_writes is off/);
    expect(refusal).toMatch(/data_sync_retry is on: .*alter system set data_sync_retry = off/);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('O10 an old server is refused with its version', async () => {
  const pool = { query: () => Promise.resolve({ rows: [{ number: '140011', version: '14.11' }] }) };
  await expect(checkServerSettings(pool as unknown as pg.Pool)).rejects.toMatchObject({
    code: 'database.settings.version',
    message: expect.stringContaining('14.11'),
  });
});

test('a standby and a wrong encoding are told apart from settings that can be altered', () => {
  const row = (name: string, setting: string) => ({ name, setting, source: 'configuration file' });
  expect(unsafeSettings([row('in_hot_standby', 'on')])[0]).toContain('primary server');
  expect(unsafeSettings([row('server_encoding', 'SQL_ASCII')])[0]).toContain('encoding UTF8');
  expect(unsafeSettings([row('fsync', 'off')])[0]).toContain('alter system set fsync = on; select pg_reload_conf()');
  expect(unsafeSettings([row('fsync', 'on'), row('synchronous_commit', 'remote_apply')])).toEqual([]);
});
