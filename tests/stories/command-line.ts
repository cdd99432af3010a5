import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Instance } from './instance.ts';

const program = fileURLToPath(new URL('../../bin/landbridge.mjs', import.meta.url));

export interface CommandRun {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command of the product as a person or a script would. */
export async function runCommand(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandRun> {
  const child = spawn(process.execPath, [program, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    timeout: 30_000,
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

/** A command against a running instance, with its token; answers the JSON it prints. */
export async function runOn<T>(shop: Instance, ...parameters: readonly string[]): Promise<T> {
  const run = await runCommand([...parameters, '--json', '--url', shop.server.url, '--data', shop.folder]);
  if (run.code !== 0) throw new Error(`${parameters.join(' ')} ended with ${run.code}: ${run.errors}`);
  return JSON.parse(run.output) as T;
}
