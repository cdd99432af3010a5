import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { type Cluster, ensureCluster } from './cluster.ts';
import { takeHold } from './control.ts';
import type { EmbeddedPostgres } from './start.ts';
import { ask, instances } from './test-instances.ts';

const servers = instances();
const folder = servers.folder();
let server: EmbeddedPostgres;
let cluster: Cluster;
const account = () => serverAccount(join(folder, 'cluster'));
const endpoint = () =>
  ({ kind: 'socket', folder: new URL(server.connectionString).searchParams.get('host') ?? '' }) as const;

beforeAll(async () => {
  server = await servers.start({ folder });
  cluster = await ensureCluster(folder, account(), findBinaries(account()));
});
afterAll(() => servers.cleanUp());

test('a server that knows the password but works on another folder is not ours', async () => {
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  await expect(takeHold({ ...cluster, dataFolder: elsewhere }, account(), endpoint())).rejects.toThrow(
    /another data folder/,
  );
});

test('processes that come at the same moment make role and database together', async () => {
  await ask(server.adminConnectionString, 'drop database landbridge with (force)');
  await ask(server.adminConnectionString, 'drop role landbridge');
  const holds = await Promise.all(Array.from({ length: 8 }, () => takeHold(cluster, account(), endpoint())));
  expect(await ask(server.connectionString, 'select current_user')).toBe('landbridge');
  for (const hold of holds) await hold.close();
});

test('only the last holder is told so', async () => {
  const [first, second] = [
    await takeHold(cluster, account(), endpoint()),
    await takeHold(cluster, account(), endpoint()),
  ];
  expect(await first.isLastHolder()).toBe(false);
  expect(await second.isLastHolder()).toBe(false);
  await first.close();
  await second.close();
});

test('a lost connection is told once, a closed one is not', async () => {
  const told: string[] = [];
  const [cut, closed] = [
    await takeHold(cluster, account(), endpoint()),
    await takeHold(cluster, account(), endpoint()),
  ];
  closed.onLost(() => told.push('closed'));
  await closed.close();
  cut.onLost(() => told.push('cut'));
  await ask(
    server.adminConnectionString,
    `select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'landbridge control'`,
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(told).toEqual(['cut']);
  expect(await ask(server.connectionString, 'select 1')).toBe(1);
});
