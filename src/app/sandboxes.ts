import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/landbridge.mjs', import.meta.url));

export const SANDBOXES = ['m3', 'store'] as const;
export type SandboxName = (typeof SANDBOXES)[number];

/** File in a sandbox's data folder that tells how to reach it; its content is what `sandbox` prints with --json. */
export const REACH_FILES: Readonly<Record<SandboxName, string>> = { m3: 'm3.ionapi', store: 'store.json' };

/** How to reach the store sandbox. */
export interface StoreReach {
  readonly url: string;
  readonly apiUrl: string;
  readonly credentials: { readonly userName: string; readonly password: string };
}

/** How to reach both sandboxes, as their files tell. */
export interface SandboxReach {
  readonly m3: { readonly url: string; readonly ionapi: string };
  readonly store: StoreReach;
}

/** A sandbox that runs as a program of its own. */
export interface SandboxProcess {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  readonly port?: number;
  readonly folder: string;
  readonly faults?: string;
  readonly seed?: number;
  readonly latencyMs?: number;
  /** How much there is at the first start. */
  readonly items?: number;
  readonly customers?: number;
  readonly warehouses?: number;
  /** A store without products. */
  readonly empty?: boolean;
  /** People act by themselves, so often a second. */
  readonly lifePerSecond?: number;
}

/**
 * Starts a sandbox in a process of its own and waits until it can be reached. It ends with this process, also when
 * this one is killed.
 * @throws Error with the sandbox's own words when it does not come up.
 */
export async function spawnSandbox(name: SandboxName, options: SandboxOptions): Promise<SandboxProcess> {
  await mkdir(options.folder, { recursive: true });
  await rm(join(options.folder, REACH_FILES[name]), { force: true });
  const given = {
    port: options.port,
    faults: options.faults,
    seed: options.seed,
    latency: options.latencyMs,
    items: options.items,
    customers: options.customers,
    warehouses: options.warehouses,
    rate: options.lifePerSecond,
  };
  const flags = Object.entries(given).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, String(value)],
  );
  if (options.empty === true && name === 'store') flags.push('--empty');
  if (options.lifePerSecond !== undefined) flags.push('--life');
  const child = spawn(
    process.execPath,
    [program, 'sandbox', name, '--data', options.folder, '--end-with-parent', ...flags],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2_000);
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(words.trim() || `The ${name} sandbox ended with code ${code}`)));
  });
  return {
    child,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Reads how to reach the sandboxes whose data folders are `m3` and `store` below `folder`. */
export async function readReach(folder: string): Promise<SandboxReach> {
  const [ionapi, store] = await Promise.all(
    SANDBOXES.map((name) => readFile(join(folder, name, REACH_FILES[name]), 'utf8')),
  );
  return {
    m3: { ionapi: ionapi ?? '', url: (JSON.parse(ionapi ?? '{}') as { iu: string }).iu },
    store: JSON.parse(store ?? '{}') as StoreReach,
  };
}
