import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../bin/landbridge.mjs', import.meta.url));

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No free port on loopback');
  return address.port;
}

/** The server of a demo: started, killed as told, started again under the same name. */
export class ServerProcess {
  readonly url: string;
  readonly #folder: string;
  readonly #flags: readonly string[];
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #said = '';

  constructor(options: { folder: string; port: number; flags: readonly string[]; environment?: NodeJS.ProcessEnv }) {
    this.url = `http://127.0.0.1:${options.port}`;
    this.#folder = options.folder;
    this.#flags = [...options.flags, '--port', String(options.port), '--data', options.folder];
    this.#environment = { ...process.env, ...options.environment };
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the process of the last start has ended, by itself or not. */
  async ended(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** What the process printed for people since its last start, the one-time sign-in link among it. */
  get said(): string {
    return this.#said;
  }

  /**
   * Resolves when the server is ready.
   * @throws Error with the server's last words when it ends instead.
   */
  async start(timeoutMs = 30_000): Promise<void> {
    const child = spawn(process.execPath, [program, 'start', ...this.#flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.#environment,
    });
    this.#child = child;
    this.#said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-4_000);
    });
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-2_000);
      appendFileSync(join(this.#folder, 'server.log'), chunk);
    });
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}: ${words.trim()}`);
      const ready = await fetch(`${this.url}/readyz`).then(
        (response) => response.ok,
        () => false,
      );
      if (ready) return;
      if (Date.now() > deadline) throw new Error(`The server was not ready within ${timeoutMs} ms: ${words.trim()}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** kill -9: no goodbye, no clean-up. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
