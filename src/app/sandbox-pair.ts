import { join } from 'node:path';
import {
  readReach,
  SANDBOXES,
  type SandboxName,
  type SandboxOptions,
  type SandboxProcess,
  type SandboxReach,
  spawnSandbox,
} from './sandboxes.ts';

/** Both sandboxes, each in a process of its own. */
export interface SandboxPair {
  readonly reach: SandboxReach;
  /** Addresses of their control interfaces, as the judges read them. */
  readonly ledgers: { readonly m3Url: string; readonly storeUrl: string };
  readonly processes: Readonly<Record<SandboxName, SandboxProcess>>;
  /** Ends both; harmless when they have ended. */
  stop(): Promise<void>;
}

export interface PairOptions extends Omit<SandboxOptions, 'folder' | 'port'> {
  /** Port of each; left out: any that is free. */
  readonly ports?: Readonly<Record<SandboxName, number>>;
}

/**
 * Starts both sandboxes at the same time, with their data in `m3` and `store` below the folder.
 * @throws Error with the words of the one that did not come up; the other is ended.
 */
export async function spawnSandboxes(folder: string, { ports, ...options }: PairOptions = {}): Promise<SandboxPair> {
  const spawned = await Promise.allSettled(
    SANDBOXES.map((name) => spawnSandbox(name, { ...options, port: ports?.[name] ?? 0, folder: join(folder, name) })),
  );
  const running = spawned.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => void (await Promise.all(running.map((each) => each.stop())));
  const [m3, store] = running;
  if (!m3 || !store) {
    await stop();
    throw (spawned.find((one) => one.status === 'rejected') as PromiseRejectedResult).reason;
  }
  const reach = await readReach(folder);
  const ledgers = { m3Url: reach.m3.url, storeUrl: reach.store.url };
  return { reach, ledgers, processes: { m3, store }, stop };
}
