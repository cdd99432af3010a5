import type { ServerProcess } from '../../src/cli/demo/server-process.ts';

const READY_MS = 90_000;
const AGAIN_MS = 200;

/** A server process that is started again whenever it has ended, as a service manager does. */
export class KeptProcess {
  readonly server: ServerProcess;
  readonly name: string;
  /** What a start failed with, for the report. */
  readonly troubles: string[] = [];
  /** When it was ready last, by `performance.now()`; infinite while it is not. */
  readyAt = Infinity;
  #wanted = true;
  #frozen = false;
  #coming: Promise<void>;

  constructor(name: string, server: ServerProcess) {
    this.name = name;
    this.server = server;
    this.#coming = this.#bringUp();
  }

  /** Resolves when the process is ready after its last start. */
  ready(): Promise<void> {
    return this.#coming;
  }

  /** kill -9 of a process that was up, and a new start that nobody waits for. */
  async kill(): Promise<void> {
    await this.#coming;
    this.readyAt = Infinity;
    await this.server.kill();
    this.#coming = this.#bringUp();
  }

  /** SIGSTOP for so long, then SIGCONT: whatever it was doing, it goes on with. */
  async freeze(ms: number): Promise<void> {
    await this.#coming;
    this.#signal('SIGSTOP');
    this.#frozen = true;
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.thaw();
  }

  thaw(): void {
    if (this.#frozen) this.#signal('SIGCONT');
    this.#frozen = false;
  }

  async end(): Promise<void> {
    this.#wanted = false;
    this.thaw();
    await this.#coming;
    await this.server.stop();
  }

  async #bringUp(): Promise<void> {
    while (this.#wanted) {
      try {
        await this.server.start(READY_MS);
        this.readyAt = performance.now();
        return;
      } catch (error) {
        this.troubles.push(error instanceof Error ? error.message : String(error));
        await this.server.kill();
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  #signal(name: NodeJS.Signals): void {
    const { pid } = this.server;
    if (pid !== undefined) process.kill(pid, name);
  }
}
