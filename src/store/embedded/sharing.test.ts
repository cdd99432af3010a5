import { cpSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { readPostmasterFile } from './lock-file.ts';
import { isServerOn } from './process-identity.ts';
import { ask, instances, until } from './test-instances.ts';

const servers = instances();
afterEach(() => servers.cleanUp());

test.each([2, 4])(
  '%i starters at once on a new folder: one makes and starts it, the others use it',
  async (starters) => {
    const folder = servers.folder();
    const all = await Promise.all(Array.from({ length: starters }, () => servers.startElsewhere(folder)));
    expect(all.map((one) => one.error).filter((error) => error !== '')).toEqual([]);
    expect(new Set(all.map((one) => one.pid)).size).toBe(1);
    expect(all.filter((one) => !one.adopted)).toHaveLength(1);
    for (const one of all) expect(await ask(one.connectionString, 'select current_database()')).toBe('landbridge');
  },
);

test('the one that started it leaves: the server stays for the others, and the last one ends it', async () => {
  const folder = servers.folder();
  const first = await servers.startElsewhere(folder);
  const second = await servers.startElsewhere(folder);
  expect(second).toMatchObject({ adopted: true, pid: first.pid });
  await first.end();
  expect(await ask(second.connectionString, 'select 1')).toBe(1);
  await second.end();
  await until(() => !isServerOn(first.pid, `${folder}/cluster/data`));
});

test('the others bring the server back when the one that started it was killed along with it', async () => {
  const folder = servers.folder();
  const first = await servers.startElsewhere(folder);
  const second = await servers.start({ folder });
  await first.kill();
  process.kill(first.pid, 'SIGKILL');
  await until(() => second.pid !== first.pid);
  expect(await ask(second.connectionString, 'select 1')).toBe(1);
});

test('a shared server keeps its settings when a second process wants others', async () => {
  const folder = servers.folder();
  const first = await servers.start({ folder });
  const second = await servers.startElsewhere(folder, { options: { settings: { work_mem: '16MB' } } });
  expect(second).toMatchObject({ adopted: true, pid: first.pid });
  expect(await ask(first.connectionString, 'show work_mem')).toBe('8MB');
});

test('a copy of a data folder is a server of its own, also while the original runs', async () => {
  const folder = servers.folder();
  const original = await servers.start({ folder });
  await ask(original.connectionString, 'create table kept as select 1 as n');
  await ask(original.adminConnectionString, 'checkpoint');
  cpSync(folder, `${folder}-copy`, { recursive: true });
  const copy = await servers.start({ folder: `${folder}-copy` });
  expect(copy.adopted).toBe(false);
  expect(copy.connectionString).not.toBe(original.connectionString);
  await ask(copy.connectionString, 'update kept set n = 2');
  expect(await ask(original.connectionString, 'select n from kept')).toBe(1);
});

test('a server that shall end with its starter does so after kill -9', async () => {
  const folder = servers.folder();
  const other = await servers.startElsewhere(folder, { options: { endWithUs: true } });
  expect(isServerOn(other.pid, `${folder}/cluster/data`)).toBe(true);
  await other.kill();
  await until(() => !isServerOn(other.pid, `${folder}/cluster/data`));
});

test.each([0, 10, 30, 60, 120])(
  'stopping %i ms after the server was killed leaves nothing running',
  async (delayMs) => {
    const folder = servers.folder();
    const server = await servers.start({ folder });
    process.kill(server.pid, 'SIGKILL');
    await sleep(delayMs);
    await server.stop();
    const left = readPostmasterFile(`${folder}/cluster/data`);
    expect(left === undefined || !isServerOn(left.pid, `${folder}/cluster/data`)).toBe(true);
  },
);

test('Ctrl-C in the terminal reaches the starter, not the server', async () => {
  const folder = servers.folder();
  const other = await servers.startElsewhere(folder, { options: {} });
  process.kill(-(other.process.pid ?? 0), 'SIGINT');
  await until(() => other.process.signalCode !== null);
  await sleep(200);
  expect(await ask(other.connectionString, 'select 1')).toBe(1);
});
