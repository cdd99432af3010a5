import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeedSize } from '../connectors/kit/sandbox/catalogue.ts';
import type { FaultLevelName } from '../connectors/kit/sandbox/faults.ts';
import type { LifeSettings } from '../connectors/kit/sandbox/life.ts';
import { REACH_FILES, type SandboxName } from './sandboxes.ts';

export interface RunningSandbox {
  /** What a person needs to use it. */
  readonly lines: readonly string[];
  /** What a program needs to reach it; also in a file of its data folder. */
  readonly reach: object;
  close(): Promise<void>;
}

export interface SandboxSettings {
  readonly port: number;
  readonly folder: string;
  readonly faults: FaultLevelName;
  readonly seed: number;
  readonly latencyMs: number;
  readonly size: Partial<SeedSize>;
  /** A store without products. */
  readonly empty: boolean;
  readonly life?: LifeSettings;
}

/**
 * Runs one sandbox in this process and writes the file that tells how to reach it. Only the code of this one is loaded.
 */
export async function runSandbox(name: SandboxName, settings: SandboxSettings): Promise<RunningSandbox> {
  try {
    return await openSandbox(name, settings);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const remedy = `Stop what listens there, or choose another: landbridge sandbox ${name} --port 0 takes a free one.`;
    throw Object.assign(new Error(`Port ${settings.port} is in use.`, { cause: error }), {
      code: 'sandbox.port-in-use',
      remedy,
    });
  }
}

async function openSandbox(name: SandboxName, settings: SandboxSettings): Promise<RunningSandbox> {
  const { folder, empty, ...rest } = settings;
  const options = { ...rest, dataFolder: folder };
  const file = join(folder, REACH_FILES[name]);
  if (name === 'm3') {
    const { startM3Sandbox } = await import('../connectors/m3/sandbox/server.ts');
    const sandbox = await startM3Sandbox(options);
    const { url, ionapi } = sandbox;
    await writeReach(file, ionapi);
    return {
      reach: ionapi,
      close: () => sandbox.close(),
      lines: [`Infor M3 sandbox    ${url}    (what an M3 clerk sees)`, `  .ionapi file      ${file}`],
    };
  }
  const { startStoreSandbox } = await import('../connectors/clarity/sandbox/server.ts');
  const sandbox = await startStoreSandbox({ ...options, empty });
  const { url, apiUrl, credentials } = sandbox;
  const reach = { url, apiUrl, credentials };
  await writeReach(file, reach);
  return {
    reach,
    close: () => sandbox.close(),
    lines: [
      `Clarity store sandbox    ${url}    (what a shopper sees; ${url}/back-office for its staff)`,
      `  API                    ${apiUrl}`,
      `  credentials            ${file}`,
    ],
  };
}

async function writeReach(file: string, content: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}
