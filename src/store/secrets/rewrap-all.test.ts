import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openChannel, saveChannel } from '../alert/channels.ts';
import { createConnectionStore } from '../connection-store.ts';
import { silentLog } from '../log.ts';
import { openTestStore } from '../test-store.ts';
import { forgetEarlierKeys, loadKeyRing, rotateKeyFile } from './key-file.ts';
import { countSealed, rewrapAll } from './rewrap-all.ts';

const { pool, close } = await openTestStore({ maxConnections: 4 });
const dataFolder = mkdtempSync(join(tmpdir(), 'landbridge-keys-'));
const file = join(dataFolder, 'master.key');
const load = () => loadKeyRing({ environment: {}, dataFolder, log: silentLog });

afterAll(async () => {
  await close();
  rmSync(dataFolder, { recursive: true, force: true });
});

const SECRETS = 200;
/** Every secret in clear, as a process with this ring sees it. */
async function openAll(ring: ReturnType<typeof load>): Promise<number> {
  const store = createConnectionStore(pool, ring);
  let opened = 0;
  for (let n = 0; n < SECRETS; n += 1)
    if ((await store.openSecrets('t', `c${n}`))['password'] === `secret ${n}`) opened += 1;
  if ((await openChannel(pool, ring, 't', 'mail'))?.secrets['password'] === 'mail secret') opened += 1;
  return opened;
}

test('O07: a new master key takes over while others read and write, and the old one opens nothing any more', async () => {
  // A process that has run since before, and one that only has the old key, as a thief would.
  const running = load();
  const store = createConnectionStore(pool, running);
  const connection = { tenant: 't', connector: 'm3', title: 'x', settings: {}, by: 'me' };
  for (let n = 0; n < SECRETS; n += 1)
    await store.save({ ...connection, name: `c${n}`, secrets: { password: `secret ${n}` } });
  const mail = { name: 'mail', kind: 'email', title: 'Mail', enabled: true, settings: {} } as const;
  await saveChannel(pool, running, 't', mail, { password: 'mail secret' }, 'me');
  const old = { current: running.current, earlier: [] };

  rotateKeyFile(file);
  const ring = load();
  // Stopped in the middle: everything opens, for the new and for the running process.
  await pool.query(`UPDATE connection_secrets SET sealed = 'lb1.damaged.x.y' WHERE connection = 'c100'`);
  await expect(rewrapAll(pool, ring)).rejects.toMatchObject({ code: 'secrets.key-unknown' });
  await store.save({ ...connection, name: 'c100', secrets: { password: 'secret 100' } });
  expect(await countSealed(pool, [old.current.id])).toBeGreaterThan(0);
  expect(await openAll(running)).toBe(SECRETS + 1);

  const [moved, seen] = await Promise.all([rewrapAll(pool, ring), openAll(running)]);
  expect(seen).toBe(SECRETS + 1);
  expect(moved).toBeGreaterThan(0);
  expect(await countSealed(pool, [old.current.id])).toBe(0);
  expect(await rewrapAll(pool, ring)).toBe(0);
  forgetEarlierKeys(file);
  expect(await openAll(load())).toBe(SECRETS + 1);
  expect(await openAll(running)).toBe(SECRETS + 1);
  await expect(createConnectionStore(pool, old).openSecrets('t', 'c1')).rejects.toMatchObject({
    code: 'secrets.key-unknown',
  });
});
