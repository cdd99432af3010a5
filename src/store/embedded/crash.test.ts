import { spawn } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openPool } from '../database.ts';
import { isUnavailable } from '../database-errors.ts';
import { silentLog } from '../log.ts';
import { serverAccount } from './account.ts';
import { isAlive } from './process-identity.ts';
import type { ServerState } from './supervise.ts';
import { ask, instances, until } from './test-instances.ts';

const servers = instances();
afterEach(() => servers.cleanUp());

const lockOf = (folder: string) => join(folder, 'cluster', 'data', 'postmaster.pid');

test('C02 kill -9 of the process that started it: the server is adopted, with everything committed', async () => {
  const folder = servers.folder();
  const before = await servers.startElsewhere(folder);
  await ask(before.connectionString, 'create table kept as select 7 as n');
  await before.kill();
  expect(isAlive(before.pid)).toBe(true);
  const begin = performance.now();
  const server = await servers.start({ folder });
  expect(performance.now() - begin).toBeLessThan(1_000);
  expect(server).toMatchObject({ adopted: true, pid: before.pid, connectionString: before.connectionString });
  expect(await ask(server.connectionString, 'select n from kept')).toBe(7);
  await server.stop();
  await until(() => !isAlive(server.pid) || !readable(lockOf(folder)));
});

test('a server adopted with other settings is started anew with ours', async () => {
  const folder = servers.folder();
  const before = await servers.startElsewhere(folder, { options: { settings: { max_connections: '33' } } });
  await before.kill();
  const server = await servers.start({ folder });
  expect(server.adopted).toBe(false);
  expect(await ask(server.connectionString, 'show max_connections')).toBe('60');
});

test('C12 kill -9 of the server: it is back, and an open pool goes on without being told', async () => {
  const server = await servers.start({ folder: servers.folder() });
  const states: ServerState[] = [];
  server.onStateChange((state) => states.push(state));
  const pool = openPool({ connectionString: server.connectionString, log: silentLog, maxConnections: 4 });
  await pool.query('create table orders (id int primary key)');
  const dead = server.pid;
  const acknowledged: number[] = [];
  const refusals: unknown[] = [];
  for (let id = 0; id < 60; id += 1) {
    if (id === 20) process.kill(dead, 'SIGKILL');
    await pool.query('insert into orders values ($1)', [id]).then(
      () => acknowledged.push(id),
      (error: unknown) => refusals.push(error),
    );
    if (id >= 20) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await until(() => states.at(-1)?.state === 'ready', 10_000);
  expect(refusals.length).toBeGreaterThan(0);
  expect(refusals.filter((error) => !isUnavailable(error))).toEqual([]);
  const stored = await pool.query<{ id: number }>('select id from orders');
  const ids = new Set(stored.rows.map((row) => row.id));
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  expect(server.pid).not.toBe(dead);
  expect(states.map((state) => state.state)).toEqual(['restarting', 'ready']);
  await pool.end();
});

test('C12 kill -9 of the server again and again', async () => {
  const server = await servers.start({ folder: servers.folder() });
  for (let round = 0; round < 4; round += 1) {
    const dead = server.pid;
    process.kill(dead, 'SIGKILL');
    await until(() => server.pid !== dead, 15_000);
    expect(await ask(server.connectionString, 'select 1')).toBe(1);
  }
});

test('C13 server and starter killed at the same moment: what was acknowledged is there', async () => {
  const folder = servers.folder();
  const before = await servers.startElsewhere(folder);
  await ask(before.connectionString, 'create table kept as select g as n from generate_series(1, 1000) g');
  process.kill(before.pid, 'SIGKILL');
  await before.kill();
  const server = await servers.start({ folder });
  expect(server.adopted).toBe(false);
  expect(await ask(server.connectionString, 'select count(*)::int from kept')).toBe(1_000);
});

test('a lock file whose process id now belongs to somebody else is cleared away', async () => {
  const folder = servers.folder();
  const before = await servers.startElsewhere(folder);
  const lock = readFileSync(lockOf(folder), 'utf8');
  await before.end();
  const account = serverAccount(join(folder, 'cluster'));
  const other = spawn('sleep', ['60'], account === null ? {} : { uid: account.uid, gid: account.gid });
  writeFileSync(lockOf(folder), lock.replace(/^\d+/, String(other.pid)));
  const server = await servers.start({ folder });
  expect(server.adopted).toBe(false);
  expect(other.exitCode).toBeNull();
  other.kill();
});

test('the socket of a killed server whose process id now belongs to somebody else is cleared away', async () => {
  const folder = servers.folder();
  const before = await servers.startElsewhere(folder);
  process.kill(before.pid, 'SIGKILL');
  await before.kill();
  const account = serverAccount(join(folder, 'cluster'));
  const other = spawn('sleep', ['60'], account === null ? {} : { uid: account.uid, gid: account.gid });
  const socketLock = join(new URL(before.connectionString).searchParams.get('host') ?? '', '.s.PGSQL.5432.lock');
  writeFileSync(socketLock, readFileSync(socketLock, 'utf8').replace(/^\d+/, String(other.pid)));
  const server = await servers.start({ folder });
  expect(server.connectionString).toBe(before.connectionString);
  other.kill();
});

test.each(['999999999\n', 'rubbish\n'])('a stale lock file is cleared away: %j', async (text) => {
  const folder = servers.folder();
  await (await servers.start({ folder })).stop();
  writeFileSync(lockOf(folder), text);
  const { utimesSync } = await import('node:fs');
  utimesSync(lockOf(folder), new Date(0), new Date(0));
  const server = await servers.start({ folder });
  expect(await ask(server.connectionString, 'select 1')).toBe(1);
});

test('a data folder that was moved while its server ran on is still known as ours', async () => {
  const folder = servers.folder();
  const before = await servers.startElsewhere(folder);
  await before.kill();
  renameSync(folder, `${folder}-moved`);
  const server = await servers.start({ folder: `${folder}-moved` });
  expect(server).toMatchObject({ adopted: true, pid: before.pid });
});

test('a server that cannot come back is reported with its reason', async () => {
  const folder = servers.folder();
  const server = await servers.start({ folder });
  const states: ServerState[] = [];
  server.onStateChange((state) => states.push(state));
  renameSync(join(folder, 'cluster', 'data', 'global'), join(folder, 'cluster', 'data', 'global-away'));
  process.kill(server.pid, 'SIGKILL');
  await until(() => states.length >= 3, 10_000);
  expect(states.slice(0, 3)).toEqual([1, 2, 3].map((attempt) => ({ state: 'restarting', attempt })));
  renameSync(join(folder, 'cluster', 'data', 'global-away'), join(folder, 'cluster', 'data', 'global'));
  await until(() => states.at(-1)?.state === 'ready', 10_000);
  expect(await ask(server.connectionString, 'select 1')).toBe(1);
}, 30_000);

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}
