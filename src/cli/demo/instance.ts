import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SandboxPair, spawnSandboxes } from '../../main.ts';
import type { Sandboxes } from './ledgers.ts';
import { freePort, ServerProcess } from './server-process.ts';

export interface InstanceWish {
  readonly faults: 'none' | 'light' | 'harsh';
  readonly latencyMs: number;
  readonly seed: number;
  readonly say: (text: string) => void;
  /** Keep the folder and tell where it is. */
  readonly keep?: boolean;
  /** Where its folder is made; the place for temporary files unless given. */
  readonly within?: string;
  /** How many items both systems have; 200 unless given. */
  readonly items?: number;
  /** More flags and settings of the server. */
  readonly flags?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

export interface Instance {
  readonly server: ServerProcess;
  readonly ledgers: Sandboxes;
  readonly folder: string;
}

/** Both sandboxes and a server in a folder of their own, as long as the work takes; ended and removed afterwards. */
export async function inInstance<T>(wish: InstanceWish, work: (instance: Instance) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(wish.within ?? tmpdir(), 'landbridge-demo-'));
  const sandboxFolder = join(folder, 'sandbox');
  let sandboxes: SandboxPair | undefined;
  let server: ServerProcess | undefined;
  try {
    const { faults, seed, latencyMs, items } = wish;
    const size = items === undefined ? {} : { items };
    sandboxes = await spawnSandboxes(sandboxFolder, { faults, seed, latencyMs, ...size });
    server = new ServerProcess({
      folder,
      port: await freePort(),
      flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'demo', ...(wish.flags ?? [])],
      ...(wish.environment === undefined ? {} : { environment: wish.environment }),
    });
    await server.start();
    return await work({ server, folder, ledgers: sandboxes.ledgers });
  } finally {
    await server?.stop().catch(() => undefined);
    await sandboxes?.stop().catch(() => undefined);
    if (wish.keep) wish.say(`Kept ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}
