import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useInstance } from '../stories/instance.ts';
import { landed } from '../stories/landed.ts';
import { pause } from '../stories/until.ts';

/** The database dies while a process starts: it comes up or it ends, so that somebody can start it again. */

const shop = useInstance({ database: 'own' });

async function killDatabase(): Promise<void> {
  const file = await readFile(join(shop.folder, 'postgres/cluster/data/postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(file.split('\n')[0]);
  if (pid > 1) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already; the file is the one of its last life.
    }
  }
}

test('C12 C13 kill -9 of the database at any moment of a start: ready or ended, never a server that only seems to be one', async () => {
  const ends: string[] = [];
  for (const delayMs of [150, 400, 650, 900, 1_200]) {
    await shop.server.kill();
    const starting = shop.server.start(25_000).then(
      () => 'ready',
      (error: unknown) => (/ended with code/.test(String(error)) ? 'ended' : `neither: ${String(error).slice(0, 300)}`),
    );
    await pause(delayMs);
    await killDatabase();
    ends.push(await starting);
  }
  expect(ends.filter((end) => end !== 'ready' && end !== 'ended')).toEqual([]);
  await shop.server.kill();
  await shop.server.start();
  await landed(shop, await shop.place('plain'), 30_000);
}, 120_000);
