import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandboxes } from '../../src/cli/demo/ledgers.ts';
import { freePort, ServerProcess } from '../../src/cli/demo/server-process.ts';
import { type SandboxPair, spawnSandboxes } from '../../src/main.ts';
import { KeptProcess } from './kept-process.ts';

/** Both sandboxes, an embedded PostgreSQL and three processes of the product that share it, in a folder of their own. */
export interface StormScene {
  readonly folder: string;
  readonly sandboxes: Sandboxes;
  /** Takes webhooks in and works; is killed. */
  readonly front: KeptProcess;
  /** Works; is killed. */
  readonly worker: KeptProcess;
  /** Works; is frozen. */
  readonly sleeper: KeptProcess;
  /** Process id of the database's postmaster; undefined while there is none. */
  databasePid(): Promise<number | undefined>;
  /** Ends everything; the folder goes unless it is to be kept. */
  end(keep: boolean): Promise<void>;
}

/** Runs worked on at the same time, in each process: as many as two cores carry well. */
const CONCURRENCY = '24';

export async function setScene(wish: { seed: number; faults: string; webhookSecret: string }): Promise<StormScene> {
  const folder = await mkdtemp(join(tmpdir(), 'landbridge-storm-'));
  const sandboxFolder = join(folder, 'sandbox');
  let sandboxes: SandboxPair | undefined;
  const kept: KeptProcess[] = [];
  const end = async (keep: boolean): Promise<void> => {
    await Promise.allSettled(kept.map((each) => each.end()));
    await sandboxes?.stop().catch(() => undefined);
    if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    sandboxes = await spawnSandboxes(sandboxFolder, { latencyMs: 0, faults: wish.faults, seed: wish.seed });
    const start = async (name: string, flags: readonly string[]): Promise<KeptProcess> => {
      const settings = { webhookSecret: wish.webhookSecret };
      const server = new ServerProcess({
        folder,
        port: await freePort(),
        flags: [...flags, '--instance', name, '--concurrency', CONCURRENCY],
        environment: { DATABASE_URL: '', LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify(settings) },
      });
      const process = new KeptProcess(name, server);
      kept.push(process);
      await process.ready();
      return process;
    };
    // The first makes the database and the connections; the others find both.
    const front = await start('front', ['--sandbox-folder', sandboxFolder, '--quick']);
    const [worker, sleeper] = await Promise.all([
      start('worker', ['--role', 'work']),
      start('sleeper', ['--role', 'work']),
    ]);
    return {
      folder,
      sandboxes: sandboxes.ledgers,
      front,
      worker,
      sleeper,
      databasePid: () => postmasterPid(folder),
      end,
    };
  } catch (error) {
    await end(false);
    throw error;
  }
}

async function postmasterPid(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'postgres/cluster/data/postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
}
