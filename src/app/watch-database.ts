import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { type Going, keepLooking } from '../engine/keep-looking.ts';
import type { Log } from '../monitor/log.ts';
import { type Look, lookAtDatabase, type Seen } from '../store/recovery-store.ts';
import { replaceFile } from './replace-file.ts';

const FILE = 'database.seen';
const LOOK_MS = 5_000;

export interface WatchedDatabase extends Going {
  /** What the first look found. */
  readonly first: Look;
}

/**
 * Looks whether the database is the one this data folder knows, and no older: now, before anything is sent, and every
 * few seconds. What was seen last is kept in the data folder, outside of the database.
 */
export async function watchDatabase(deps: {
  readonly pool: pg.Pool;
  readonly dataFolder: string;
  /** Said by whoever restored the database where nothing shows it, such as a snapshot of the whole machine. */
  readonly restored: boolean;
  readonly log: Log;
}): Promise<WatchedDatabase> {
  const { pool, log } = deps;
  const path = join(deps.dataFolder, FILE);
  let seen = await readSeen(path);
  const look = async (declared?: string): Promise<Look> => {
    const found = await lookAtDatabase(pool, seen, declared);
    if (found.found === 'restored')
      log.error({ reason: found.reason }, 'all connections are paused until somebody resumes them');
    if (found.found === 'failed-over')
      log.warn({}, 'another database server has taken over; for two days writes are looked for before they are made');
    seen = { databaseId: found.databaseId, beat: found.beat };
    await replaceFile(path, `${seen.databaseId} ${seen.beat}\n`).catch((error: unknown) =>
      log.warn({ err: error }, 'the newest state of the database could not be kept in the data folder'),
    );
    return found;
  };
  const first = await look(deps.restored ? 'the database was restored, as the start of this process says' : undefined);
  const going = keepLooking({
    look: () => look(),
    pauseMs: () => LOOK_MS,
    // The database is away; that is told elsewhere.
    onInterrupted: (reason) => log.debug({ reason }, 'could not look whether the database is the same'),
  });
  return { first, stop: () => going.stop() };
}

async function readSeen(path: string): Promise<Seen | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const [, databaseId, beat] = /^(\d+\/\d+) (\d+)\n$/.exec(text) ?? [];
  return databaseId === undefined ? undefined : { databaseId, beat: Number(beat) };
}
