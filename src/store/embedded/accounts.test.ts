import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { giveTo, parseAccounts, serverAccount } from './account.ts';
import { findBinaries, othersCanRead } from './binaries.ts';
import { ask, instances } from './test-instances.ts';

const servers = instances();
afterEach(() => servers.cleanUp());

/** Ids that no account of the machine needs to have; only making a database asks for one. */
const nobody = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;

test('accounts are read from a passwd file, malformed lines are passed over', () => {
  expect(parseAccounts('root:x:0:0:root:/root:/bin/sh\n\n# note\nbad:x\npostgres:x:101:104::/:\n+::::::\n')).toEqual([
    { name: 'root', uid: 0, gid: 0 },
    { name: 'postgres', uid: 101, gid: 104 },
  ]);
});

describe.skipIf(!isRoot)('as root', () => {
  test('the server runs as an ordinary account that owns its data, below folders that account cannot enter', async () => {
    const folder = servers.folder('closed/data/postgres');
    mkdirSync(join(folder, '..'), { recursive: true });
    chmodSync(join(folder, '..', '..'), 0o700);
    const server = await servers.start({ folder });
    const account = serverAccount(join(folder, 'cluster'));
    expect(account?.uid).toBeGreaterThan(0);
    expect(statSync(`/proc/${server.pid}`).uid).toBe(account?.uid);
    expect(statSync(join(folder, 'cluster', 'data')).uid).toBe(account?.uid);
    expect(othersCanRead(folder)).toBe(false);
    expect(await ask(server.connectionString, 'select 1')).toBe(1);
  });

  test('kill -9 of starter and server below a closed folder: adopted, and started again', async () => {
    const folder = servers.folder('closed/postgres');
    mkdirSync(join(folder, '..'), { recursive: true });
    chmodSync(join(folder, '..'), 0o700);
    const first = await servers.startElsewhere(folder);
    await first.kill();
    const second = await servers.startElsewhere(folder);
    expect(second).toMatchObject({ adopted: true, pid: first.pid });
    await second.kill();
    process.kill(first.pid, 'SIGKILL');
    const third = await servers.start({ folder });
    expect(third.adopted).toBe(false);
  });

  test('a database that an ordinary user made stays with that user, and serves both', async () => {
    const folder = servers.folder();
    mkdirSync(folder);
    chownSync(folder, nobody.uid, nobody.gid);
    chmodSync(join(folder, '..'), 0o711);
    const asUser = await servers.startElsewhere(folder, nobody);
    expect(asUser.error).toBe('');
    expect(statSync(`/proc/${asUser.pid}`).uid).toBe(nobody.uid);
    await asUser.end();
    const asRoot = await servers.start({ folder });
    expect(statSync(`/proc/${asRoot.pid}`).uid).toBe(nobody.uid);
    await asRoot.stop();
    expect(await servers.startElsewhere(folder, nobody)).toMatchObject({ error: '', adopted: false });
  });

  test('an ordinary user is told that the database belongs to somebody else', async () => {
    const folder = servers.folder();
    await (await servers.start({ folder })).stop();
    const account = serverAccount(join(folder, 'cluster'));
    chmodSync(join(folder, '..'), 0o755);
    const other = { uid: (account?.uid ?? 0) + 1, gid: nobody.gid };
    const asUser = await servers.startElsewhere(folder, other);
    expect(asUser.error).toMatch(
      new RegExp(`^database\\.embedded\\.not-owner .*user id ${account?.uid}, .*runs as ${other.uid}`),
    );
  });

  test('an ordinary user is told that the folder cannot be written', async () => {
    const folder = servers.folder();
    mkdirSync(folder);
    chmodSync(join(folder, '..'), 0o755);
    const asUser = await servers.startElsewhere(folder, nobody);
    expect(asUser.error).toMatch(/^database\.embedded\.folder .*permission denied/);
  });

  test('a database restored from a backup as root is given to the account of the server', async () => {
    const folder = servers.folder();
    await (await servers.start({ folder })).stop();
    giveTo({ name: 'root', uid: 0, gid: 0 }, join(folder, 'cluster'));
    const server = await servers.start({ folder });
    expect(await ask(server.connectionString, 'select 1')).toBe(1);
    expect(statSync(join(folder, 'cluster')).uid).not.toBe(0);
  });

  test('programs that the account cannot reach are copied once, whole, to a folder that it can', () => {
    const folder = servers.folder('closed');
    const packageFolder = copyPackage(folder);
    chmodSync(folder, 0o700);
    const caches = [servers.folder('cache')];
    chmodSync(dirname(caches[0] ?? ''), 0o755);
    const account = { name: 'nobody', ...nobody };
    const binaries = findBinaries(account, packageFolder, caches);
    expect(binaries.postgres.startsWith(caches[0] ?? '')).toBe(true);
    expect(othersCanRead(binaries.postgres)).toBe(true);
    expect(existsSync(join(dirname(binaries.postgres), '..', 'lib', 'libicuuc.so.60'))).toBe(true);
    const madeAt = statSync(binaries.postgres).ctimeMs;
    expect(findBinaries(account, packageFolder, caches)).toEqual(binaries);
    expect(statSync(binaries.postgres).ctimeMs).toBe(madeAt);
    rmSync(join(dirname(binaries.postgres), '..', 'share'), { recursive: true });
    expect(findBinaries(account, packageFolder, caches)).toEqual(binaries);
    expect(existsSync(join(dirname(binaries.postgres), '..', 'share', 'postgresql', 'postgres.bki'))).toBe(true);
    expect(readdirSync(caches[0] ?? '')).toHaveLength(1);
  });

  test('a cache folder that others can write is not trusted', () => {
    const folder = servers.folder('closed');
    const packageFolder = copyPackage(folder);
    chmodSync(folder, 0o700);
    const [open, safe] = [servers.folder('open'), servers.folder('safe')];
    for (const path of [open, safe]) chmodSync(dirname(path), 0o755);
    mkdirSync(open);
    chmodSync(open, 0o777);
    const account = { name: 'nobody', ...nobody };
    expect(findBinaries(account, packageFolder, [open, safe]).postgres.startsWith(safe)).toBe(true);
    expect(() => findBinaries(account, packageFolder, [open])).toThrow(/can be written by others/);
  });
});

test('links that npm did not make are made in place', () => {
  const packageFolder = copyPackage(servers.folder('plain'));
  const link = join(packageFolder, 'native', 'lib', 'libicuuc.so.60');
  rmSync(link, { force: true });
  const binaries = findBinaries(null, packageFolder, []);
  expect(binaries.postgres).toBe(join(packageFolder, 'native', 'bin', 'postgres'));
  expect(existsSync(link)).toBe(true);
});

/** A package folder with the programs, without the large libraries. */
function copyPackage(to: string): string {
  const from = join(dirname(findBinaries(null).postgres), '..', '..');
  const packageFolder = join(to, 'some-platform');
  cpSync(from, packageFolder, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/libicudata|timezone|\.a$/.test(path),
  });
  writeFileSync(join(packageFolder, 'native', 'lib', 'libicudata.so.60.2'), '');
  return packageFolder;
}
