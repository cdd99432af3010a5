import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SandboxReach } from '../src/app/sandboxes.ts';
import { type SandboxPair, spawnSandboxes } from '../src/main.ts';
import { BenchServer, type LineMode } from './bench-server.ts';
import { SandboxControl } from './sandbox-control.ts';
import { ScriptProcess } from './script-process.ts';

export const LINE_MODES: readonly LineMode[] = ['single', 'bulk'];

/** Both sandboxes, a server for each way of sending lines, and the plain script; each in its own process. */
export interface Rig {
  readonly reach: SandboxReach;
  readonly control: SandboxControl;
  readonly servers: Readonly<Record<LineMode, BenchServer>>;
  readonly script: ScriptProcess;
  stop(): Promise<void>;
}

export interface RigOptions {
  /** Time the sandboxes take for each call, milliseconds. */
  readonly latencyMs: number;
  readonly inFlight: number;
  /** Options of Node for the servers, to profile them. */
  readonly nodeOptions?: string;
}

/** Starts everything in a throw-away folder. */
export async function startRig({ latencyMs, ...serverOptions }: RigOptions): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'landbridge-bench-'));
  let sandboxes: SandboxPair | undefined;
  const servers: Partial<Record<LineMode, BenchServer>> = {};
  const script = new ScriptProcess();
  const stop = async (): Promise<void> => {
    script.stop();
    for (const server of Object.values(servers)) await server.stop();
    await sandboxes?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const sandboxFolder = join(folder, 'sandbox');
    sandboxes = await spawnSandboxes(sandboxFolder, { latencyMs });
    const { reach } = sandboxes;
    for (const lineMode of LINE_MODES)
      servers[lineMode] = await BenchServer.start({
        folder: join(folder, lineMode),
        sandboxFolder,
        lineMode,
        ...serverOptions,
      });
    const control = new SandboxControl(reach);
    await control.silenceWebhooks();
    return { reach, control, servers: servers as Record<LineMode, BenchServer>, script, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
