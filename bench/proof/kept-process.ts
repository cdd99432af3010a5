import type { ServerProcess } from '../../src/cli/demo/server-process.ts';

const READY_MS = 90_000;
const AGAIN_MS = 200;
/** What the report says of a process that was ready and ended although nobody ended it. */
export const ENDED = 'ended by itself';

/** A server process that is started again whenever it has ended, as a service manager does. */
export class KeptProcess {
  readonly server: ServerProcess;
  readonly name: string;
  /** What starts failed with, and ends that nobody asked for, for the report. */
  readonly troubles: string[] = [];
  /** When it was ready last, by `performance.now()`; infinite while it is not. */
  readyAt = Infinity;
  #wanted = true;
  #frozen = false;
  #coming: Promise<void>;
  /** Ends that we brought about ourselves, and starts: what is left over ended by itself. */
  #life = 0;

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
    this.#life += 1;
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
        void this.#watch();
        return;
      } catch (error) {
        this.troubles.push(error instanceof Error ? error.message : String(error));
        await this.server.kill();
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  /** Starts the process again when it ends without having been told to. */
  async #watch(): Promise<void> {
    this.#life += 1;
    const life = this.#life;
    await this.server.ended();
    if (!this.#wanted || life !== this.#life) return;
    this.troubles.push(ENDED);
    this.readyAt = Infinity;
    this.#frozen = false;
    this.#coming = this.#bringUp();
  }

  #signal(name: NodeJS.Signals): void {
    const { pid } = this.server;
    if (pid === undefined) return;
    try {
      process.kill(pid, name);
    } catch {
      // It has just ended, and is started again.
    }
  }
}
